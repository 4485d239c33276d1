"""A repair takes its problem away, touches nothing else, and is not offered where it would be a guess."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lms.content import edits, quizzes
from lms.content.check import check
from lms.content.problems import Edit, Problem

LIBRARY = Path(__file__).resolve().parent.parent / "library"
CODES = (
    "F101 F102 F103 F105 F109 F111 L201 L205 L209 L210 L212 L218 Q301 Q302 Q303 Q304 Q310 Q313 Q314 Q315 "
    "Q316 Q317 D403 S501"
)
REPAIRED = CODES.split()
HEAD = "---\ntitle: T\ncourse: c\n---\n\n"


def repaired(root: Path, problem: Problem) -> None:
    file = root / problem.path
    file.write_text(edits.applied(file.read_text(), problem.edits))


@pytest.mark.parametrize("code", REPAIRED)
def test_the_repair_of_a_problem_takes_it_away(code: str, tmp_path: Path) -> None:
    root = shutil.copytree(LIBRARY / code / "failing", tmp_path / "root")
    (problem, *_) = check(root)
    assert problem.code == code
    assert problem.edits
    assert problem.end > (problem.line, 0)
    repaired(root, problem)
    assert code not in [after.code for after in check(root)]


def found(text: str) -> list[Problem]:
    _, problems = quizzes.read_quiz("quizzes/q.md", text)
    return edits.mended(problems, {"quizzes/q.md": text})


def after(text: str, code: str) -> str:
    (problem,) = (problem for problem in found(text) if problem.code == code)
    return edits.applied(text, problem.edits)


def test_a_conversation_gets_a_debrief_and_every_part_that_is_missing(tmp_path: Path) -> None:
    for code, words in (("S506", "\n\n## Debrief\n\nLook back"), ("S508", "\n\n### Mostly ")):
        root = shutil.copytree(LIBRARY / code / "failing", tmp_path / code)
        problem = next(problem for problem in check(root) if problem.code == code)
        repaired(root, problem)
        assert words in (root / problem.path).read_text()
        for missing in [problem for problem in check(root) if problem.code == "S508"]:
            repaired(root, missing)
        assert [problem for problem in check(root) if problem.code in ("S506", "S508")] == []


def test_a_part_of_a_debrief_without_words_gets_them_under_its_heading(tmp_path: Path) -> None:
    root = shutil.copytree(LIBRARY / "S508" / "failing", tmp_path / "case")
    problem = next(problem for problem in check(root) if problem.code == "S508")
    corner = problem.message.split('"')[1]
    page = root / problem.path
    page.write_text(page.read_text().rstrip("\n") + f"\n\n### Mostly {corner}\n")
    again = next(one for one in check(root) if one.code == "S508" and corner in one.message)
    repaired(root, again)
    assert page.read_text().count(f"### Mostly {corner}\n\nYou ") == 1
    assert not [one for one in check(root) if one.code == "S508" and corner in one.message]


def test_a_new_id_is_not_one_of_the_file() -> None:
    boxes = "- [x] a\n- [ ] b\n"
    text = f"{HEAD}## One two three {{#one-two-three}}\n\n{boxes}\n## One two three\n\n{boxes}"
    assert "## One two three {#one-two-three-2}\n" in after(text, "Q301")


def test_an_id_that_is_none_is_replaced() -> None:
    text = f"{HEAD}## One two three {{#My Id}}\n\n- [x] a\n- [ ] b\n"
    assert "## One two three {#one-two-three}\n" in after(text, "Q301")


def test_no_id_is_made_for_a_heading_without_space_or_of_two_files() -> None:
    glued = next(
        problem for problem in found(f"{HEAD}##Glued\n\n- [x] a\n- [ ] b\n") if problem.code == "Q301"
    )
    assert glued.edits == ()
    other = Problem("q.md", 1, 1, "Q302", "error", 'The id "a" is already used in b.md on line 1.', "")
    assert edits.mended([other], {"q.md": "## A {#a}"})[0].edits == ()


def test_feedback_is_moved_with_all_its_lines() -> None:
    text = f"{HEAD}## Q {{#q}}\n\n- [x] a\n> one\n> two\n- [ ] b\n"
    assert "- [x] a\n  > one\n  > two\n- [ ] b\n" in after(text, "Q314")
    last = f"{HEAD}## Q {{#q}}\n\n- [ ] b\n- [x] a\n> one"
    assert after(last, "Q314").endswith("- [x] a\n  > one")


def test_only_tags_are_put_together() -> None:
    text = f"{HEAD}## Q {{#q}}\n\n- [x] a\n- [ ] b\n\n**Why:** c\n**Why:** d\n"
    assert [problem.edits for problem in found(text) if problem.code == "Q317"] == [()]
    first = Problem("q.md", 1, 1, "Q317", "error", "", "")
    assert edits.mended([first], {"q.md": "**Tags:** a"})[0].edits == ()


def test_a_word_that_is_not_written_so_is_not_changed() -> None:
    problem = Problem("q.md", 1, 1, "F105", "error", "", "", change=("pass  mark", "pass mark"))
    assert edits.mended([problem], {"q.md": "Pass_mark: 3"})[0].edits == ()
    long = Problem("q.md", 1, 1, "D403", "error", "", "", change=("ss", "b"))
    assert edits.mended([long], {"q.md": "ß"})[0].edits == ()


def test_a_place_outside_the_text_has_no_repair_and_no_end() -> None:
    problem = Problem("q.md", 9, 1, "Q304", "error", "", "")
    assert edits.mended([problem], {"q.md": "a"}) == [problem]
    assert edits.mended([problem], {}) == [problem]


def test_repairs_that_have_nothing_to_do_are_none() -> None:
    empty = [
        Problem("q.md", 1, 1, code, "error", "", "")
        for code in ("F102", "L218", "Q304", "Q315", "Q317", "S508")
    ]
    assert [problem.edits for problem in edits.mended(empty, {"q.md": ""})] == [()] * len(empty)


def test_of_two_repairs_of_the_same_letters_the_first_is_made() -> None:
    changes = [Edit(1, 1, 1, 3, "x"), Edit(1, 2, 1, 4, "y"), Edit(2, 1, 2, 1, "z"), Edit(1, 1, 1, 3, "x")]
    assert edits.applied("abcd\ne", changes) == "xcd\nze"


@pytest.mark.parametrize(
    ("path", "text", "title"),
    [
        ("quizzes/01-a-quiz.md", "text", "A quiz"),
        ("quizzes/q.md", "# The *best* quiz {#q}\n", "The best quiz"),
        ("quizzes/1.md", "", "Title"),
    ],
)
def test_a_file_without_settings_gets_a_title(path: str, text: str, title: str) -> None:
    _, problems = quizzes.read_quiz(path, text)
    (problem,) = edits.mended(problems, {path: text})
    assert edits.applied(text, problem.edits) == f"---\ntitle: {title}\n---\n\n{text}"


def test_a_list_that_was_announced_joins_its_box_with_the_empty_line(tmp_path: Path) -> None:
    page = tmp_path / "courses" / "_shared" / "a.md"
    page.parent.mkdir(parents=True)
    page.write_text("> **Note**\n> Bring these:\n\n- one\n- two\n\nOther.\n")
    (problem,) = check(tmp_path)
    repaired(tmp_path, problem)
    assert page.read_text() == "> **Note**\n> Bring these:\n>\n> - one\n> - two\n\nOther.\n"
