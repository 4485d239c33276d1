"""Tidy writes what is missing and puts in order what is there; it never changes what a file says."""

from __future__ import annotations

import re

import pytest

from lms.content import item_ids, quizzes, source, tidy, tidy_lines
from tests.content.tidied import COURSE, MESSY, TIDY, TIDY_COURSE


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
    # The real limit is so large that reaching it would prove no more.
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
    # The real limit is so large that reaching it would prove no more.
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
