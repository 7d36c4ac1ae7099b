"""Every error that a person can meet."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from string import Formatter

import pytest

from eujassist import strings
from eujassist.documents import LANGUAGES, Language
from eujassist.errors import EujassistError, FileTooLarge, ReadingError, UsageError


def _met(kind: type[EujassistError] = EujassistError) -> Iterator[type[EujassistError]]:
    """Yield the errors that are raised: those at the tips of the tree."""
    below = kind.__subclasses__()
    if not below:
        yield kind
    for child in below:
        yield from _met(child)


ERRORS = sorted(_met(), key=lambda kind: kind.__name__)
each_error = pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def _example(kind: type[EujassistError]) -> EujassistError:
    return kind(**{name: f"<{name}>" for name in kind.fields})


@each_error
@each_language
def test_each_error_is_worded_with_exactly_its_fields(
    kind: type[EujassistError], language: Language
) -> None:
    sentence = strings.table(language)[f"error.{kind.__name__}"]
    assert {name for _, name, _, _ in Formatter().parse(sentence) if name} == set(kind.fields)
    worded = _example(kind).worded(language)
    assert all(f"<{name}>" in worded for name in kind.fields)


@each_language
def test_no_sentence_is_left_of_an_error_that_is_gone(language: Language) -> None:
    worded = {key for key in strings.table(language) if key.startswith("error.")}
    assert worded == {f"error.{kind.__name__}" for kind in ERRORS}


@each_error
def test_an_error_survives_the_border_of_a_process(kind: type[EujassistError]) -> None:
    error = _example(kind)
    restored = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(restored) is kind
    assert restored.values == error.values
    assert str(restored) == str(error) == error.worded("en")


@each_error
def test_an_error_takes_its_fields_and_no_others(kind: type[EujassistError]) -> None:
    with pytest.raises(TypeError):
        kind(**_example(kind).values, surplus="x")
    if kind.fields:
        with pytest.raises(TypeError):
            kind()


@each_error
def test_the_exit_code_tells_a_wrong_question_from_a_failure(kind: type[EujassistError]) -> None:
    assert kind.exit_code == (2 if issubclass(kind, UsageError) else 1)


def test_an_error_of_reading_names_its_file() -> None:
    assert all("file" in kind.fields for kind in ERRORS if issubclass(kind, ReadingError))


def test_braces_in_a_file_name_are_shown_as_they_are() -> None:
    error = FileTooLarge(file="{0} {size}.pdf", size=3, limit=2, setting="EUJASSIST_MAX_PAGES")
    assert str(error).startswith("{0} {size}.pdf is too large (3; the limit is 2).")
