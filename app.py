"""The web chat: brings the index up to date with the corpus, then serves the page."""

from __future__ import annotations

import sys

from eujassist.errors import EujassistError
from eujassist.indexing.sync import sync_with_progress
from eujassist.settings import Settings
from eujassist.strings import terminal_language
from eujassist.web.site import serve


def main() -> int:
    """Serve the chat; return the exit status. An error is one sentence."""
    try:
        settings = Settings()
        sync_with_progress(settings)
        serve(settings)
    except EujassistError as error:
        sys.stderr.write(error.worded(terminal_language()) + "\n")
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
