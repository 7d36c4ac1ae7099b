"""What kind of thing a question wants."""

from __future__ import annotations

import pytest

from eujassist.retrieval.kinds import Kind, kinds_held, kinds_wanted


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Quel est le budget du groupe ?", "money"),
        ("How much does the autumn school cost?", "money"),
        ("参加費はいくらですか？", "money"),
        ("Quel pourcentage des projets a réussi ?", "share"),
        ("What proportion of the papers could be rerun?", "share"),
        ("採択率はどのくらいでしたか", "share"),
        ("À quelle date a lieu la réunion ?", "day"),
        ("On which dates will the symposium be held?", "day"),
        ("何月何日に開かれますか", "day"),
        ("Quand le réseau a-t-il été créé ?", "time"),
        ("In what year was it founded?", "time"),
        ("いつ設立されましたか", "time"),
        ("Combien de places y a-t-il ?", "number"),
        ("How many students are there?", "number"),
        ("学生は何人いますか", "number"),
    ],
)
def test_a_question_says_which_kind_of_thing_it_wants(question: str, kind: Kind) -> None:
    assert kind in kinds_wanted(question)


@pytest.mark.parametrize(
    "question", ["Qui a fondé le réseau ?", "What is spintronics?", "MRAMとは何ですか", "?", ""]
)
def test_a_question_may_want_none_of_them(question: str) -> None:
    assert kinds_wanted(question) == set()


def test_an_amount_of_money_is_not_asked_for_as_a_number_too() -> None:
    assert kinds_wanted("Combien coûte l'école, et quel est son prix ?") == {"money"}
    assert kinds_wanted("On what date, and when exactly, does it begin?") == {"day"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Les droits s’élèvent à 150 €.", "money"),
        ("It is funded with 38,000 euros a year.", "money"),
        ("総額は二千万円です。", "money"),
        ("Agreement to within 1 per cent.", "share"),
        ("三割が採択されました。", "share"),
        ("La réunion aura lieu le lundi 12 octobre.", "day"),
        ("7月1日に公開されます。", "day"),
        ("The network was created in 2025.", "time"),
        ("Au XIXe siècle.", "time"),
        ("一九九〇年に移転しました。", "time"),
        ("There are three areas.", "number"),
        ("参加者は四十名です。", "number"),
    ],
)
def test_a_text_holds_a_kind(text: str, kind: Kind) -> None:
    assert kind in kinds_held(text, "")


def test_a_number_of_the_question_itself_is_no_answer() -> None:
    text = "The third symposium will be held in 2027."
    assert "time" in kinds_held(text, "When is the third symposium?")
    assert "time" not in kinds_held(text, "When in 2027 is the third symposium?")
    assert "time" not in kinds_held(text, "When in ２０２７ is the third symposium?")
