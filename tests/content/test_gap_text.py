"""A text with gaps is drawn as one text and cut where its gaps are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content import gap_text, safe_html


def test_paragraphs_lists_and_bold_type_go_on_across_a_gap() -> None:
    pieces = ("She **has ", "** it.\n\n- one ", "\n- two\n\nEnd ", ".")
    assert "|".join(gap_text.draw(pieces)) == (
        "<p>She <strong>has |</strong> it.</p>\n<ul>\n<li>one |</li>\n<li>two</li>\n</ul>\n<p>End |.</p>"
    )


@pytest.mark.parametrize(
    "pieces",
    [
        ("[a link](https://example.org/", ") here"),
        ("[", "](https://example.org/)"),
        ("![", "](/media/a/b.png)"),
        ('[a](https://example.org "', '")'),
    ],
)
def test_a_gap_where_no_field_can_stand_shows_the_text_as_it_is(pieces: tuple[str, str]) -> None:
    drawn = gap_text.draw(pieces)
    assert len(drawn) == 2
    assert "<a" not in "".join(drawn)
    assert "<img" not in "".join(drawn)


@given(st.lists(st.text(alphabet="ab *_`[]()<>!#|-\n\"'\\&\ue000", max_size=30), min_size=1, max_size=5))
def test_there_are_always_as_many_pieces_and_joined_they_are_safe(pieces: list[str]) -> None:
    drawn = gap_text.draw(tuple(pieces))
    assert len(drawn) == len(pieces)
    whole = "".join(drawn)
    assert safe_html.clean(whole) == whole
    # A field put in every gap stands between tags, so it stays a field of its own.
    assert "<b>field</b>".join(drawn).count("<b>field</b>") == len(pieces) - 1
