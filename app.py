"""The web chat's start: index what changed in the corpus, then serve the page."""

from __future__ import annotations

import sys

from eujassist.cli import main

if __name__ == "__main__":
    sys.exit(main(["serve"]))
