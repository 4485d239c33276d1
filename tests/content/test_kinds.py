"""Each kind of item is read as written, and what is in doubt is never guessed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lms.content import draws, item_links, lessons, quizzes
from lms.content.problems import Problem, Report
from lms.domain.quizzes import (
    Criterion,
    Gap,
    GapFill,
    Item,
    MarkedBy,
    Number,
    Ordering,
    OrderMarking,
    Reflection,
    Scale,
    ShortText,
)

HEAD = "---\ntitle: T\ncourse: c\n{more}---\n\n"
STEPS = "**Put in order:**\n\n1. one\n2. two\n3. three\n"


def read(text: str, more: str = "") -> tuple[Item | None, list[Problem]]:
    """The first question under a heading of its own, and the problems that matter."""
    heading = "" if text.startswith("#") else "## Q {#q}\n\n"
    draft, problems = quizzes.read_quiz("quizzes/q.md", HEAD.format(more=more) + heading + text)
    assert draft is not None
    found = [problem for problem in problems if problem.code not in ("Q319", "Q320")]
    return (draft.questions[0].item if draft.questions else None), found


def item(text: str, more: str = "") -> Item:
    found, problems = read(text, more)
    assert problems == []
    assert found is not None
    return found


def refused(text: str, more: str = "") -> list[str]:
    """The codes for a question that is not published."""
    found, problems = read(text, more)
    assert found is None
    return [problem.code for problem in problems]


def fixes(text: str) -> list[tuple[str, str]]:
    return [(problem.message, problem.fix) for problem in read(text)[1]]


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


@pytest.mark.parametrize(
    ("written", "low", "high", "unit"),
    [
        ("10 ± 2 days", "8", "12", "days"),
        ("10 days ± 2 days", "8", "12", "days"),
        ("10 days ± 2", "8", "12", "days"),
        ("10 +- 2", "8", "12", ""),
        ("10 +/- 2", "8", "12", ""),
        ("10 ± 0 days", "10", "10", "days"),
        ("8 to 12", "8", "12", ""),
        ("8 TO 12 hours", "8", "12", "hours"),
        ("8–12 °C", "8", "12", "°C"),
        ("10 ± 5%", "19/2", "21/2", ""),
        ("-10 ± 5 % kg", "-21/2", "-19/2", "kg"),
        ("80%", "80", "80", "%"),
        ("75% to 80%", "75", "80", "%"),
        ("0.1 ± 0.02", "2/25", "3/25", ""),
        ("1,204", "1204", "1204", ""),
        ("1 204 ± 4", "1200", "1208", ""),
        ("12.", "12", "12", ""),
        ("25 m2", "25", "25", "m2"),
        (".5 to 1,5", "1/2", "3/2", ""),
    ],
)
def test_a_number_is_read_exactly(written: str, low: str, high: str, unit: str) -> None:
    found = item(f"**Number:** {written}\n")
    assert isinstance(found, Number)
    assert (found.low, found.high, found.unit) == (Fraction(low), Fraction(high), unit)
    assert found.shown == written


@pytest.mark.parametrize(
    "written",
    [
        "ten days",
        "",
        "8-12",
        "8-12 days",
        "8 - 12",
        "12 to 8",
        "£10",
        "10 or 12",
        "10 days or less",
        "about 10",
        "10 ± -2",
        "80% ± 5%",
        "1 hour to 90 minutes",
        "1 hour ± 5 minutes",
        "10 5",
        "1.2.3",
        "1,20,4",
        "1,20,4 ± 1",
        "1,20,4 to 9",
        "10 million",
        "10:30",
        "½",
        "1e5",
        "9" * 200,
        "10 ± 2 or 3",
    ],
)
def test_a_number_in_doubt_is_not_published(written: str) -> None:
    assert refused(f"**Number:** {written}\n") == ["Q326"]


def test_a_range_with_a_hyphen_is_told_how_to_be_written() -> None:
    assert fixes("**Number:** 8-12\n")[0][1] == "For a range write `8 to 12`."
    assert fixes("**Number:** 8-12 days\n")[0][1] == "For a range write `8 to 12 days`."


@pytest.mark.parametrize(
    ("written", "message", "fix"),
    [
        ("3.10", "so 3.10 and 3.1 must match exactly.", "Add one: `3.1 ± 0.05`."),
        ("3.1 km", "so 3.10 and 3.1 must match exactly.", "Add one: `3.1 ± 0.05`."),
        ("3.14", "so 3.140 and 3.14 must match exactly.", "Add one: `3.14 ± 0.005`."),
        ("3,5", "so 3,50 and 3,5 must match exactly.", "Add one: `3,5 ± 0.05`."),
        ("3.0", "so 3.0 and 3 must match exactly.", "Add one: `3 ± 0.5`."),
    ],
)
def test_a_decimal_number_without_leeway_is_asked_about(written: str, message: str, fix: str) -> None:
    found, problems = read(f"**Number:** {written}\n")
    assert isinstance(found, Number)
    assert [(one.code, one.message, one.fix) for one in problems] == [
        ("Q327", f"This decimal number has no leeway, {message}", fix)
    ]


def test_a_number_below_its_label_is_read() -> None:
    found = item("**Number:**\n\n10 days\n")
    assert isinstance(found, Number)
    assert found.unit == "days"


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
