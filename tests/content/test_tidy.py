"""Tidy writes what is missing and puts in order what is there; it never changes what a file says."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lms.content import item_ids, quizzes, reading, source, tidy, tidy_lines
from lms.content.store import LibraryStore
from tests.content.test_never_raise import TEXTS

ROOT = Path(__file__).resolve().parent.parent.parent
KINDS = ("course", "lesson", "shared", "glossary", "quiz", "conversation")
FOLDERS = (ROOT, *sorted(path.parent for path in (ROOT / "tests" / "library").glob("*/*/expected.json")))
FILES = sorted(
    (root / path, kind)
    for root in FOLDERS
    for path in reading.walk(root)
    if (kind := reading.kind_of(path)) not in (None, "media", "translation")
)
MESSY = """\ufeff---\r
title: Support: what it means\r
course：x\r
owner: “Ann: the first”\r
summary: said "hello: you"\r
# a remark\r
\r
pick:\r
* 2 from a # b\r
* one "two: three"\r
---\r
# Quiz\r
Intro:\r
- a\r
- b\r
  \r
## Which one is open?\r
Text\r
* [X] Yes\r
goes on\r
> right\r
goes on too\r
1. not this\r
+ [ ] no\r
  > wrong\r
**Why:** because\r
##  Name the days { #days } ##\r
**Accept:**\r
* mon\r
* tue\r
**Why:** they are days\r
"""
TIDY = """---
title: "Support: what it means"
course: x
owner: "Ann: the first"
summary: 'said "hello: you"'
# a remark

pick:
  - "2 from a # b"
  - 'one "two: three"'
---

# Quiz

Intro:

- a
- b

## Which one is open? {#one-open}

Text

- [x] Yes
  goes on
  > right
  > goes on too
1. not this
- [ ] no
  > wrong

**Why:** because

## Name the days {#days}

**Accept:**

- mon
- tue

**Why:** they are days
"""
COURSE = """title: One
summary: s
audience: a
* stray
notes about: "a" and 'b: c'
more:
  one: two
---
Hello
## Modules
1) First
* [A](01-a/01-b.md)
text in between
"""
TIDY_COURSE = """---
title: One
summary: s
audience: a
  - stray
notes about: "a" and 'b: c'
more:
  one: two
---

Hello

## Modules

1. First
   - [A](01-a/01-b.md)
text in between
"""


def headings_without_ids(text: str) -> str:
    """The text without the ids that stand behind its headings."""
    return re.sub(r"(?m)^(\s{0,3}#.*?)[ \t]*\{#[^{}\n]*\}(.*)$", r"\1\2", text)


def test_a_messy_quiz_comes_out_as_everybody_writes_it() -> None:
    assert tidy.tidy(MESSY, "quiz") == TIDY


def test_a_course_gets_its_border_and_its_list_of_modules_in_order() -> None:
    assert tidy.tidy(COURSE, "course") == TIDY_COURSE


def test_settings_that_never_end_are_closed() -> None:
    assert tidy.tidy("\n—\ntitle: A\n\nText.", "lesson") == "---\ntitle: A\n---\n\nText.\n"


def test_a_list_in_a_lesson_gets_room_and_code_is_left_alone() -> None:
    text = "---\ntitle: A\n---\nWe\n- hear\n- wait\n\n```\nwe\n- x  \n```\n- y\n\n> a\n- b\n\n| t |\n- c\n"
    tidied = text.replace("---\nWe\n", "---\n\nWe\n\n")
    assert tidy.tidy(text, "lesson") == tidied


def test_a_check_is_put_in_order_and_a_box_behind_it_stays_a_box() -> None:
    text = "---\ntitle: A\n---\n\n### Check: Which?\n- [X] a\n> f\n- [ ] b\n  > g\n\n> **Note**\n> n\n"
    tidied = (
        "---\ntitle: A\n---\n\n### Check: Which? {#q-2b1cb5}\n\n"
        "- [x] a\n  > f\n- [ ] b\n  > g\n\n> **Note**\n> n\n"
    )
    found = tidy.tidy(text, "lesson")
    assert re.sub(r"\{#[a-z0-9-]+\}", "{#q-2b1cb5}", found) == tidied


def test_a_quotation_that_needs_both_marks_is_left_as_it_was() -> None:
    text = "---\ntitle: it's \"a: b\"\nsummary: one\n  two: three\nowner: 'it\\'s: x'\n---\n"
    assert tidy.tidy(text, "lesson") == text


def test_text_between_question_and_answers_keeps_its_lines() -> None:
    text = (
        "---\ntitle: T\ncourse: c\n---\n\n## Q {#q}\nOne.\n\nTwo.\n- [ ] a\n\nStray.\n- [x] b\n---\n"
        "**Hint:** h\nmore\n\n```\ncode\n```\n"
    )
    found = tidy.tidy(text, "quiz")
    assert "## Q {#q}\n\nOne.\n\nTwo.\n\n- [ ] a\n" in found
    assert tidy.tidy(found, "quiz") == found


def test_a_change_that_would_alter_the_meaning_is_left_out_and_the_others_stay() -> None:
    head = "---\ntitle: T\ncourse: c\n---\n\n"
    text = f"{head}## Q {{#q}}\n\n- [x] a\n> f\n[Include: more](b.md)\n\n## R {{#r}}\n\n* [x] a\n- [ ] b\n"
    found = tidy.tidy(text, "quiz")
    assert "  > f\n[Include: more](b.md)\n" in found
    assert found.endswith("## R {#r}\n\n- [x] a\n- [ ] b\n")


def test_each_change_is_tried_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidy, "READINGS", 0)
    text = "---\ntitle: T\ncourse: c\n---\n\n* [x] a\n"
    assert tidy.tidy(text, "quiz") == text


def test_a_file_that_would_become_too_large_is_left_alone() -> None:
    question = "## Which is open?\n* [X] yes\n> right\n+ [ ] no\n> wrong\n**Why:** because\n"
    text = "---\ntitle: T\ncourse: c\n---\n" + question * 2_600
    assert len(text) < source.FILE_LIMIT
    assert tidy.tidy(text, "quiz") == text


def test_the_choices_of_a_conversation_are_put_in_order() -> None:
    lines = (
        "## Door",
        "",
        "**R:** Yes?",
        '* [Say: "Hello"](#in) (high support, low challenge)',
        "> She smiles.",
        "- [Wait.](#out)",
    )
    assert [(change.at, change.lines) for change in tidy_lines.changes("conversation", lines, 0)] == [
        (3, ("",)),
        (3, ('- [Say: "Hello"](#in) (high support, low challenge)',)),
        (4, ("  > She smiles.",)),
    ]


def test_a_heading_that_is_no_heading_yet_keeps_its_fault_and_gets_its_id() -> None:
    text = "---\ntitle: T\ncourse: c\n---\n\n##Which day?\n\n- [x] a\n- [ ] b\n"
    assert "\n##Which day? {#day}\n" in tidy.tidy(text, "quiz")


def test_an_id_that_somebody_wrote_is_never_changed() -> None:
    text = "---\ntitle: T\ncourse: c\n---\n\n## Which? {#Not An Id}\n\n- [x] a\n- [ ] b\n"
    assert tidy.tidy(text, "quiz") == text


def test_a_file_of_no_kind_or_without_settings_only_gets_line_ends() -> None:
    assert tidy.tidy("* [X] a\r\n\r\n", "media") == "* [X] a\n"
    assert tidy.tidy("* [X] a\r", "quiz") == "* [X] a\n"
    assert tidy.tidy("\n\n", "quiz") == ""
    assert tidy.with_ids("## Q", "media") == "## Q"


def test_a_form_that_is_never_reached_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidy, "ROUNDS", 1)
    assert tidy.tidy(MESSY, "quiz") == source.clean(MESSY)


@pytest.mark.parametrize(
    ("heading", "item_id"),
    [
        ("Which of these is an open question?", "open-question"),
        ("What do we call a person who helps someone say?", "call-person-helps"),
        ("Who is it?", "who-is-it"),
        ("Café, *naïve* [links](a.md) of Élan", "cafe-naive-links"),
        ("質問", "q-8fd4a8"),
    ],
)
def test_an_id_is_three_telling_words(heading: str, item_id: str) -> None:
    found = item_ids.new_id(heading, ())
    assert re.sub("^q-[0-9a-f]{6}$", "q-8fd4a8", found) == item_id


def test_an_id_that_is_taken_gets_a_number() -> None:
    assert item_ids.new_id("Open?", {"open", "open-2"}) == "open-3"
    many = {"open", *(f"open-{number}" for number in range(2, 101))}
    assert item_ids.new_id("Open?", many) == "open-101"


def test_new_ids_differ_from_each_other_and_from_those_in_the_file() -> None:
    text = "---\ntitle: T\ncourse: c\n---\n" + "\n## Open?\n\n- [x] a\n- [ ] b\n" * 2 + "\n## O {#open}\n"
    draft, problems = quizzes.read_quiz("quizzes/q.md", tidy.tidy(text, "quiz"))
    assert draft is not None
    assert [found.item.id for found in draft.questions] == ["open-2", "open-3"]
    assert "Q301" not in {problem.code for problem in problems}


@pytest.mark.parametrize(("path", "kind"), FILES, ids=lambda value: str(value).removeprefix(str(ROOT)))
def test_every_file_of_ours_says_the_same_when_it_is_tidy(path: Path, kind: str) -> None:
    text = source.clean(path.read_bytes().decode("utf-8", "replace").lstrip("\ufeff"))
    tidied = tidy.tidy(text, kind)
    assert tidy.tidy(tidied, kind) == tidied
    assert tidied.endswith("\n")
    assert tidy.meaning(tidied, kind) is None or _same(tidy.with_ids(text, kind), tidied, kind)


def test_the_shipped_content_is_the_same_for_learners_when_it_is_tidy(tmp_path: Path) -> None:
    for name in reading.FOLDERS:
        shutil.copytree(ROOT / name, tmp_path / name)
    before = LibraryStore(tmp_path, watch=False).current()
    for path in reading.walk(tmp_path):
        kind = reading.kind_of(path)
        if kind is not None and kind != "media":
            full = tmp_path / path
            full.write_text(tidy.tidy(full.read_text(), kind))
    after = LibraryStore(tmp_path, watch=False).current()
    assert {slug: quiz.digest for slug, quiz in after.quizzes.items()} == {
        slug: quiz.digest for slug, quiz in before.quizzes.items()
    }
    assert {key: text.digest for key, text in after.lessons.items()} == {
        key: text.digest for key, text in before.lessons.items()
    }
    assert [replace(course, digest="") for course in after.courses.values()] == [
        replace(course, digest="") for course in before.courses.values()
    ]
    assert after.problems == before.problems


def _same(before: str, after: str, kind: str) -> bool:
    first, second = tidy.meaning(before, kind), tidy.meaning(after, kind)
    return first is not None and second is not None and first.model == second.model


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, st.sampled_from(KINDS), st.booleans())
@example("\ufeff\ufeff---\ntitle: A\n---", "lesson", False)
@example(MESSY, "quiz", False)
def test_tidying_twice_is_once_and_changes_no_meaning(text: str, kind: str, headed: bool) -> None:
    text = f"---\ntitle: A\ncourse: x\nsummary: s\naudience: a\n---\n{text}" if headed else text
    once = tidy.tidy(text, kind)
    assert tidy.tidy(once, kind) == once
    plain = source.clean(text.lstrip("\ufeff"))
    with_ids = tidy.with_ids(plain, kind)
    # An id is all that `with_ids` adds, and the model is the same from there on.
    assert headings_without_ids(with_ids).split() == headings_without_ids(plain).split()
    assert tidy.meaning(plain, kind) is None or _same(with_ids, once, kind)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.sampled_from((*KINDS, "media")))
def test_tidying_never_raises(text: str, kind: str) -> None:
    assert "\r" not in tidy.tidy(text, kind)
