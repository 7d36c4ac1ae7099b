"""What all stages share: the corpus indexed once, and a run in which nothing is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from eujassist import Assistant, Settings, sync

Shelve = Callable[[dict[str, str]], Settings]
"""Makes a corpus of texts by file name, and the settings to index it beside."""

_CORPUS = Path(__file__).parents[1] / "corpus"


hypothesis.register_profile(
    "steady",
    derandomize=True,  # the same commit gets the same verdict; --hypothesis-seed looks further
    deadline=None,
    database=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--nothing-left-out",
        action="store_true",
        help="fail when any test was skipped",
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _left_out(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if left_out := _left_out(config):
        terminalreporter.write_line(
            f"--nothing-left-out: the run fails, {left_out} tests were skipped", red=True
        )


def _left_out(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not config.getoption("--nothing-left-out"):
        return 0
    return len(reporter.stats.get("skipped", ()))


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The repository's corpus, indexed once for all tests, which only read it."""
    index_dir = tmp_path_factory.mktemp("repository") / "index"
    settings = Settings(corpus_dir=_CORPUS, index_dir=index_dir)
    report = sync(settings)
    assert not report.failed
    return settings


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> Iterator[Assistant]:
    """An assistant that knows the repository's corpus."""
    opened = Assistant.open(settings)
    yield opened
    opened.close()


@pytest.fixture
def shelve(tmp_path: Path) -> Shelve:
    def make(texts: dict[str, str]) -> Settings:
        settings = Settings(corpus_dir=tmp_path / "shelf", index_dir=tmp_path / "index")
        settings.corpus_dir.mkdir()
        for name, text in texts.items():
            (settings.corpus_dir / name).write_text(text, "utf-8")
        return settings

    return make
