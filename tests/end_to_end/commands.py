"""The program in a process of its own, as a person starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eujassist import Settings

_MAIN = "import sys; from eujassist.cli import main; sys.exit(main())"
_APP = Path(__file__).parents[2] / "app.py"


def command(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line and return what came of it."""
    return subprocess.run(
        [sys.executable, "-c", _MAIN, *arguments],
        env=_environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def chat(settings: Settings) -> Iterator[str]:
    """Start the web chat on a free port, yield its address, and stop it."""
    with subprocess.Popen(
        [sys.executable, str(_APP)],
        env=_environment(settings) | {"EUJASSIST_PORT": "0"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            said = next(line for line in process.stdout if "http://" in line)
            yield next(word for word in said.split() if word.startswith("http://"))
        finally:
            process.terminate()


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "LC_ALL": "C.UTF-8",
        "EUJASSIST_CORPUS_DIR": str(settings.corpus_dir),
        "EUJASSIST_INDEX_DIR": str(settings.index_dir),
    }
