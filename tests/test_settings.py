"""What an operator can change, and that it is written down."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from eujassist.errors import SettingInvalid
from eujassist.settings import Settings

MANUAL = Path(__file__).parents[1] / "docs" / "settings.md"
NAMES = sorted(Settings.model_fields)
_ROW = re.compile(r"^\| `(EUJASSIST_\w+)` \| `([^`]*)` \| (.+) \|$", re.M)


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(f"EUJASSIST_{name.upper()}", raising=False)


@pytest.mark.parametrize("name", NAMES)
def test_each_setting_says_what_it_does(name: str) -> None:
    description = Settings.model_fields[name].description
    assert description
    assert description.endswith(".")


def test_the_manual_lists_each_setting_with_its_default_and_what_it_does() -> None:
    written = {name: (default, does) for name, default, does in _ROW.findall(MANUAL.read_text())}
    assert written == {
        f"EUJASSIST_{name.upper()}": (_shown(field.default), field.description)
        for name, field in Settings.model_fields.items()
    }


def test_every_default_works() -> None:
    settings = Settings()
    assert settings.corpus_dir == Path("corpus")
    assert settings.host == "127.0.0.1"


def test_a_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EUJASSIST_PORT", "8080")
    monkeypatch.setenv("EUJASSIST_INDEX_DIR", "elsewhere/index")
    settings = Settings()
    assert settings.port == 8080
    assert settings.index_dir == Path("elsewhere/index")


def test_what_the_caller_says_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EUJASSIST_PORT", "8080")
    assert Settings(port=9090).port == 9090


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"),
        ("PORT", "65536"),
        ("MAX_PAGES", "0"),
        ("MAX_FILE_BYTES", "1.5"),
        ("MIN_STRENGTH", "2"),
        ("MIN_STRENGTH", "nan"),
        ("READING_SECONDS", "-1"),
        ("RECOGNITION_SECONDS", ""),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"EUJASSIST_{name}", value)
    with pytest.raises(SettingInvalid) as caught:
        Settings()
    assert caught.value.values["name"] == f"EUJASSIST_{name}"
    assert caught.value.values["reason"]


def test_a_setting_that_does_not_exist_is_refused() -> None:
    unknown: dict[str, Any] = {"prot": 1}
    with pytest.raises(SettingInvalid, match="EUJASSIST_PROT"):
        Settings(**unknown)


def test_settings_do_not_change() -> None:
    settings: Any = Settings()
    with pytest.raises(ValidationError):
        settings.port = 1


def _shown(default: object) -> str:
    if isinstance(default, float):
        return f"{default:g}"
    return "–" if default is None else str(default) or "–"
