"""`eujassist doctor` tells what works and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from eujassist import Settings, cli
from eujassist.doctor import examine
from tests.endpoint import Endpoint, refuses, says, serving

KEY = "sk-not-to-be-told"


def named(settings: Settings, endpoint: Endpoint) -> Settings:
    model = {"llm_base_url": endpoint.address, "llm_model": "recorded", "llm_api_key": KEY}
    return Settings.model_validate({**settings.model_dump(), **model, "llm_seconds": 20.0})


def test_what_is_in_order_is_said(settings: Settings) -> None:
    findings = {finding.key: finding for finding in examine(settings)}
    assert findings["corpus"].fields["count"] == findings["index"].fields["count"]
    assert "no_model" in findings
    assert not [finding for finding in findings.values() if finding.error]


def test_a_model_that_answers_is_named_with_its_time(settings: Settings) -> None:
    with serving() as endpoint:
        endpoint.does(says("Yes."))
        *_, model = examine(named(settings, endpoint))
    assert model.key == "model"
    assert model.fields["model"] == "recorded"
    assert float(str(model.fields["seconds"])) < 20


def test_a_model_that_refuses_is_told_without_the_key(settings: Settings) -> None:
    with serving() as endpoint:
        endpoint.does(refuses(401, '{"error": {"message": "' + KEY + '"}}'))
        *_, model = examine(named(settings, endpoint))
    assert "401" in str(model.error)
    assert KEY not in str(model.error)


def test_a_model_that_says_nothing_is_no_model(settings: Settings) -> None:
    with serving() as endpoint:
        endpoint.does(says(""))
        *_, model = examine(named(settings, endpoint))
    assert model.error is not None


@pytest.mark.parametrize(
    ("locale", "said"), [("fr_FR", "Index"), ("en_GB", "Index"), ("ja_JP", "索引")]
)
def test_the_command_tells_all_and_fails_where_something_is_wrong(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    locale: str,
    said: str,
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setenv("EUJASSIST_CORPUS_DIR", str(settings.corpus_dir))
    monkeypatch.setenv("EUJASSIST_INDEX_DIR", str(settings.index_dir))
    assert cli.main(["doctor"]) == 0
    assert said in capsys.readouterr().out
    monkeypatch.setenv("EUJASSIST_INDEX_DIR", str(tmp_path / "nowhere"))
    assert cli.main(["doctor"]) == 1
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 3
    assert len(told.err.splitlines()) == 1
