"""`lms content fix`, `tidy`, `new`, `import` and `export`: what they write, say and refuse."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from lms.cli import content_places
from lms.content import check
from tests.cli.conftest import Run
from tests.content.folders import FILES, HEARING, QUIZ, listening

GIFT = """::One:: Which is open? {=How was lunch?#Right ~Did you eat?}

::Two:: How much is it? {#ten}

::Three:: Say no. {F}
"""
SLOPPY = QUIZ.replace(" {#open-question}", "").replace("- [ ]", "* [ ]").replace("  > It can", "> It can")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small course as the configured content, and a folder of its own to stand in."""
    monkeypatch.setenv("LMS_CONTENT", str(tmp_path / "content"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return listening(tmp_path / "content", quiz=SLOPPY)


def test_tidy_writes_what_is_missing_and_says_in_which_file(run: Run, root: Path) -> None:
    ended = run("content", "tidy")
    assert (ended.code, ended.out) == (0, "quizzes/listening.md: tidied, 3 lines\n1 file tidied.\n")
    assert (root / "quizzes/listening.md").read_text() == QUIZ
    assert run("content", "tidy").out == "Everything is tidy.\n"


def test_tidy_check_writes_nothing_and_ends_with_1(run: Run, root: Path) -> None:
    ended = run("content", "tidy", "--check")
    assert (ended.code, ended.out) == (1, "quizzes/listening.md: is not tidy, 3 lines\n1 file to tidy.\n")
    assert (root / "quizzes/listening.md").read_text() == SLOPPY
    assert run("content", "tidy", "--check", str(root / "courses")).code == 0


def test_tidy_leaves_a_file_in_an_old_character_set_to_fix(run: Run, root: Path) -> None:
    path = root / "courses/listening/01-listening/01-hearing.md"
    path.write_bytes(HEARING.replace("Hear first", "Café").encode("cp1252"))
    ended = run("content", "tidy", str(path))
    assert ended.out.startswith("courses/listening/01-listening/01-hearing.md: left alone, because")
    assert run("content", "fix", str(path)).code == 0
    assert "Café" in path.read_text()


def test_fix_puts_right_what_it_can_and_says_what_is_left(run: Run, root: Path) -> None:
    (root / "quizzes/listening.md").write_text(SLOPPY.replace("[x]", "[ ]"))
    ended = run("content", "fix", str(root))
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert [line.split()[1] for line in lines[:-2]] == ["Q301", "Q314"]
    assert lines[-2:] == ["quizzes/listening.md: written", "2 problems put right, 1 left."]
    assert run("content", "fix").out == "Nothing to put right; 1 left.\n"


def test_fix_dry_run_shows_the_lines_and_writes_nothing(run: Run, root: Path) -> None:
    ended = run("content", "fix", "--dry-run", str(root / "quizzes/listening.md"))
    assert "\n-> It can be answered yes or no.\n+  > It can be answered yes or no.\n" in ended.out
    assert ended.out.endswith("2 problems would be put right, 0 left.\n")
    assert (root / "quizzes/listening.md").read_text() == SLOPPY


def test_a_last_line_without_its_end_is_shown_whole(run: Run, root: Path) -> None:
    (root / "quizzes/listening.md").write_text(SLOPPY.rstrip("\n") + "\n\n##Last")
    out = run("content", "fix", "--dry-run", "quizzes/listening.md").out
    assert "\n-##Last\n+## Last" in out


def test_a_path_that_is_no_file_of_ours_is_told(run: Run, root: Path, tmp_path: Path) -> None:
    assert run("content", "tidy", str(root / "quizzes/none.md")).code == 4
    assert run("content", "tidy", str(tmp_path)).code == 3
    other = listening(tmp_path / "other", quiz=SLOPPY)
    ended = run("content", "tidy", "--check", str(other / "quizzes/listening.md"), str(other / "courses"))
    assert ended.out == "quizzes/listening.md: is not tidy, 3 lines\n1 file to tidy.\n"


def test_content_that_is_not_there_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_CONTENT", str(tmp_path))
    ended = run("content", "fix")
    assert ended.err.startswith(f"lms: There is no courses or quizzes folder in {tmp_path}. “lms content new")


def test_a_first_course_makes_the_folder_of_courses(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "empty"
    monkeypatch.setenv("LMS_CONTENT", str(root))
    ended = run("content", "new", "course", "asking")
    assert (ended.code, ended.err) == (
        3,
        f"lms: There is no folder {root}. Make it, or set LMS_CONTENT to another one.\n",
    )
    root.mkdir()
    assert run("content", "new", "quiz", "asking").code == 3
    assert run("content", "new", "course", "Asking!").code == 2
    assert not any(root.iterdir())
    assert run("content", "new", "course", "asking").out.splitlines() == [
        "courses/asking/course.md: written",
        "courses/asking/01-first-module/01-first-lesson.md: written",
        f"It is the first one, so {root / 'courses'} was made for it.",
    ]
    assert run("content", "check").out == "No problems.\n"
    assert len(run("content", "new", "course", "telling").out.splitlines()) == 2


def test_a_quiz_without_any_course_is_told_what_it_needs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "quizzes").mkdir()
    monkeypatch.setenv("LMS_CONTENT", str(tmp_path))
    ended = run("content", "new", "quiz", "asking")
    assert (ended.code, "lms content new course NAME" in ended.err) == (2, True)


def test_nothing_is_written_through_a_link(run: Run, root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    (root / "quizzes/listening.md").rename(outside)
    (root / "quizzes/listening.md").symlink_to(outside)
    assert run("content", "tidy").code == 6
    assert outside.read_text() == SLOPPY


def test_a_new_course_lesson_conversation_and_quiz_have_no_problems(run: Run, root: Path) -> None:
    shutil.rmtree(root / "courses/listening")
    (root / "quizzes/listening.md").unlink()
    assert run("content", "new", "course", "asking", "--title", "Asking: how to").out.splitlines() == [
        "courses/asking/course.md: written",
        "courses/asking/01-first-module/01-first-lesson.md: written",
    ]
    assert run("content", "new", "lesson", "asking/02-more/01-open-questions").out.splitlines() == [
        "courses/asking/02-more/01-open-questions.md: written",
        "courses/asking/course.md: changed",
    ]
    assert run("content", "new", "conversation", "asking/02-more/02-at-the-door.md").code == 0
    ended = run("content", "new", "quiz", "asking-final")
    assert ended.out.splitlines() == [
        "quizzes/asking-final.md: written",
        "Link to ../../quizzes/asking-final.md from courses/asking/course.md, so that people find it.",
    ]
    assert check.check(root) == []
    assert (
        "- [Open questions](02-more/01-open-questions.md)" in (root / "courses/asking/course.md").read_text()
    )


def test_the_course_of_a_new_quiz_is_found_or_asked_for(run: Run, root: Path) -> None:
    assert run("content", "new", "course", "asking").code == 0
    assert run("content", "new", "quiz", "asking").code == 0
    assert "course: asking" in (root / "quizzes/asking.md").read_text()
    ended = run("content", "new", "quiz", "final")
    assert ended.code == 2
    assert "Say which course it belongs to with --course: asking, listening." in ended.err
    assert run("content", "new", "quiz", "final", "--course", "none").code == 2
    assert run("content", "new", "quiz", "final", "--course", "listening").code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("course", "listening"), 6),
        (("course", "../listening"), 2),
        (("quiz", "A b"), 2),
        (("lesson", "listening"), 2),
        (("lesson", "listening/../../../x"), 2),
        (("lesson", "none/01-a/01-b"), 4),
        (("lesson", "listening/01-listening/01-hearing"), 6),
        (("conversation", "listening/01-a/b:c"), 2),
    ],
)
def test_new_writes_over_nothing_and_nowhere_else(
    run: Run, root: Path, words: tuple[str, ...], code: int
) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*.md")}
    assert run("content", "new", *words).code == code
    assert {path: path.read_bytes() for path in root.rglob("*.md")} == before


def test_a_lesson_that_cannot_be_listed_says_so(run: Run, root: Path) -> None:
    course = root / "courses/listening/course.md"
    course.write_text("Hello, without any settings.\n")
    ended = run("content", "new", "lesson", "listening/02-more/01-more")
    assert ended.out.splitlines() == [
        "courses/listening/02-more/01-more.md: written",
        "Add a link to it to the list of modules in courses/listening/course.md.",
    ]


def test_import_writes_a_draft_with_a_report_and_never_over_a_file(run: Run, root: Path) -> None:
    Path("unit one.gift").write_text(GIFT)
    ended = run("content", "import", "unit one.gift", "--format", "gift")
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert lines[0] == "2 questions read, 1 skipped: line 3"
    assert lines[1].startswith("  line 3: ")
    assert lines[-1].startswith("quizzes/unit-one.md: written as a draft.")
    first = (root / "quizzes/unit-one.md").read_bytes()
    assert run("content", "import", "unit one.gift").out.splitlines()[-1].startswith("quizzes/unit-one-2.md:")
    assert (root / "quizzes/unit-one.md").read_bytes() == first
    # Without its course a draft is an error for the check, and so never live.
    draft = [problem for problem in check.check(root) if problem.path == "quizzes/unit-one.md"]
    assert [problem.code for problem in draft if problem.level == "error"] == ["F106"]
    (root / "quizzes/unit-one.md").write_bytes(first.replace(b"---\n", b"---\ncourse: listening\n", 1))
    draft = [problem for problem in check.check(root) if problem.path == "quizzes/unit-one.md"]
    assert [problem.code for problem in draft if problem.level == "error"] == []


def test_import_without_a_question_writes_nothing(run: Run, root: Path) -> None:
    Path("none.gift").write_text("::Two:: How much is it? {#ten}\n")
    ended = run("content", "import", "none.gift")
    assert (ended.code, ended.err) == (2, "lms: There is no question that we could take over.\n")
    assert ended.out.startswith("0 questions read, 1 skipped: line 1\n")
    Path("letter.txt").write_text("Dear Sam")
    assert run("content", "import", "letter.txt").code == 2
    assert sorted(path.name for path in (root / "quizzes").iterdir()) == ["listening.md"]


def test_a_file_without_a_name_of_letters_becomes_imported(run: Run, root: Path) -> None:
    Path("質問.gift").write_text("Which? {=a ~b}\n")
    ended = run("content", "import", "質問.gift")
    assert ended.out.splitlines()[0] == "1 question read, 0 skipped"
    assert (root / "quizzes/imported.md").exists()


def test_export_lists_the_losses_first_and_waits_for_a_yes(run: Run, root: Path) -> None:
    (root / "quizzes/listening.md").write_text(QUIZ)
    ended = run("content", "export", "listening", "--format", "gift")
    assert ended.code == 6
    assert ended.out.startswith("lost: ")
    assert ended.err.endswith("Run it again with --accept-losses if you can do without these.\n")
    assert list(Path().iterdir()) == []
    ended = run("content", "export", "listening", "--format", "gift", "--accept-losses")
    assert ended.out.splitlines()[-1] == "listening.gift: 1 question written as GIFT"
    assert "open question" in Path("listening.gift").read_text()
    again = run("content", "export", "listening", "--format", "gift", "--accept-losses")
    assert (again.code, again.err) == (
        6,
        "lms: listening.gift is there already, and we do not write over it. Choose another name.\n",
    )


def test_export_to_a_named_file_and_of_an_unknown_quiz(run: Run, root: Path) -> None:
    (root / "quizzes/listening.md").write_text(QUIZ)
    accept = "--accept-losses"
    ended = run("content", "export", "listening", "--format", "qti-3.0", accept, "--to", "a.zip")
    assert ended.code == 0
    with zipfile.ZipFile("a.zip") as package:
        assert "imsmanifest.xml" in package.namelist()
    assert run("content", "export", "listening", "--format", "gift", accept, "--to", "no/a").code == 3
    assert run("content", "export", "none", "--format", "gift").code == 4


def test_a_question_that_a_format_cannot_hold_is_not_counted(run: Run, root: Path) -> None:
    scale = "\n## How sure? {#how-sure}\n\n**Scale:** a | b | c\n\n- I know\n\n**Why:** w\n"
    (root / "quizzes/listening.md").write_text(QUIZ + scale)
    ended = run("content", "export", "listening", "--format", "gift", "--accept-losses")
    assert "left out: how-sure: " in ended.out
    assert ended.out.splitlines()[-1] == "listening.gift: 1 question written as GIFT"


def test_a_file_that_appears_meanwhile_is_not_written_over(root: Path) -> None:
    with pytest.raises(content_places.AlreadyThere):
        content_places.write(root, {}, {"quizzes/listening.md": "new"})
    assert FILES.keys() == {path.relative_to(root).as_posix() for path in root.rglob("*.md")}
