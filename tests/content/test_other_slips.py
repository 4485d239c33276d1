"""Slips that used to pass unseen: boxes that are none, answers without a box, labels without a colon."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.content import courses, lessons, quizzes
from lms.content.check import check
from lms.content.edits import applied, mended
from lms.content.problems import Problem
from tests.content import folders

LESSON = "---\ntitle: T\nminutes: 5\n---\n\n"
QUIZ = "---\ntitle: T\ncourse: c\n---\n\n## A? {#a}\n\n"


def in_lesson(body: str) -> list[Problem]:
    _, problems = lessons.read_lesson("courses/a/01-b/01-c.md", LESSON + body)
    return sorted(mended(problems, {"courses/a/01-b/01-c.md": LESSON + body}))


def in_quiz(body: str) -> list[Problem]:
    _, problems = quizzes.read_quiz("quizzes/a.md", QUIZ + body + "\n\n**Why:** x\n")
    return problems


@pytest.mark.parametrize(
    ("first", "wanted"),
    [
        ("Key point", "**Key point**"),
        ("*Key point.*", "**Key point**"),
        ("**Key point.**", "**Key point**"),
        ("# Warning", "**Warning**"),
        ("**Key Point – cold food**", "**Key point: cold food**"),
        ("**Note** we close at five", "**Note:** we close at five"),
        ("Safeguarding note: ring now", "**Safeguarding note:** ring now"),
    ],
)
def test_a_label_that_makes_no_box_is_told_with_its_repair(first: str, wanted: str) -> None:
    (problem,) = in_lesson(f"> {first}\n> Keep it cold.\n")
    assert (problem.code, problem.line, problem.column) == ("L209", 6, 3)
    (edit,) = problem.edits
    line = f"> {first}"
    assert line[: edit.column - 1] + edit.text + line[edit.end_column - 1 :] == f"> {wanted}"


@pytest.mark.parametrize("first", ["Note that we close", "__Note__", "**Note**", "A key point", "Warnings"])
def test_ordinary_quotes_and_boxes_are_left_alone(first: str) -> None:
    assert in_lesson(f"> {first}\n> Keep it cold.\n") == []


def test_text_right_under_a_box_is_outside_it_and_told() -> None:
    (problem,) = in_lesson("> **Key point**\nKeep it cold.\nAlways.\n")
    assert (problem.code, problem.line) == ("L210", 7)
    assert [(edit.line, edit.text) for edit in problem.edits] == [(7, "> "), (8, "> ")]
    assert in_lesson("> **Key point**\n> Cold.\n## Next\n") == []


@pytest.mark.parametrize("line", ["- c", "- [v] c", "- [?] c", "* c"])
def test_an_answer_whose_box_says_nothing_is_never_part_of_the_one_above(line: str) -> None:
    (problem,) = in_quiz(f"- [x] a\n- [ ] b\n{line}")
    assert (problem.code, problem.line, problem.change) == ("Q310", 10, ())
    assert problem.fix == "Write `- [x] c` if it is right, `- [ ]` if it is not."


def test_lists_further_in_or_before_the_answers_are_text() -> None:
    assert in_quiz("- one\n- two\n\n- [x] a\n- [ ] b\n  - more of b") == []


@pytest.mark.parametrize("label", ["**Match**", "Match:", "__Match__"])
def test_a_label_of_answers_without_its_colon_or_stars_is_told(label: str) -> None:
    found = in_quiz(f"{label}\n\n| a | b |\n| --- | --- |\n| c | d |\n| e | f |")
    assert [problem.code for problem in found] == ["Q316", "Q305"]
    assert found[0].fix == "Write `**Match:**`."


def test_a_link_with_its_address_elsewhere_is_written_beside_its_words() -> None:
    body = "See [the page][Far] and [far][].\n\nMore.\n\n[far]: https://example.org 'Far'\n"
    uses = in_lesson(body)
    assert [(one.code, one.line, one.column) for one in uses] == [("L212", 6, 5), ("L212", 6, 25)]
    mended_text = applied(LESSON + body, [edit for one in uses for edit in one.edits])
    assert "See [the page](https://example.org) and [far](https://example.org).\n" in mended_text
    (left,) = in_lesson(mended_text.removeprefix(LESSON))
    assert (left.code, left.fix) == ("L212", "Delete the line.")
    assert "https://example.org 'Far'" not in applied(mended_text, left.edits)
    assert in_lesson("A list[1][2] and [^1].\n\n[^1]: a note\n") == []


def test_an_address_is_taken_for_the_links_of_its_own_name_only() -> None:
    (left,) = in_lesson("A list[1][2].\n\n[far]: https://example.org")
    # The last line of the file goes as well, though nothing ends it.
    assert "[far]" not in applied(LESSON + "A list[1][2].\n\n[far]: https://example.org", left.edits)


def test_a_word_that_is_no_label_of_answers_may_begin_a_question() -> None:
    assert in_quiz("Hint: what would you say first?\n\n- [x] a\n- [ ] b") == []


def test_answers_above_the_first_question_are_told_before_anybody_sees_them() -> None:
    text = QUIZ.replace("## A?", "Which?\n\n- [x] a\n- [ ] b\n\n## A?") + "- [x] a\n- [ ] b\n\n**Why:** x\n"
    _, (problem,) = quizzes.read_quiz("quizzes/a.md", text)
    assert (problem.code, problem.level, problem.line) == ("Q303", "error", 8)


def test_boxes_of_a_question_whose_heading_was_forgotten_are_not_taken_for_one_list() -> None:
    (problem,) = in_quiz("- [x] a\n- [ ] b\n\n**Tags:** one\n\n- [x] c\n- [ ] d")
    assert (problem.code, problem.line) == ("Q305", 6)
    assert problem.message == 'This question has tick boxes above and below "Tags".'
    assert in_quiz("**Choose:** one\n\n- [x] a\n\n- [ ] b\n\n**Tags:** one") == []


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("**Choose:** 3\n\n- [x] a\n- [x] b\n- [ ] c", "Q306", 6),
        ("**Choose:** two\n\n- [x] a\n- [ ] b\n- [ ] c", "Q306", 6),
        ("- [x] True\n- [ ] (50%) False", "Q330", 9),
        ("- [x] a\n- [ ] b\n\n**Marking:** each option", "F107", 11),
        ("- [x] True\n- [ ] False\n\n**Marking:** all or nothing", "F107", 11),
    ],
)
def test_a_rule_of_marking_that_would_not_be_kept_is_told(body: str, code: str, line: int) -> None:
    assert [(problem.code, problem.line) for problem in in_quiz(body)] == [(code, line)]


def test_a_number_to_choose_that_the_ticks_agree_with_is_left_alone() -> None:
    assert in_quiz("**Choose:** two\n\n- [x] a\n- [x] b\n- [ ] c") == []
    assert in_quiz("- [x] a\n- [ ] b\n\n**Marking:** right or wrong") == []


@pytest.mark.parametrize("name", quizzes.RULES)
def test_a_rule_of_a_quiz_with_nothing_behind_it_is_told(name: str) -> None:
    text = QUIZ.replace("course: c", f"course: c\n{name}:") + "- [x] a\n- [ ] b\n\n**Why:** x\n"
    _, (problem,) = quizzes.read_quiz("quizzes/a.md", text)
    assert (problem.code, problem.level, problem.line) == ("F107", "error", 4)
    assert problem.message == f'Nothing is written behind "{name}".'


@pytest.mark.parametrize("name", courses.RULES)
def test_a_rule_of_a_course_with_nothing_behind_it_is_told(name: str) -> None:
    settings = f"---\ntitle: T\nsummary: s\naudience: a\nminutes: 5\n{name}:\n---\n\n"
    text = f"{settings}## Modules\n\n1. A\n   - [B](01-a/b.md)\n"
    _, (problem,) = courses.read_course("courses/a/course.md", text)
    assert (problem.code, problem.line) == ("F107", 6)


@pytest.mark.parametrize("number", ["2½ ± 0", "1.5e3 ± 10", "10² ± 1", "1½ hours", "1.5e3", "2½ to 3½ days"])
def test_a_number_of_which_a_part_would_be_taken_for_its_unit_is_not_read(number: str) -> None:
    assert [problem.code for problem in in_quiz(f"**Number:** {number}")] == ["Q326"]


def test_a_unit_may_hold_digits_at_its_end() -> None:
    for number in ("10 m2 ± 1", "5 CO2 ± 1", "7 kg/m³", "12 %"):
        assert in_quiz(f"**Number:** {number}") == []


def test_a_gap_inside_a_gap_is_told() -> None:
    (problem,) = in_quiz("It [[a [[b]] c]] is.")
    assert (problem.code, problem.line, problem.column) == ("Q325", 8, 4)


def test_a_second_id_is_told_and_neither_is_taken_away() -> None:
    text = QUIZ.replace("{#a}", "{#a} {#b}") + "- [x] a\n- [ ] b\n\n**Why:** x\n"
    _, problems = quizzes.read_quiz("quizzes/a.md", text)
    (problem,) = mended(problems, {"quizzes/a.md": text})
    assert (problem.code, problem.edits) == ("Q301", ())
    assert problem.message == 'This question has two ids: "a" and "b".'


def test_a_quiz_whose_questions_are_all_retired_cannot_be_published(tmp_path: Path) -> None:
    retired = folders.QUIZ.replace("**Tags:**", "**Retired:** 1 May 2026\n**Tags:**")
    found = check(folders.listening(tmp_path, quiz=retired))
    assert [(problem.code, problem.message) for problem in found if problem.level == "error"] == [
        ("Q305", "Every question of this quiz is retired.")
    ]


def test_a_rule_with_two_texts_is_told() -> None:
    text = QUIZ.replace("course: c", "course: c\ngrade:\n  - highest\n  - first")
    text += "- [x] a\n- [ ] b\n\n**Why:** x\n"
    _, (problem,) = quizzes.read_quiz("quizzes/a.md", text)
    assert (problem.code, problem.line) == ("F104", 6)
    assert problem.message == '"grade" is set twice (also on line 5).'
