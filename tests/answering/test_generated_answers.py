"""What a language model words is shown sentence by sentence, each proved by its quotations."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from eujassist import languages, strings
from eujassist.documents import LANGUAGES, Answer
from tests.endpoint import Endpoint, refuses, refuses_forms_else, says

from .conftest import RECORDED, Recording, make_source, reply, word

ANSWERED = sorted(
    file.stem
    for file in RECORDED.glob("*.json")
    if '"declined\\": false' in file.read_text("utf-8")
)
DECLINED = sorted(file.stem for file in RECORDED.glob("*.json") if file.stem not in ANSWERED)

FRENCH = make_source(
    "a.md",
    "Communiqué",
    "Le réseau s’est réuni à Bruxelles le 1er juillet 2026. Plus de 70 dirigeants sont venus. "
    "Il n’est pas vrai que le budget a doublé.",
)
ENGLISH = make_source("b.md", "Note", "The network has three working groups. It began in 2025.")
SOURCES = (FRENCH, ENGLISH)


@pytest.mark.parametrize("name", ANSWERED)
def test_a_good_model_s_answer_is_proved_sentence_by_sentence(
    endpoint: Endpoint, name: str
) -> None:
    recorded = Recording.load(name)
    endpoint.does(says(recorded.reply))
    shown = word(endpoint, recorded.question, recorded.language, recorded.sources)
    answer = shown[-1]
    assert answer.mode == "generated"
    assert not answer.notice
    mark = strings.text("answer.unproved", recorded.language)
    marked = [answer.text[start:end].removesuffix(mark).strip() for start, end in answer.unproved]
    assert marked == list(recorded.unproved)
    assert languages.detect(answer.text) == recorded.language
    claimed = json.loads(recorded.reply)["sentences"]
    assert len(shown) == len(claimed)
    assert all(claim["text"] in answer.text for claim in claimed)


@pytest.mark.parametrize("name", ANSWERED)
def test_every_citation_stands_verbatim_in_its_document(endpoint: Endpoint, name: str) -> None:
    recorded = Recording.load(name)
    endpoint.does(says(recorded.reply))
    answer = word(endpoint, recorded.question, recorded.language, recorded.sources)[-1]
    for citation in answer.citations:
        assert citation.quote in citation.document.pages[0].text
    assert_numbered_by_first_use(answer)


def assert_numbered_by_first_use(answer: Answer) -> None:
    used = dict.fromkeys(map(int, re.findall(r"\[(\d+)\]", answer.text)))
    assert list(used) == [citation.number for citation in answer.citations]


@pytest.mark.parametrize("name", DECLINED)
def test_a_model_that_declines_is_believed(endpoint: Endpoint, name: str) -> None:
    recorded = Recording.load(name)
    endpoint.does(says(recorded.reply))
    (answer,) = word(endpoint, recorded.question, recorded.language, recorded.sources)
    assert answer.abstained
    assert answer.mode == "generated"
    assert answer.text == "No answer."
    assert not answer.citations


@pytest.mark.parametrize("piece", [1, 10_000])
@pytest.mark.parametrize(
    "said",
    [
        '{"declined": true, "sentences": [{"text": "The network has three working groups.",'
        ' "quotes": [{"source": 2, "quote": "The network has three working groups."}]}]}',
        '{"sentences": [], "declined": true}',
    ],
)
def test_a_model_declines_whatever_else_it_says_and_however_it_arrives(
    endpoint: Endpoint, said: str, piece: int
) -> None:
    endpoint.does(says(said, piece))
    (answer,) = word(endpoint, "Groups?", "en", SOURCES)
    assert answer.abstained
    assert not answer.citations


@pytest.mark.parametrize("piece", [1, 7, 10_000])
def test_nothing_that_was_shown_is_taken_back(endpoint: Endpoint, piece: int) -> None:
    recorded = Recording.load("year-fr")
    endpoint.does(says(recorded.reply, piece))
    shown = word(endpoint, recorded.question, recorded.language, recorded.sources)
    assert len(shown) > 2
    for before, after in pairwise(shown):
        assert after.text.startswith(before.text)
        assert after.citations[: len(before.citations)] == before.citations


def test_a_sentence_whose_quotation_is_not_verbatim_is_marked(endpoint: Endpoint) -> None:
    endpoint.does(
        says(
            reply(
                (
                    "The network has three working groups.",
                    (2, "The network has three working groups."),
                ),
                ("It began in 2025.", (2, "The network began in 2025.")),
            )
        )
    )
    answer = word(endpoint, "Groups?", "en", SOURCES)[-1]
    assert answer.text == (
        "The network has three working groups. [1] It began in 2025. [not proved by the documents]"
    )
    assert [answer.text[slice(*span)] for span in answer.unproved] == [
        "It began in 2025. [not proved by the documents]"
    ]
    assert len(answer.citations) == 1


@pytest.mark.parametrize(
    ("claim", "proved"),
    [
        ("Plus de 70 dirigeants se sont réunis.", True),
        ("Plus de 80 dirigeants se sont réunis.", False),
        ("Soixante-dix dirigeants sont venus.", True),
        ("Ils sont venus en 2026.", False),
    ],
)
def test_a_sentence_is_proved_if_its_numbers_stand_in_its_quotations(
    endpoint: Endpoint, claim: str, proved: bool
) -> None:
    first = ("Le réseau s’est réuni à Bruxelles.", (1, "Le réseau s’est réuni à Bruxelles"))
    endpoint.does(says(reply(first, (claim, (1, "Plus de 70 dirigeants sont venus.")))))
    answer = word(endpoint, "Qui ?", "fr", SOURCES)[-1]
    assert (not answer.unproved) is proved


@pytest.mark.parametrize(
    ("language", "claim"),
    [
        ("en", "It met in Brussels on 1 July 2026."),
        ("ja", "2026年7月1日にブリュッセルで会合を開きました。"),
        ("fr", "La réunion a eu lieu le 1er juillet 2026."),
    ],
)
def test_a_date_is_proved_across_languages(endpoint: Endpoint, language: str, claim: str) -> None:
    spoken = next(one for one in LANGUAGES if one == language)
    endpoint.does(says(reply((claim, (1, "à Bruxelles le 1er juillet 2026")))))
    answer = word(endpoint, "When?", spoken, SOURCES)[-1]
    assert answer.mode == "generated"
    assert not answer.unproved


def test_a_quotation_is_widened_to_its_sentence_so_that_no_negation_is_lost(
    endpoint: Endpoint,
) -> None:
    endpoint.does(says(reply(("Le budget a doublé.", (1, "le budget a doublé")))))
    answer = word(endpoint, "Budget ?", "fr", SOURCES)[-1]
    assert answer.citations[0].quote == "Il n’est pas vrai que le budget a doublé."


@pytest.mark.parametrize("quote", ["e", "le", ".", "budget"])
def test_a_word_that_stands_anywhere_proves_nothing(endpoint: Endpoint, quote: str) -> None:
    endpoint.does(says(reply(("Le budget a doublé.", (1, quote)))))
    (answer,) = word(endpoint, "Budget ?", "fr", SOURCES)
    assert answer.mode == "quoted"


def test_a_heading_in_all_but_its_form_proves_nothing(endpoint: Endpoint) -> None:
    text = "Summary of the press release\n\nThe network met in Brussels. All came."
    source = make_source("c.md", "Symposium", text, ["The network met in Brussels.", "All came."])
    endpoint.does(
        says(
            reply(
                ("It met in Brussels.", (1, "The network met in Brussels.")),
                ("This is a press release.", (1, "Summary of the press release")),
            )
        )
    )
    answer = word(endpoint, "Where?", "en", (source,))[-1]
    assert [citation.quote for citation in answer.citations] == ["The network met in Brussels."]
    assert "This is a press release. [not proved" in answer.text


def test_what_is_compared_is_not_taken_for_markup(endpoint: Endpoint) -> None:
    claim = "With 5 < 6 and 7 > 3 it has three groups."
    endpoint.does(says(reply((claim, (2, "The network has three working groups.")))))
    (answer,) = word(endpoint, "Groups?", "en", SOURCES)
    assert answer.text == "The quoted answer."


def test_a_claim_longer_than_any_sentence_is_not_read(endpoint: Endpoint) -> None:
    quote = (2, "The network has three working groups.")
    endpoint.does(says(reply(("十" * 30_000, quote), ("There are three groups.", quote))))
    answer = word(endpoint, "Groups?", "en", SOURCES)[-1]
    assert answer.text == "There are three groups. [1]"


def test_one_quotation_used_twice_is_one_source(endpoint: Endpoint) -> None:
    quote = "The network has three working groups."
    endpoint.does(
        says(
            reply(
                ("There are three groups.", (2, quote)), ("They work for the network.", (2, quote))
            )
        )
    )
    answer = word(endpoint, "Groups?", "en", SOURCES)[-1]
    assert answer.text == "There are three groups. [1] They work for the network. [1]"
    assert len(answer.citations) == 1


@pytest.mark.parametrize("number", [0, 3, -1, 99])
def test_a_source_that_was_not_given_proves_nothing(endpoint: Endpoint, number: int) -> None:
    endpoint.does(
        says(reply(("There are groups.", (number, "The network has three working groups."))))
    )
    answer = word(endpoint, "Groups?", "en", SOURCES)[-1]
    assert answer.text == "The quoted answer."


def test_an_answer_of_which_nothing_is_proved_gives_way_to_the_quoted_one(
    endpoint: Endpoint,
) -> None:
    endpoint.does(says(reply(("There are nine groups.", (2, "There are nine groups.")))))
    (answer,) = word(endpoint, "Groups?", "en", SOURCES)
    assert answer.mode == "quoted"
    assert answer.text == "The quoted answer."
    assert answer.notice == strings.text("answer.notice.unproved", "en")


def test_what_is_not_proved_waits_until_something_is(endpoint: Endpoint) -> None:
    endpoint.does(
        says(
            reply(
                ("There are nine groups.", (2, "There are nine groups.")),
                ("It began in 2025.", (2, "It began in 2025.")),
            )
        )
    )
    (answer,) = word(endpoint, "Groups?", "en", SOURCES)
    assert answer.text == (
        "There are nine groups. [not proved by the documents] It began in 2025. [1]"
    )


FRENCH_REPLY = reply(
    ("Le réseau compte trois groupes de travail.", (2, "The network has three working groups."))
)
ENGLISH_REPLY = reply(
    ("The network has three working groups.", (2, "The network has three working groups."))
)


def test_a_reply_in_another_language_is_asked_for_once_more(endpoint: Endpoint) -> None:
    endpoint.does(says(FRENCH_REPLY), says(ENGLISH_REPLY))
    (answer,) = word(endpoint, "How many groups are there?", "en", SOURCES)
    assert answer.text == "The network has three working groups. [1]"
    assert not answer.notice
    again = endpoint.asked[1]["messages"]
    assert len(again) == 4
    assert "Le réseau compte trois groupes de travail." in again[-1]["content"]


def test_a_model_that_keeps_to_no_language_gives_way_to_the_quoted_answer(
    endpoint: Endpoint,
) -> None:
    endpoint.does(says(FRENCH_REPLY))
    (answer,) = word(endpoint, "How many groups are there?", "en", SOURCES)
    assert answer.text == "The quoted answer."
    assert answer.notice
    assert len(endpoint.asked) == 2


def test_what_was_shown_before_the_language_was_lost_stays(endpoint: Endpoint) -> None:
    mixed = reply(
        ("It began in 2025.", (2, "It began in 2025.")),
        (
            "Le réseau compte trois groupes de travail.",
            (2, "The network has three working groups."),
        ),
    )
    endpoint.does(says(mixed), says(ENGLISH_REPLY))
    shown = word(endpoint, "How many groups are there?", "en", SOURCES)
    assert [answer.text for answer in shown] == [
        "It began in 2025. [1]",
        "It began in 2025. [1] The network has three working groups. [2]",
    ]


def test_a_server_that_knows_no_forms_is_asked_without(endpoint: Endpoint) -> None:
    endpoint.does(refuses_forms_else(says(ENGLISH_REPLY)))
    answer = word(endpoint, "Groups?", "en", SOURCES)[-1]
    assert answer.mode == "generated"
    assert ["response_format" in asked for asked in endpoint.asked] == [True, False]


def test_a_model_that_is_forbidden_is_not_asked_twice(endpoint: Endpoint) -> None:
    endpoint.does(refuses(401))
    word(endpoint, "Groups?", "en", SOURCES)
    assert len(endpoint.asked) == 1


def test_a_translation_is_kept_as_gloss_of_a_foreign_quotation_alone(endpoint: Endpoint) -> None:
    said = json.loads(
        reply(
            ("More than 70 leaders came.", (1, "Plus de 70 dirigeants sont venus.")),
            ("It began in 2025.", (2, "It began in 2025.")),
        )
    )
    said["sentences"][0]["quotes"][0]["translation"] = "More than 70 leaders came."
    said["sentences"][1]["quotes"][0]["translation"] = "It started in 2025."
    endpoint.does(says(json.dumps(said)))
    answer = word(endpoint, "Who came?", "en", SOURCES)[-1]
    assert [citation.gloss for citation in answer.citations] == ["More than 70 leaders came.", ""]


@pytest.mark.parametrize(
    "gloss",
    ["More than 90 leaders came.", "Read https://evil.example", "Plus de 70 dirigeants, donc."],
)
def test_a_translation_that_is_none_is_dropped(endpoint: Endpoint, gloss: str) -> None:
    said = json.loads(reply(("Leaders came.", (1, "Plus de 70 dirigeants sont venus."))))
    said["sentences"][0]["quotes"][0]["translation"] = gloss
    endpoint.does(says(json.dumps(said)))
    answer = word(endpoint, "Who came?", "en", SOURCES)[-1]
    assert answer.mode == "generated"
    assert answer.citations[0].gloss == ""
