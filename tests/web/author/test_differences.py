"""Two versions of a text side by side."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lms.web.author import differences
from lms.web.author.differences import Cell, Row, side_by_side


def test_the_same_text_has_no_difference_to_show() -> None:
    assert all(row.same or row.skipped for row in side_by_side("a\nb\nc", "a\nb\nc"))


def test_a_changed_line_stands_on_both_sides() -> None:
    assert side_by_side("a\nb", "a\nc") == [
        Row(Cell(1, "a"), Cell(1, "a"), same=True),
        Row(Cell(2, "b"), Cell(2, "c")),
    ]


def test_a_long_stretch_without_a_difference_is_only_counted() -> None:
    lines = [str(number) for number in range(50)]
    rows = side_by_side("\n".join([*lines, "mine"]), "\n".join(lines))
    assert rows[0].skipped == 50 - differences.AROUND
    assert [row.mine.text for row in rows[1:] if row.mine] == ["47", "48", "49", "mine"]
    assert rows[-1].theirs is None


def test_texts_with_thousands_of_differences_are_shown_as_one_block() -> None:
    mine = "\n".join(f"mine {number}" for number in range(differences.MOST_LINES))
    theirs = "\n".join(f"theirs {number}" for number in range(differences.MOST_LINES))
    assert len(side_by_side(mine, theirs)) == differences.MOST_LINES


TEXTS = st.text(alphabet="ab\n", max_size=40)


@given(TEXTS, TEXTS)
def test_every_line_of_both_is_shown_or_counted(mine: str, theirs: str) -> None:
    rows = side_by_side(mine, theirs)
    skipped = sum(row.skipped for row in rows)
    assert sum(row.mine is not None for row in rows) + skipped == len(mine.split("\n"))
    assert sum(row.theirs is not None for row in rows) + skipped == len(theirs.split("\n"))
    for row in rows:
        if row.same:
            assert row.mine is not None
            assert row.theirs is not None
            assert row.mine.text == row.theirs.text
