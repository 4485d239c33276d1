"""Each kind of item is read as written, and what is in doubt is never guessed."""

from __future__ import annotations

import pytest

from lms.content import draws, item_links, lessons, quizzes
from lms.content.problems import Report
from lms.domain.quizzes import (
    Criterion,
    GapFill,
    MarkedBy,
    Ordering,
    OrderMarking,
    Reflection,
    Scale,
)
from tests.content.kind_questions import HEAD, fixes, item, read, refused

STEPS = "**Put in order:**\n\n1. one\n2. two\n3. three\n"


@pytest.mark.parametrize("marking", list(OrderMarking))
def test_an_ordering_is_read_in_the_order_written(marking: OrderMarking) -> None:
    found = item(f"{STEPS}\n**Marking:** {marking.capitalize()}.\n")
    assert found == Ordering(id="q", text="Q", steps=("one", "two", "three"), marking=marking)


@pytest.mark.parametrize(
    ("more", "marking"),
    [
        ("", OrderMarking.EACH_PLACE),
        ("marking: all or nothing\n", OrderMarking.ALL_OR_NOTHING),
        ("marking: each option\n", OrderMarking.EACH_PLACE),
    ],
)
def test_all_or_nothing_may_be_said_once_for_a_quiz(more: str, marking: OrderMarking) -> None:
    found = item(STEPS, more)
    assert isinstance(found, Ordering)
    assert found.marking is marking


def test_steps_may_be_bullets_equal_numbers_or_run_over_lines() -> None:
    bullets = item("**Put in order:**\n\n- one\n- two\n- three\n")
    ones = item("**Put in order:**\n\n1. one\n1. two\n1. three\n")
    long = item("**Put in order:**\n1. one\nand a half\n2. two\n\n   and more\n\n3. three\n")
    assert isinstance(bullets, Ordering)
    assert isinstance(ones, Ordering)
    assert isinstance(long, Ordering)
    assert bullets.steps == ones.steps
    assert long.steps == ("one and a half", "two and more", "three")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("**Put in order:**\n\n1. one\n2. two\n", ["Q323"]),
        ("**Put in order:**\n\nOne thing\nand another\n", ["Q323"]),
        ("**Put in order:**\n\n1. one\n3. two\n2. three\n", ["Q323"]),
        ("**Put in order:**\n\n1. one\n- two\n2. three\n", ["Q323"]),
        ("**Put in order:**\n\n1. one\n2. two\n3. One.\n", ["Q309"]),
        ("**Put in order:**\n\n1. one\n2.\n3. three\n", ["Q311"]),
        (STEPS + "\n**Marking:** each row\n", ["F107"]),
        (STEPS + "\n- [x] one\n- [ ] two\n", ["Q305"]),
        (STEPS + "\n**Accept:** a\n", ["Q305"]),
    ],
)
def test_an_order_in_doubt_is_not_published(text: str, codes: list[str]) -> None:
    assert refused(text) == codes


def test_steps_without_numbers_are_told_how_to_begin() -> None:
    assert fixes("**Put in order:**\n\nOne thing\n")[0][1] == "Begin each step with its number: `1. …`."


REFLECTION = (
    "**Model answer:** You name what you said.\n\nAnd one sentence more.\n\n**Look for:**\n\n"
    "- their own part (2 marks)\n- actual words (1 mark).\n- a date\n\n**Marked by:** Trainer\n"
)


def test_a_reflection_has_a_model_answer_and_a_scheme() -> None:
    assert item(REFLECTION) == Reflection(
        id="q",
        text="Q",
        model_answer="You name what you said.\n\nAnd one sentence more.",
        look_for=(Criterion("their own part", 2), Criterion("actual words", 1), Criterion("a date", 1)),
        marked_by=MarkedBy.TRAINER,
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("**Model answer:** Yes.\n", ["Q328"]),
        ("**Model answer:** Yes.\n\n**Marked by:** tutor\n", ["F107"]),
        ("**Model answer:** Yes.\n\n**Marked by:** trainr\n", ["F107"]),
        ("**Model answer:**\n\n**Marked by:** self\n", ["Q305"]),
        ("**Marked by:** self\n", ["Q305"]),
        ("**Model answer:** Yes.\n\n**Look for:**\n\n**Marked by:** self\n", ["Q311"]),
        ("**Model answer:** Yes.\n\n**Look for:**\n\n- a (two marks)\n\n**Marked by:** self\n", ["F107"]),
        ("**Model answer:** Yes.\n\n**Look for:**\n\n- a, 2 marks\n\n**Marked by:** self\n", ["F107"]),
        ("**Model answer:** Yes.\n\n**Look for:**\n\n- a (2)\n\n**Marked by:** self\n", ["F107"]),
        ("**Model answer:** Yes.\n\n**Marked by:** self\n**Marking:** each option\n", ["F107"]),
    ],
)
def test_a_reflection_in_doubt_is_not_published(text: str, codes: list[str]) -> None:
    assert refused(text) == codes


def test_a_misspelt_marker_is_asked_about() -> None:
    assert fixes("**Model answer:** Yes.\n\n**Marked by:** trainr\n")[0][1] == "Write trainer."


def test_a_scale_has_choices_and_statements() -> None:
    found = item("**Scale:** Not at all | A little | Very\n\n- I could open it\n- I know who to ring\n")
    assert found == Scale(
        id="q",
        text="Q",
        choices=("Not at all", "A little", "Very"),
        statements=("I could open it", "I know who to ring"),
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("**Scale:** Not at all, A little\n\n- a\n", ["Q307"]),
        ("**Scale:** a | | b\n\n- a\n", ["Q311"]),
        ("**Scale:** a | b | A\n\n- a\n", ["Q309"]),
        ("**Scale:** a | b\n", ["Q305"]),
        ("**Scale:** a | b\n\n- one\n- one\n", ["Q309"]),
        ("**Scale:** a | b\n\n- one\n\n**Marking:** each option\n", ["F107"]),
    ],
)
def test_a_scale_in_doubt_is_not_published(text: str, codes: list[str]) -> None:
    assert refused(text) == codes


def test_a_matching_table_has_one_marking() -> None:
    table = "**Match:**\n\n| a | b |\n|---|---|\n| c | d |\n| e | f |\n"
    assert item(f"{table}\n**Marking:** each row\n").id == "q"
    assert refused(f"{table}\n**Marking:** all or nothing\n") == ["F107"]


@pytest.mark.parametrize(
    "question",
    [
        "A [[gap]].\n",
        "A [[gap]].\n\n**Why:** So.\n",
        STEPS,
        "**Accept:** a\n",
        "**Number:** 10 days\n",
        "**Model answer:** One.\n\n**Marked by:** nobody\n",
        "**Scale:** a | b\n\n- one\n",
    ],
)
def test_a_check_of_each_kind_ends_where_other_text_begins(question: str) -> None:
    text = f"---\ntitle: T\n---\n\n### Check: Q {{#q}}\n\n{question}\nOther text.\n\n- a list\n"
    draft, problems = lessons.read_lesson("courses/c/01-a/01-b.md", text)
    assert [problem for problem in problems if problem.code != "Q319"] == []
    assert draft is not None
    assert len(draft.checks) == 1
    assert draft.parts[-1] == lessons.TextPart("Other text.\n\n- a list")


@pytest.mark.parametrize(
    "question",
    [
        "A [x](a.md) [[gap]].\n",
        "**Put in order:**\n\n1. [x](a.md)\n2. two\n3. three\n",
        "**Accept:** a\n",
        "**Number:** 10 days\n",
        "**Model answer:** [x](a.md)\n\n**Look for:**\n\n- [x](a.md)\n\n**Marked by:** nobody\n",
        "**Scale:** a | b\n\n- [x](a.md)\n",
    ],
)
def test_links_in_each_kind_are_led_to_addresses(question: str) -> None:
    led = item_links.led(item(question), {"a.md": "/courses/c/a"})
    assert "a.md" not in repr(led)
    assert ("/courses/c/a" in repr(led)) is ("a.md" in question)


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        (f"{REFLECTION}**Tags:** reflection\n", []),
        ("**Scale:** a | b\n\n- one\n\n**Tags:** reflection\n", []),
        (f"{REFLECTION}**Tags:** other\n", ["D404"]),
        (f"{STEPS}\n**Tags:** reflection\n", ["D404"]),
        (f"{STEPS}\n**Tags:** other\n**Retired:** 1 May 2026\n", []),
    ],
)
def test_only_unmarked_questions_for_self_study_may_stay_undrawn(question: str, codes: list[str]) -> None:
    drawn = "## R {#r}\n\n**Number:** 1\n\n**Tags:** drawn\n\n"
    more = "pick:\n  - everything from drawn\n"
    draft, _ = quizzes.read_quiz("quizzes/q.md", HEAD.format(more=more) + drawn + "## Q {#q}\n\n" + question)
    assert draft is not None
    report = Report("quizzes/q.md")
    items = [found.item for found in draft.questions]
    draws.check(report, draft.picks, items, draft.questions)
    assert [problem.code for problem in report.found] == codes


def test_a_gap_in_the_middle_of_a_paragraph_takes_the_whole_paragraph_along() -> None:
    found = item("Before.\n\nOne line\nand a [[gap]].\n")
    assert isinstance(found, GapFill)
    assert (found.body, found.pieces[0]) == ("Before.", "One line\nand a ")


def test_words_behind_a_table_are_not_lost_silently() -> None:
    _, problems = read("**Match:**\n\n| a | b |\n|---|---|\n| c | d |\n| e | f |\n\nLost.\n")
    assert [problem.code for problem in problems] == ["Q316"]
