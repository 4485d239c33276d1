"""Gaps and short texts are read as written, and what is in doubt is never guessed."""

from __future__ import annotations

import pytest

from lms.domain.quizzes import (
    Gap,
    GapFill,
    ShortText,
)
from tests.content.kind_questions import item, read, refused


def test_gaps_are_typed_or_chosen() -> None:
    found = item(
        "Read this first.\n\nMust have [[capacity | the capacity]] unless\n"
        "[[a | (x) b\\|c | d]].\n\nThe end.\n\n**Tags:** t\n"
    )
    assert isinstance(found, GapFill)
    assert found.body == "Read this first."
    assert found.pieces == ("Must have ", " unless\n", ".\n\nThe end.")
    assert found.gaps == (Gap(("capacity", "the capacity")), Gap(("b|c",), ("a", "b|c", "d")))
    assert found.tags == ("t",)


def test_a_gap_may_stand_in_the_heading() -> None:
    found = item("## A person has [[capacity]] until shown otherwise. {#q}\n\nAnd [[rights]].\n")
    assert isinstance(found, GapFill)
    assert found.text == "A person has … until shown otherwise."
    assert found.pieces == ("A person has ", " until shown otherwise.\n\nAnd ", ".")
    assert found.body == ""


def test_brackets_in_code_links_and_behind_a_backslash_are_no_gaps() -> None:
    found = item("`[[code]]` and [[1]](https://example.org)\n\n```\n[[x]]\n```\n\nA [[gap]].\n")
    assert isinstance(found, GapFill)
    assert found.gaps == (Gap(("gap",)),)
    assert found.pieces == ("A ", ".")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("A [[ ]].\n", ["Q325"]),
        ("A [[a | ]].\n", ["Q325"]),
        ("A [[…]].\n", ["Q325"]),
        ("A [[capacity].\n", ["Q325"]),
        ("## A [[capacity. {#q}\n\nText\n", ["Q325"]),
        ("A [[capacity]] and [[rights.\n", ["Q325"]),
        ("A [[(x) a | (x) b]].\n", ["Q324"]),
        ("A [[(x) a | (x) b | (x) c]].\n", ["Q324"]),
        ("A [[[x] a | b]].\n", ["Q324"]),
        ("A [[a (x) | b]].\n", ["Q324"]),
        ("A [[(x a | b]].\n", ["Q324"]),
        ("A [[✓ a | b]].\n", ["Q324"]),
        ("A [[(x) a]].\n", ["Q307"]),
        ("A [[(x) a | b | B]].\n", ["Q309"]),
        ("A [[gap]].\n\n**Marking:** all or nothing\n", ["F107"]),
        ("A [[gap]].\n\n**Number:** 10\n", ["Q305"]),
        ("A [[gap]].\n\n- [x] a\n- [ ] b\n", ["Q305"]),
    ],
)
def test_a_gap_in_doubt_is_not_published(text: str, codes: list[str]) -> None:
    assert refused(text) == codes


def test_the_place_of_a_gap_is_the_authors_own() -> None:
    heading = read("## One [[ ]] {#q}\n")[1][0]
    body = read("Text\n\nOne [[ ]]\n")[1][0]
    assert (heading.line, heading.column) == (6, 8)
    assert (body.line, body.column) == (10, 5)


def test_text_after_the_labels_of_a_gap_is_a_slip_in_a_quiz() -> None:
    found, problems = read("A [[gap]].\n\n**Tags:** a\n\nLost.\n")
    assert isinstance(found, GapFill)
    assert [problem.code for problem in problems] == ["Q316"]


def test_accepted_answers_are_a_list_or_one_behind_the_label() -> None:
    listed = item("**Accept:**\n\n- advocate\n- an advocate\n")
    alone = item("**Accept:** advocate\n")
    assert listed == ShortText(id="q", text="Q", accept=("advocate", "an advocate"))
    assert alone == ShortText(id="q", text="Q", accept=("advocate",))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("**Accept:**\n", ["Q305"]),
        ("**Accept:** advocate, carer\n", ["Q305"]),
        ("**Accept:** advocate or carer\n", ["Q305"]),
        ("**Accept:** advocate\n\n- carer\n", ["Q305"]),
        ("**Accept:**\n\n- …\n", ["Q311"]),
        ("**Accept:**\n\n-\n- a\n", ["Q311"]),
        ("**Accept:** a\n\n**Marking:** each option\n", ["F107"]),
    ],
)
def test_a_short_text_in_doubt_is_not_published(text: str, codes: list[str]) -> None:
    assert refused(text) == codes
