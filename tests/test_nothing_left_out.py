from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(("option", "status"), [([], 0), (["--nothing-left-out"], 1)])
def test_a_skipped_test_fails_the_run_only_where_nothing_may_be_left_out(
    tmp_path: Path, option: list[str], status: int
) -> None:
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    (tmp_path / "test_one.py").write_text(
        "import pytest\n\n\ndef test_one() -> None:\n    pytest.skip('not here')\n"
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *option, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == status
    assert ("the run fails, 1 tests were skipped" in run.stdout) == bool(option)
