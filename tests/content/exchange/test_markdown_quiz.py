"""The draft that an import leaves: our own format, and no stranger's line in it that could be structure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from lms.content.exchange import formats, markdown_quiz
from lms.content.exchange.formats import Format
from lms.domain.quizzes import (
    AttemptPolicy,
    Criterion,
    Difficulty,
    Gap,
    GapFill,
    Marking,
    Matching,
    MultipleResponse,
    Number,
    Option,
    Ordering,
    OrderMarking,
    Pair,
    PickLine,
    Quiz,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)

YES, NO = Option("a", True, Fraction(1), "Good\n\nMore", "look again"), Option("b", False, Fraction(1, 2))

QUIZ = Quiz(
    slug="q",
    title="Fire: the basics",
    course="fire-safety",
    intro="Ten minutes.\n## not a heading",
    pick=(PickLine(2, ("a", "b"), Difficulty.HARD), PickLine(None, ("c",))),
    attempts=AttemptPolicy(3, timedelta(days=1)),
    shuffle_options=False,
    items=(
        SingleChoice(
            id="one",
            text="Which?",
            body="Think.",
            options=(YES, NO),
            why="Since\n\nthen",
            hint="h",
            tags=("x", "y"),
            difficulty=Difficulty.EASY,
            objective="Know",
            marks=2,
            fixed_order=True,
            retired_on=date(2026, 9, 1),
        ),
        MultipleResponse(id="two", text="Which [[x]] {#y}?", options=(YES, NO), marking=Marking.EACH_OPTION),
        TrueFalse(
            id="three",
            text="True?",
            options=(Option("True", True, Fraction(1)), Option("False", False, Fraction(0))),
        ),
        Matching(id="four", text="Match", pairs=(Pair("a|b", "1"), Pair("c", "2")), spares=("3",)),
        Ordering(id="five", text="Order", steps=("a", "b", "c"), marking=OrderMarking.NEIGHBOURS),
        GapFill(
            id="six",
            text="Gap",
            pieces=("a [[z]] ", " and ", "."),
            gaps=(Gap(("x", "y")), Gap(("q",), ("p", "q"))),
        ),
        ShortText(id="seven", text="Name", accept=("ice", "the ice")),
        Number(id="eight", text="How many", low=Fraction(8), high=Fraction(12), unit="days", shown="8 to 12"),
        Number(id="nine", text="How many", low=Fraction(8), high=Fraction(12)),
        Reflection(
            id="ten", text="Tell", model_answer="Model", look_for=(Criterion("x", 1), Criterion("y", 2))
        ),
        Reflection(id="eleven", text="Tell", model_answer=""),
        Scale(id="twelve", text="Sure?", choices=("no", "yes"), statements=("I can",)),
    ),
)

EXPECTED = """\
---
title: "Fire: the basics"
course: fire-safety
pass mark: 80%
pick:
  - 2 hard from a, b
  - everything from c
shuffle questions: yes
shuffle options: no
attempts: 3, then wait 1 day
show answers: after passing
---

# Fire: the basics

Ten minutes.
\\## not a heading

## Which? {#one}

Think.

- [x] a
  > Good
  >
  > More
  > If missed: look again
- [ ] (50%) b

**Why:** Since
then

**Hint:** h

**Tags:** x, y
**Difficulty:** easy
**Objective:** Know
**Marks:** 2
**Order:** fixed
**Retired:** 2026-09-01

## Which [\u2060[x]] \\{#y}? {#two}

**Choose:** all that apply

- [x] a
  > Good
  >
  > More
  > If missed: look again
- [ ] b

**Marking:** each option

## True? {#three}

- [x] True
- [ ] False

## Match {#four}

**Match:**

| Word | Meaning |
| --- | --- |
| a\\|b | 1 |
| c | 2 |
|  | 3 |

## Order {#five}

**Put in order:**

1. a
2. b
3. c

**Marking:** neighbours

## Gap {#six}

a [\u2060[z]] [[x | y]] and [[p | (x) q]].

## Name {#seven}

**Accept:**

- ice
- the ice

## How many {#eight}

**Number:** 8 to 12 days

## How many {#nine}

**Number:** 10 ± 2

## Tell {#ten}

**Model answer:** Model

**Look for:**

- x (1 mark)
- y (2 marks)

**Marked by:** nobody

## Tell {#eleven}

**Model answer:**

**Marked by:** nobody

## Sure? {#twelve}

**Scale:** no | yes

- I can
"""


def test_every_kind_is_written_in_our_format() -> None:
    assert formats.write(Format.MARKDOWN, QUIZ).data.decode() == EXPECTED
    assert formats.losses(Format.MARKDOWN, QUIZ) == ()


@pytest.mark.parametrize(
    ("policy", "text"),
    [
        (AttemptPolicy(), "attempts: unlimited"),
        (AttemptPolicy(2), "attempts: 2"),
        (AttemptPolicy(2, timedelta(hours=30)), "attempts: 2, then wait 30 hours"),
    ],
)
def test_attempts(policy: AttemptPolicy, text: str) -> None:
    assert text in markdown_quiz.write(replace(QUIZ, attempts=policy)).split("\n")


@pytest.mark.parametrize(
    "line",
    [
        "## Another question {#two}",
        "- [x] Right",
        "* [ ] Wrong",
        "[x] Right",
        "☑ Right",
        "- (x) Right",
        "**Tags:** all",
        "**Why**: no",
        "__Match:__",
        "[Include: x](../x.md)",
        "---",
        "—",
    ],
)
def test_no_line_of_a_stranger_becomes_structure(line: str) -> None:
    item = replace(QUIZ.items[6], body=f"before\n{line}\nafter")
    written = markdown_quiz.write(replace(QUIZ, items=(item,), intro="", pick=(), course=""))
    asked = written[written.index("## ") :]
    assert line not in asked.split("\n")
    assert len([one for one in written.split("\n") if one.startswith("## ")]) == 1
    fenced = replace(item, body=f"```\n{line}\n```")
    assert f"```\n{line}\n```" in markdown_quiz.write(replace(QUIZ, items=(fenced,)))
    unclosed = replace(item, body=f"```\n{line}")
    assert f"```\n{line}\n```" in markdown_quiz.write(replace(QUIZ, items=(unclosed,)))


def test_answers_of_a_stranger_stay_text() -> None:
    options = (Option("(50%) of them", True, Fraction(1), "If missed: x"), Option("b", False, Fraction(0)))
    item = SingleChoice(id="a", text="Which?", options=options)
    typed = ShortText(id="b", text="What?", accept=("[x] ice",))
    written = markdown_quiz.write(replace(QUIZ, items=(item, typed)))
    assert "- [x] \u2060(50%) of them\n  > \u2060If missed: x\n" in written
    assert "- \u2060[x] ice\n" in written


def test_a_draft_takes_its_title_from_the_file_or_its_name() -> None:
    found = formats.read(Format.GIFT, b"Wet? {T}", "..\\fire_safety-1.gift")
    assert markdown_quiz.draft(found, "fire", "Other").title == "fire safety 1"
    unnamed = replace(found, quiz_title="")
    assert markdown_quiz.draft(unnamed, "fire", "Other").title == "Other"
    quiz = markdown_quiz.draft(unnamed, "fire", " ")
    assert (quiz.title, quiz.items) == ("Imported questions", found.items)
    assert "course" not in markdown_quiz.write(quiz)
