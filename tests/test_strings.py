"""What a member reads, in three languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import eujassist
from eujassist import strings
from eujassist.documents import LANGUAGES, Language
from eujassist.strings import table, terminal_language

SOURCE = Path(eujassist.__file__).parent
_TEMPLATE_KEY = re.compile(r"""say\(\s*["']([^"']+)["']\s*(~)?""")


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys(language: Language) -> None:
    assert set(table(language)) == set(table("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_the_same_fields(language: Language) -> None:
    fields = {key: _fields(sentence) for key, sentence in table(language).items()}
    assert fields == {key: _fields(sentence) for key, sentence in table("en").items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language: Language) -> None:
    assert [key for key, sentence in table(language).items() if not sentence.strip()] == []


def test_no_language_but_english_is_left_untranslated() -> None:
    # A sentence of several words that is the same in two languages was never translated.
    english = table("en")
    for language in ("fr", "ja"):
        same = [key for key, one in table(language).items() if one == english[key] and " " in one]
        assert [key for key in same if key not in ("web.date", "web.page")] == []


def test_every_key_that_the_program_names_exists() -> None:
    named = set(_keys_in_modules()) | set(_keys_in_templates())
    assert len(named) > 20
    assert {key for key in named if not _exists(key)} == set()


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8", "LC_ALL": "en_GB"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": ""}, "ja"),
    ],
)
def test_the_terminal_speaks_the_language_of_its_locale(
    environment: dict[str, str], language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert terminal_language() == language


def test_a_value_with_braces_is_shown_as_it_is() -> None:
    assert strings.text("cli.added", "en", document="{x}.pdf") == "added: {x}.pdf"


def _exists(key: str) -> bool:
    """Tell whether there is this key, or, where it ends with `*`, one that begins so."""
    prefix = key.removesuffix("*")
    return key in table("en") or (
        key != prefix and any(one.startswith(prefix) for one in table("en"))
    )


def _keys_in_templates() -> Iterator[str]:
    for template in SOURCE.rglob("*.html"):
        for key, goes_on in _TEMPLATE_KEY.findall(template.read_text("utf-8")):
            yield f"{key}*" if goes_on else key


def _keys_in_modules() -> Iterator[str]:
    """Yield the first argument of strings.text, and what looks like a key anywhere else."""
    families = {key.split(".")[0] for key in table("en")} - {"cli"}
    looks_like = re.compile(rf"(?:{'|'.join(sorted(families))})(?:\.[\w-]+)+")
    for module in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and _says(node.func):
                prefix = "cli." if _name(node.func) == "_say" else ""
                yield from (f"{prefix}{key}" for key in _literal(node.args[0]))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from [node.value] if looks_like.fullmatch(node.value) else []


def _says(function: ast.expr) -> bool:
    return _name(function) in ("strings.text", "_say")


def _name(function: ast.expr) -> str:
    return ast.unparse(function)


def _literal(argument: ast.expr) -> list[str]:
    match argument:
        case ast.Constant(value=str(key)):
            return [key]
        case ast.JoinedStr(values=[ast.Constant(value=str(prefix)), *_]):
            return [f"{prefix}*"]
    return []
