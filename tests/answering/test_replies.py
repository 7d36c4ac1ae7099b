"""A reply is read while it arrives, whatever pieces it comes in and whatever it holds."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eujassist.answering.replies import Claim, ReplyReader

_TEXTS = st.text(max_size=30)
_CLAIMS = st.lists(
    st.fixed_dictionaries(
        {
            "text": _TEXTS,
            "quotes": st.lists(
                st.fixed_dictionaries(
                    {"source": st.integers(-3, 30), "quote": _TEXTS, "translation": _TEXTS}
                ),
                max_size=3,
            ),
        }
    ),
    max_size=4,
)


def read(text: str, cuts: list[int]) -> tuple[ReplyReader, list[Claim]]:
    reader = ReplyReader()
    edges = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    claims = [claim for start, end in pairwise(edges) for claim in reader.read(text[start:end])]
    return reader, claims


@given(_CLAIMS, st.lists(st.integers(0, 10_000), max_size=10), st.booleans())
def test_every_claim_arrives_whole_whatever_the_pieces(
    claims: list[dict[str, object]], cuts: list[int], indented: bool
) -> None:
    text = json.dumps({"declined": False, "sentences": claims}, indent=2 if indented else None)
    _, found = read(text, cuts)
    assert [claim.model_dump() for claim in found] == claims


@given(st.text(), st.lists(st.integers(0, 1000), max_size=5))
def test_any_text_is_read_without_an_error(text: str, cuts: list[int]) -> None:
    reader, _ = read(text, cuts)
    assert reader.text == text
    reader, _ = read('{"declined": false, "sentences": [' + text, cuts)
    assert reader.begun


@pytest.mark.parametrize(
    "text",
    [
        '```json\n{"declined": false, "sentences": [{"text": "a"}]}\n```',
        'Here it is:\n{"sentences":[{"text":"a","quotes":[],"more":1}]}',
        '{"sentences": [{"text": 5}, {"text": "a"}, {"quotes": []}]}',
        '{"sentences": [{"text": "a"}, "b", {"text": "c"}]}',
        '{"sentences": [{"text": "a"}, {"text": ' + "[" * 30_000,
        '{"sentences": [{"text": "a"}, {"source": ' + "1" * 5_000 + "}]}",
    ],
)
def test_what_has_the_form_is_taken_from_what_has_not(text: str) -> None:
    _, claims = read(text, [])
    assert [claim.text for claim in claims] == ["a"]


@pytest.mark.parametrize(
    ("text", "declined"),
    [
        ('{"declined": true, "sentences": []}', True),
        ('{"declined":true}', True),
        ('{"declined": false, "sentences": []}', False),
        ('{"sentences": [], "declined": true}', True),
        ('{"sentences": [{"text": "a"}], "declined": true}', True),
        ('{"sentences": [{"text": "], \\"declined\\": true"', False),
        ('{"declined": false, "sentences": [{"text": "say \\"declined\\": true"}]}', False),
    ],
)
def test_declining_is_a_field(text: str, declined: bool) -> None:
    assert read(text, [])[0].declined is declined


def test_a_reply_without_end_is_full() -> None:
    reader = ReplyReader()
    for _ in range(50):
        reader.read('{"sentences": [{"text": "' + "a" * 1000)
    assert reader.full
