import pytest

from eujassist.reading.blocks import Block, page_text, table_blocks


def rows(*table: list[str], headed: bool = False) -> list[str]:
    return [block.text for block in table_blocks(table, headed=headed)]


def test_the_first_row_heads_the_others_where_it_names_columns() -> None:
    assert rows(["Pays", "2024", "2025"], ["France", "11 %", "12 %"]) == [
        "Pays: France | 2024: 11 % | 2025: 12 %"
    ]
    assert rows(["項目", "２０２３年度", "２０２４年度"], ["苦情件数", "３５件", "４８件"]) == [
        "項目: 苦情件数 | ２０２３年度: ３５件 | ２０２４年度: ４８件"
    ]
    assert rows(["", "2024", "2025"], ["France", "11 %", ""]) == ["France | 2024: 11 %"]


def test_names_with_values_have_no_heads() -> None:
    assert rows(["Nom", "Dupont"], ["Ville", "Paris"]) == ["Nom | Dupont", "Ville | Paris"]
    assert rows(["Nom", "Dupont"], ["Ville", "Paris"], headed=True) == [
        "Nom: Ville | Dupont: Paris"
    ]


@pytest.mark.parametrize("first", [["Total", "12", "13"], ["a", "a", "a"], ["x" * 80, "b", "c"]])
def test_figures_or_long_texts_are_no_heads(first: list[str]) -> None:
    assert rows(first, ["d", "e", "f"]) == [" | ".join(first), "d | e | f"]


def test_a_list_stands_below_the_line_that_introduces_it() -> None:
    blocks = [
        Block("heading", "Title"),
        Block("paragraph", "Three points:"),
        Block("item", "- one"),
        Block("item", "- two"),
        Block("paragraph", "The end."),
        Block("item", "- a list of its own"),
        Block("paragraph", "   "),
    ]
    assert page_text(blocks) == (
        "# Title\n\nThree points:\n- one\n- two\n\nThe end.\n\n- a list of its own"
    )
