"""How a follow-up is made to stand alone by its words, and when it is taken for one."""

from __future__ import annotations

import pytest

from eujassist.answering.conversation import goes_on, understand, without_announcement
from eujassist.documents import Turn


def _after(*questions: str) -> list[Turn]:
    return [Turn(question, "An answer.") for question in questions]


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        (
            "Quel est le budget du réseau ?",
            "Et qui le finance ?",
            "budget du réseau — et qui le finance ?",
        ),
        (
            "À quelles dates se déroule l’école d’automne ?",
            "Et les droits d’inscription ?",
            "dates, déroule, école d’automne — et les droits d’inscription ?",
        ),
        (
            "How much of the AI for Science budget goes to computing time?",
            "And to travel?",
            "AI for Science budget, computing time — and to travel?",
        ),
        ("Who supported the Brussels symposium?", "Why?", "supported, Brussels symposium — why?"),
        ("能動学習とは何ですか", "それはどこで？", "能動学習 — それはどこで？"),
        (
            "チップレット試作の予算は総額いくらですか",
            "そのうち旅費は？",
            "チップレット試作の予算、総額 — そのうち旅費は？",
        ),
        (
            "ネットワークの目的を教えてください",
            "誰が担当していますか？",
            "ネットワークの目的 — 誰が担当していますか？",
        ),
    ],
)
def test_a_follow_up_is_put_after_the_phrases_of_the_question_before(
    before: str, question: str, understood: str
) -> None:
    assert understand(question, _after(before)) == understood


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        ("Quel est le budget en 2026 ?", "Et en 2027 ?", "budget — et en 2027 ?"),
        ("Where was the 2026 symposium?", "And in 2027?", "symposium — and in 2027?"),
        ("2026年のシンポジウムはどこでしたか", "2027年は？", "シンポジウム — 2027年は？"),
        ("Où était le deuxième symposium ?", "Et le troisième ?", "symposium — et le troisième ?"),
        ("第4回の会合はいつですか", "では第5回は？", "会合 — では第5回は？"),
        (
            "What does the surface code need at distance 5?",
            "And at distance 11?",
            "surface code — and at distance 11?",
        ),
        (
            "Comment calcule-t-on le PUE d’un centre de données ?",
            "Et le WUE ?",
            "centre de données — et le WUE ?",
        ),
        (
            "Combien coûte la vie à Grenoble ?",
            "Et à Valence ?",
            "coûte, vie — et à Valence ?",
        ),
        ("STT型の書き込み時間はどのくらいですか", "SOT型は？", "書き込み時間 — SOT型は？"),
    ],
)
def test_what_a_follow_up_puts_in_the_place_of_something_is_not_kept(
    before: str, question: str, understood: str
) -> None:
    assert understand(question, _after(before)) == understood


def test_a_chain_keeps_its_subject_and_what_was_changed_since() -> None:
    earlier = _after("Où aura lieu le symposium de 2027 ?", "Et en 2026 ?")
    assert understand("Qui l’a organisé ?", earlier) == "symposium, 2026 — qui l’a organisé ?"


def test_a_chain_builds_on_how_the_last_turn_was_understood() -> None:
    earlier = [
        Turn("Et en 2026 ?", "", understood="symposium — et en 2026 ?"),
        Turn("Combien d’étudiants compte l’UGA ?", "", "Combien d’étudiants compte l’UGA ?"),
    ]
    assert understand("Et de doctorants ?", earlier) == "étudiants, UGA — et de doctorants ?"


def test_a_long_chain_keeps_its_beginning_and_its_end() -> None:
    last = ""
    for thing in ("symposium", "villes", "dates", "hôtels", "trains", "repas", "billets", "badges"):
        last = understand(f"Et les {thing} ?", [Turn("…", "", last)] if last else [])
    assert last == "symposium, villes, dates, trains, repas, billets — et les badges ?"


def test_a_question_that_is_one_endless_phrase_is_cut_between_words() -> None:
    understood = understand("Et quand ?", _after("symposium " * 300))
    assert understood == " ".join(["symposium"] * 8) + " — et quand ?"


def test_a_conversation_may_change_its_language() -> None:
    earlier = _after("2026年のシンポジウムはどこで開かれましたか？")
    assert understand("And in 2027?", earlier) == "シンポジウム — and in 2027?"
    earlier = [Turn("And in 2027?", "", "シンポジウム — and in 2027?")]
    assert understand("Et le budget ?", earlier) == "シンポジウム、2027 — et le budget ?"


@pytest.mark.parametrize("said", ["Merci !", "Thanks a lot", "ありがとうございます", "Bonjour"])
def test_small_talk_is_no_subject(said: str) -> None:
    earlier = _after("Combien d’étudiants compte l’UGA ?", said)
    assert understand("Et de doctorants ?", earlier) == "étudiants, UGA — et de doctorants ?"


def test_a_question_that_goes_on_from_nothing_is_left_as_it_is() -> None:
    assert understand("Et en 2027 ?", []) == "Et en 2027 ?"
    assert understand("Et en 2027 ?", _after("Merci !")) == "Et en 2027 ?"
    assert understand("Et quand ?", _after("Pourquoi ?")) == "Et quand ?"


@pytest.mark.parametrize("question", ["Pourquoi ?", "By whom?", "それはなぜですか", "Et quand ?"])
def test_a_question_without_words_of_its_own_always_goes_on(question: str) -> None:
    assert goes_on(question, gain=-1.0)


@pytest.mark.parametrize(
    ("pointing", "plain"),
    [
        ("Quel est son budget ?", "Quel est le budget ?"),
        ("Quels organismes en sont membres ?", "Quels organismes sont membres ?"),
        ("Et les réponses ?", "Les réponses ?"),
        ("Qui l’a organisé ?", "Qui a organisé ?"),
        ("What is its budget?", "What is the budget?"),
        ("When is the next one?", "When is one?"),
        ("Which companies were there?", "Which companies were present?"),
        ("But why Brussels?", "Why Brussels?"),
        ("その期限はいつですか", "期限はいつですか"),
        ("次はいつ開かれますか", "会合はいつ開かれますか"),
        ("では主催者は？", "主催者は？"),
    ],
)
def test_a_question_that_points_back_goes_on_more_readily(pointing: str, plain: str) -> None:
    assert goes_on(pointing, gain=-0.01)
    assert not goes_on(plain, gain=-0.01)


@pytest.mark.parametrize(
    "question",
    [
        "Y a-t-il un budget ?",
        "Combien d’étudiants l’UGA compte-t-elle ?",
        "Are there any companies?",
        "このネットワークの英語名は何ですか",
        "それぞれの予算は？",
        "他社との共同研究はありますか？",
        "Android phones: which?",
        "Et-il possible d’obtenir une bourse ?",
    ],
)
def test_words_that_only_look_like_pointing_back_do_not(question: str) -> None:
    assert not goes_on(question, gain=-0.01)


def test_a_long_question_has_to_gain_more_by_the_earlier_subject() -> None:
    question = "Quelle est la date limite pour demander une bourse d’échange Europe-Japon ?"
    assert not goes_on(question, gain=0.01)
    assert goes_on(question, gain=0.05)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Rien à voir, mais qui paie ?", "qui paie ?"),
        ("Autre question : qui paie ?", "qui paie ?"),
        ("By the way, who pays?", "who pays?"),
        ("ところで、誰が払いますか", "誰が払いますか"),
        ("Sinon ?", "Sinon ?"),
        ("À propos du budget, qui paie ?", "À propos du budget, qui paie ?"),
        ("Who pays?", "Who pays?"),
    ],
)
def test_words_that_announce_a_new_subject_are_left_out(question: str, left: str) -> None:
    assert without_announcement(question) == left
