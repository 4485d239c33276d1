"""What a starter writes has no problem of any level, alone and together with what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.content import check, courses, lessons, quizzes, starters
from lms.domain.quizzes import MultipleResponse, SingleChoice
from tests.content.folders import listening, write

COURSE = "courses/new/course.md"
LESSON = "courses/new/02-more/01-next.md"


@pytest.mark.parametrize("title", ["Hearing", 'Hearing: "the" first [skill] # 1', "- it's {new} & *old*"])
def test_every_starter_is_free_of_problems(tmp_path: Path, title: str) -> None:
    files = starters.course("new", title)
    files[COURSE] = starters.listed(files[COURSE], COURSE, LESSON, title)
    files[LESSON] = starters.lesson(title)
    talk = "courses/new/02-more/02-talk.md"
    files[COURSE] = starters.listed(files[COURSE], COURSE, talk, title)
    files[talk] = starters.conversation(title)
    files["quizzes/new.md"] = starters.quiz(title, "new")
    assert check.check(write(tmp_path, dict(files))) == []


def test_a_starter_has_its_title_and_the_right_kind() -> None:
    quiz, _ = quizzes.read_quiz("quizzes/new.md", starters.quiz("Words: old and new", "new"))
    assert quiz is not None
    assert quiz.title == "Words: old and new"
    assert [type(found.item) for found in quiz.questions] == [SingleChoice, MultipleResponse]
    talk, _ = lessons.read_lesson(LESSON, starters.conversation("A talk"))
    assert talk is not None
    assert talk.title == "A talk"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("02-listening-well.md", "Listening well"),
        ("courses/x/01-two skills", "Two skills"),
        ("", ""),
    ],
)
def test_a_name_becomes_a_title(name: str, title: str) -> None:
    assert starters.title_of(name) == title


def test_a_lesson_is_listed_behind_the_last_one_of_its_folder(tmp_path: Path) -> None:
    path = "courses/listening/course.md"
    text = (listening(tmp_path) / path).read_text()
    with_it = starters.listed(text, path, "courses/listening/01-listening/03-asking.md", "Asking")
    assert with_it == text + "   - [Asking](01-listening/03-asking.md)\n"
    assert starters.listed(with_it, path, "courses/listening/01-listening/03-asking.md", "A") == with_it


def test_a_lesson_of_a_new_folder_gets_a_module_of_its_own(tmp_path: Path) -> None:
    path = "courses/listening/course.md"
    text = (listening(tmp_path) / path).read_text()
    assert starters.listed(text, path, "courses/listening/02-at-work/01-a.md", "A").endswith(
        "(optional)\n2. At work\n   - [A](02-at-work/01-a.md)\n"
    )
    headed = text.replace("1. Listening", "### Listening\n").replace("   - ", "- ")
    assert starters.listed(headed, path, "courses/listening/01-a.md", "A").endswith(
        "(optional)\n\n### Lessons\n\n- [A](01-a.md)\n"
    )


def test_a_course_without_modules_gets_a_list() -> None:
    text = "---\ntitle: New\nsummary: s\naudience: a\n---\n\nHello.\n"
    with_it = starters.listed(text, COURSE, LESSON, "Next")
    assert with_it == text + "\n## Modules\n\n1. More\n   - [Next](02-more/01-next.md)\n"
    draft, problems = courses.read_course(COURSE, with_it)
    assert draft is not None
    assert problems == []


def test_a_list_that_we_cannot_read_is_left_alone() -> None:
    assert starters.listed("Hello.\n", COURSE, LESSON, "Next") == "Hello.\n"
