"""Slips that trainers make: each is read as it was meant, or is one problem at its own place."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.content import fixes, reading
from lms.content.check import check
from tests.content import folders
from tests.content.folders import COURSE, HEARING, QUIZ

BOXES = QUIZ[QUIZ.index("- [ ]") : QUIZ.index("\n**Tags")]
GONE = ""


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def answered(by: str) -> str:
    """The quiz with a question that is answered in another way."""
    return changed(QUIZ, BOXES, f"{by}\n\n**Why:** Because.\n")


# Name, the file that is changed, its text, then line, column, code and whether a button puts it right.
ONE_PROBLEM = [
    ("a setting", "course", changed(COURSE, "audience:", "audiance:"), 4, 1, "F105", True),
    ("no colon", "course", changed(COURSE, "minutes: 10", "minutes 10"), 5, 1, "F103", True),
    (
        "a file in capitals",
        "course",
        changed(COURSE, "1-hearing.md)\n", "1-Hearing.md)\n"),
        16,
        6,
        "F111",
        True,
    ),
    ("a renamed file", "course", changed(COURSE, "1-hearing.md)\n", "1-hear.md)\n"), 16, 6, "F111", True),
    (
        "a setting twice",
        "course",
        changed(COURSE, "minutes: 10", "minutes: 10\nminutes: 12"),
        6,
        1,
        "F104",
        False,
    ),
    ("a course in capitals", "quiz", changed(QUIZ, "course: l", "course: L"), 3, 9, "F109", True),
    ("no end", "hearing", changed(HEARING, "minutes: 5\n---\n", "minutes: 5\n"), 1, 1, "F102", True),
    ("no settings", "hearing", HEARING[HEARING.index("Hear first") :], 1, 1, "F101", True),
    (
        "a box",
        "hearing",
        changed(HEARING, "Hear first", "> **Keypoint**\n> T.\n\nHear first"),
        6,
        3,
        "L209",
        True,
    ),
    (
        "an open box",
        "hearing",
        changed(HEARING, "Hear first", "> **Note**\n> T:\n\n- a\n\nHear first"),
        9,
        1,
        "L210",
        True,
    ),
    ("HTML", "hearing", changed(HEARING, "Hear first", "<b>Hear</b> first"), 6, 1, "L213", False),
    ("a link", "hearing", changed(HEARING, "Hear first", "[W](02-wait.md) Hear first"), 6, 1, "L212", True),
    (
        "a link in capitals",
        "hearing",
        changed(HEARING, "Hear first", "[W](02-Waiting.md) Hear first"),
        6,
        1,
        "L212",
        True,
    ),
    (
        "a link with a space",
        "hearing",
        changed(HEARING, "Hear first", "[W](02 waiting.md) Hear first"),
        6,
        1,
        "L212",
        True,
    ),
    ("a check without colon", "hearing", changed(HEARING, "Check:", "Check"), 8, 1, "Q316", True),
    ("no id", "quiz", changed(QUIZ, " {#open-question}", GONE), 10, 1, "Q301", True),
    ("an id without #", "quiz", changed(QUIZ, "{#open", "{open"), 10, 1, "Q301", True),
    ("three #", "quiz", changed(QUIZ, "## Which", "### Which"), 10, 1, "Q303", True),
    ("one #", "quiz", changed(QUIZ, "## Which", "# Which"), 10, 1, "Q303", True),
    ("no space behind #", "quiz", changed(QUIZ, "## Which", "##Which"), 10, 1, "Q304", True),
    ("no space behind a box", "quiz", changed(QUIZ, "[x] How", "[x]How"), 14, 1, "Q310", True),
    ("a space in a box", "quiz", changed(QUIZ, "[x] How", "[x ] How"), 14, 1, "Q310", True),
    ("an empty box", "quiz", changed(QUIZ, "[ ] Did", "[] Did"), 12, 1, "Q310", True),
    ("a round box", "quiz", changed(QUIZ, "[x] How", "(x) How"), 14, 1, "Q310", True),
    ("a box of Word", "quiz", changed(QUIZ, "- [x] How", "☒ How"), 14, 1, "Q310", True),
    ("a middle dot", "quiz", changed(QUIZ, "- [x] How", "· [x] How"), 14, 1, "Q310", True),
    ("a hollow bullet", "quiz", changed(QUIZ, "- [x] How", "o [x] How"), 14, 1, "Q310", True),
    ("a number", "quiz", changed(QUIZ, "- [x] How", "2. [x] How"), 14, 1, "Q310", True),
    ("feedback at the margin", "quiz", changed(QUIZ, "  > It can", "> It can"), 13, 1, "Q314", True),
    ("feedback far away", "quiz", changed(QUIZ, "\n  > It can", "\n\n  > It can"), 14, 3, "Q315", True),
    ("a label", "quiz", changed(QUIZ, "**Tags:**", "**Tag:**"), 17, 1, "Q316", True),
    ("a label without stars", "quiz", changed(QUIZ, "**Tags:**", "Tags:"), 17, 1, "Q316", True),
    ("no tick", "quiz", changed(QUIZ, "- [x]", "- [ ]"), 10, 1, "Q306", False),
    ("part marks", "quiz", changed(QUIZ, "[ ] Did", "[ ] (150%) Did"), 12, 1, "Q330", False),
    ("a number in words", "quiz", answered("**Number:** ten days"), 12, 1, "Q326", False),
    ("an open gap", "quiz", answered("The word is [[capacity]."), 12, 13, "Q325", False),
    ("a table without hyphens", "quiz", answered("**Match:**\n\n| A | B |\n| c | d |"), 14, 1, "Q321", False),
    ("a scale with commas", "quiz", answered("**Scale:** Never, Always\n\n- a\n- b"), 12, 1, "Q307", False),
    (
        "a draw in words",
        "quiz",
        changed(QUIZ, "---\n\n#", "pick: one from questions\n---\n\n#"),
        4,
        7,
        "D401",
        False,
    ),
    ("a tag", "quiz", changed(QUIZ, "---\n\n#", "pick: 1 from question\n---\n\n#"), 4, 7, "D403", True),
]
AS_MEANT = [
    ("tabs", "course", COURSE.replace("   - ", "\t- ")),
    ("no indent", "course", COURSE.replace("   - ", "- ")),
    ("curly quotes", "course", changed(COURSE, "title: Listening well", "title: “Listening well”")),
    ("a wide colon", "course", changed(COURSE, "minutes: 10", "minutes：10")),
    ("line ends of Windows", "quiz", QUIZ.replace("\n", "\r\n")),
    ("a mark of the byte order", "quiz", f"\ufeff{QUIZ}"),
    ("a capital X", "quiz", changed(QUIZ, "[x]", "[X]")),
    ("stars", "quiz", QUIZ.replace("- [", "* [")),
    ("bullets of Word", "quiz", QUIZ.replace("- [", "•\t[")),
    ("hard spaces", "quiz", changed(QUIZ, "- [x] How", "-\u00a0[x]\u00a0How")),
    ("options further in", "quiz", QUIZ.replace("- [", "    - [").replace("  > ", "      > ")),
    ("colon outside", "quiz", changed(QUIZ, "**Tags:**", "**Tags**:")),
    ("dashes of Word", "hearing", HEARING.replace("---", "—")),
]


@pytest.mark.parametrize("slip", ONE_PROBLEM, ids=lambda slip: slip[0])
def test_a_slip_is_one_problem_at_its_own_place(
    tmp_path: Path, slip: tuple[str, str, str, int, int, str, bool]
) -> None:
    _, name, text, line, column, code, fixable = slip
    (problem,) = check(folders.listening(tmp_path, **{name: text}))
    assert (problem.line, problem.column, problem.code, bool(problem.edits)) == (line, column, code, fixable)


@pytest.mark.parametrize("slip", [one for one in ONE_PROBLEM if one[6]], ids=lambda slip: slip[0])
def test_the_repair_of_a_slip_leaves_no_problem_behind(
    tmp_path: Path, slip: tuple[str, str, str, int, int, str, bool]
) -> None:
    root = folders.listening(tmp_path, **{slip[1]: slip[2]})
    mended = fixes.fix(root, reading.walk(root))
    assert [problem.code for problem in mended.left if problem.level == "error"] == []
    assert slip[5] in [problem.code for problem in mended.solved]


@pytest.mark.parametrize("slip", AS_MEANT, ids=lambda slip: slip[0])
def test_a_slip_that_can_mean_one_thing_only_is_read_so(tmp_path: Path, slip: tuple[str, str, str]) -> None:
    _, name, text = slip
    assert check(folders.listening(tmp_path, **{name: text})) == []


def test_a_heading_that_begins_with_check_is_no_question_without_tick_boxes(tmp_path: Path) -> None:
    text = changed(HEARING, "Then wait.", "## Check in with people {#check-in}\n\nThen wait.")
    assert check(folders.listening(tmp_path, hearing=text)) == []


def test_a_hundred_questions_without_ids_get_them_at_once(tmp_path: Path) -> None:
    asked = "".join(f"\n## Is it {n}?\n\n{BOXES}" for n in ("open", "closed") * 60)
    root = folders.listening(tmp_path, quiz=QUIZ + asked)
    mended = fixes.fix(root, reading.walk(root))
    assert mended.left == ()
    assert len(mended.solved) == 120
