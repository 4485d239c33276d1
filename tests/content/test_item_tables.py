"""Tables, headings, draws and checks: what belongs to a question, and what is text beside it."""

from __future__ import annotations

import pytest

from lms.content import quizzes
from lms.content.lessons import read_lesson
from lms.domain.quizzes import (
    Difficulty,
    Matching,
    Pair,
    PickLine,
)
from tests.content.questions import QUESTION, codes, item, quiz

TABLE = (
    "## Match {#m}\n\n**Match:**\n\n| Word | Meaning |\n|:---|---|\n"
    "| a | b\\|c |\n| d | e |\n| | f |\n\n**Why:** x\n"
)


def test_a_table_whose_head_cannot_be_told_from_its_pairs_is_not_guessed_at() -> None:
    for text in (TABLE.replace("|:---|---|\n", ""), TABLE.replace("| Word | Meaning |\n|:---|---|\n", "")):
        _, problems = quiz(text)
        assert [problem.code for problem in problems if problem.level == "error"] == ["Q321"]


@pytest.mark.parametrize(
    "text",
    [
        TABLE,
        TABLE.replace("**Match:**\n\n", "**Match:**\n"),
        TABLE.replace("|:---|---|", "| — | — |"),
        TABLE.replace("| d | e |", "d | e"),
    ],
)
def test_a_table_is_a_matching_question(text: str) -> None:
    found = item(text)
    assert isinstance(found, Matching)
    assert found.pairs == (Pair("a", "b|c"), Pair("d", "e"))
    assert found.spares == ("f",)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("| d | e |", "| d | e | g |", "Q321"),
        ("| d | e |", "| d | |", "Q311"),
        ("| d | e |", "| a | e |", "Q309"),
        ("| d | e |", "| | |", "Q321"),
        ("| d | e |", "| d | B|C. |".replace("B|C", "B\\|C"), "Q322"),
        ("**Why:** x", "**Why:** x\n\n- [ ] one\n- [x] two", "Q305"),
        ("**Why:** x", "**Why:** x\n\n| g | h |", ""),
    ],
)
def test_a_table_in_doubt_is_an_error(old: str, new: str, code: str) -> None:
    assert codes(TABLE.replace(old, new)) == ([code] if code else [])


@pytest.mark.parametrize(
    ("heading", "code"),
    [("## Which? {#Not_A_Slug}", "Q301"), ("## {#which}", "Q311"), ("## Which? {#}", "Q301")],
)
def test_a_heading_needs_words_and_a_good_id(heading: str, code: str) -> None:
    assert codes(QUESTION.replace("## Which? {#which}", heading)) == [code]


def test_one_sign_too_few_or_too_many_is_said() -> None:
    assert codes(f"# Title\n\n{QUESTION}\n# Again {{#again}}\n\n- [ ] a\n  > x\n- [x] b\n") == ["Q303"]
    _, problems = quiz("### Which? {#which}\n\n- [ ] a\n  > x\n- [x] b\n")
    assert "it is not a question" in problems[0].message


def test_what_stands_under_a_glued_heading_is_still_read() -> None:
    draft, problems = quiz(QUESTION.replace("## Which?", "##Which"))
    assert [problem.code for problem in problems] == ["Q304"]
    assert len(draft.questions) == 1


def test_code_holds_no_questions() -> None:
    assert codes(f"{QUESTION}\n**Why:** x\n```\n## No {{#no}}\n```\n") == []


def test_a_paragraph_full_of_brackets_loses_only_its_question() -> None:
    draft, problems = quiz(f"{QUESTION}\n## Other {{#other}}\n\n{'[' * 300}\n")
    assert [problem.code for problem in problems] == ["F115"]
    assert len(draft.questions) == 1
    assert not draft.sound


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("6 from principles", PickLine(6, ("principles",))),
        ("Draw 2 questions from Numbers, dates.", PickLine(2, ("numbers", "dates"))),
        ("3 hard from principles", PickLine(3, ("principles",), Difficulty.HARD)),
        ("everything from safety", PickLine(None, ("safety",))),
        ("0 from x", None),
        ("2 from ,", None),
        ("two from x", None),
    ],
)
def test_draws_are_sentences(text: str, line: PickLine | None) -> None:
    assert quizzes.pick_line(text) == line


LESSON = "---\ntitle: T\n---\n\n"
CHECK = "### Check: Which? {#which}\n\n- [ ] one\n  > No.\n- [x] two\n  > Yes.\n"


@pytest.mark.parametrize(
    "after",
    [
        "Text goes on.",
        "## Heading\n\nText.",
        "> **Key point**\n> Text.",
        "> A quotation.",
        "  > **Note**\n  > Text.",
        "**Rhian:** Hello.",
        "```\ncode\n```",
        "[Include: x](../_shared/a.md)",
        "| a | b |\n|---|---|\n| 1 | 2 |",
    ],
)
def test_a_check_ends_where_other_text_begins(after: str) -> None:
    draft, problems = read_lesson("courses/c/01-a/01-b.md", f"{LESSON}Before.\n\n{CHECK}\n{after}\n")
    assert problems == []
    assert draft is not None
    assert [type(part).__name__ for part in draft.parts] in (
        ["TextPart", "Found", "TextPart"],
        ["TextPart", "Found", "IncludePart"],
    )


@pytest.mark.parametrize(
    "check",
    [
        CHECK + "\n**Why:** Because.\n",
        "### Check: Match {#m}\n\n**Match:**\n\n| a | b |\n|---|---|\n| c | d |\n| e | f |\n\n**Why:** x\n",
    ],
)
def test_text_after_the_labels_of_a_check_is_text_of_the_lesson(check: str) -> None:
    draft, problems = read_lesson("courses/c/01-a/01-b.md", f"{LESSON}{check}\nAfter.\n")
    assert problems == []
    assert draft is not None
    assert len(draft.parts) == 2


def test_two_checks_of_a_lesson_cannot_share_an_id() -> None:
    _, problems = read_lesson("courses/c/01-a/01-b.md", LESSON + CHECK + "\n" + CHECK)
    assert [problem.code for problem in problems] == ["Q302"]


def test_a_check_without_an_id_is_told_so() -> None:
    _, problems = read_lesson("courses/c/01-a/01-b.md", LESSON + CHECK.replace(" {#which}", ""))
    assert [problem.code for problem in problems] == ["Q301"]


def test_a_lesson_full_of_brackets_has_no_parts() -> None:
    draft, problems = read_lesson("courses/c/01-a/01-b.md", LESSON + "[" * 300)
    assert [problem.code for problem in problems] == ["F115"]
    assert draft is not None
    assert draft.parts == ()
