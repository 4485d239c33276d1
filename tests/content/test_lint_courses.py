"""Settings and modules of a course, where its files stand, and files that cannot be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lms.content import lint, reading
from lms.content.check import check
from lms.content.store import LibraryStore
from tests.content import folders
from tests.content.stores import found, with_lesson


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("final quiz: ../../quizzes/listening.md", "final quiz: listening", []),
        ("final quiz: ../../quizzes/listening.md", "final quiz: lisening", ["F109"]),
        ("final quiz: ../../quizzes/listening.md\n", "", []),
        ("1. Listening", "1. Empty\n2. Listening", ["F111"]),
        ("1. Listening\n", "", []),
        ("1. Listening", "### Listening", []),
        ("   - [Waiting]", "   - Just words\n   - [Waiting]", ["F111"]),
        ("   - [Waiting]", "   words\n\n   - [Waiting]", []),
        ("   - [Waiting]", "   - [Hearing](01-listening/01-hearing.md)\n   - [Waiting]", ["F111"]),
        ("   - [Waiting]", "   - [Out](../../../x.md)\n   - [Waiting]", ["F111"]),
        ("   - [Waiting]", "   - [Quiz](../../quizzes/listening.md)\n   - [Waiting]", []),
        ("   - [Waiting]", "   - [Quiz](../../quizzes/lsening.md)\n   - [Waiting]", ["F111"]),
        (
            "   - [Waiting]",
            "   - [Quiz](../../quizzes/listening.md)\n   - [Quiz](../../quizzes/listening.md)\n"
            "   - [Waiting]",
            ["F111"],
        ),
        ("## Modules", "## Before\n\nText.\n\n## Modules", []),
        ("(optional)\n", "(optional)\n\n## After\n\nText.\n", []),
        ("Welcome.", "## Modules of thought\n\nWelcome.", []),
        ("title: Listening well", "title: Listening well\nneeds: listening", ["F110"]),
        ("title: Listening well", "title: Listening well\nlanguages: en, cy", []),
    ],
)
def test_the_module_list_and_the_settings_of_a_course(
    tmp_path: Path, old: str, new: str, codes: list[str]
) -> None:
    root = folders.listening(tmp_path, course=folders.COURSE.replace(old, new))
    assert found(root) == codes


def test_a_module_quiz_is_part_of_its_module(tmp_path: Path) -> None:
    course = folders.COURSE.replace(
        "1. Listening\n", "1. First\n   - [Quiz](../../quizzes/listening.md)\n2. Listening\n"
    )
    course = course.replace("2. Listening\n", "2. Listening\n   - [Quiz](../../quizzes/gone.md)\n")
    root = folders.listening(tmp_path, course=course.replace("   - [Quiz](../../quizzes/gone.md)\n", ""))
    modules = LibraryStore(root).current().course("listening").modules
    assert [(module.slug, module.quiz, len(module.lessons)) for module in modules] == [
        ("first", "listening", 0),
        ("listening", None, 2),
    ]


def test_a_module_with_nothing_to_show_is_left_out(tmp_path: Path) -> None:
    course = folders.COURSE.replace("(optional)\n", "(optional)\n2. New\n   - [New](02-new/01-new.md)\n")
    root = folders.listening(tmp_path, course=course)
    folders.write(root, {"courses/listening/02-new/01-new.md": "no settings"})
    modules = LibraryStore(root).current().course("listening").modules
    assert [module.title for module in modules] == ["Listening"]


def test_reviews_fall_due_on_each_kind_of_page(tmp_path: Path) -> None:
    reviewed = "reviewed: 31 January 2026, every 1 month"
    root = folders.listening(
        tmp_path,
        course=folders.COURSE.replace("minutes: 10", reviewed),
        hearing=folders.HEARING.replace("minutes: 5", "reviewed: 31 January 2025"),
        quiz=folders.QUIZ.replace("course: listening", f"course: listening\n{reviewed}"),
    )
    assert check(root, today=date(2026, 1, 31)) == []
    due = check(root, today=date(2026, 3, 1))
    assert [problem.message for problem in due] == [
        "This lesson was due for review on 31 January 2026.",
        "This course was due for review on 28 February 2026.",
        "This quiz was due for review on 28 February 2026.",
    ]


def test_months_never_run_out_of_the_calendar() -> None:
    assert lint.months_after(date(9999, 12, 31), 9999) == date(9999, 9, 30).replace(month=3, day=31)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("courses/a/course.md", "course"),
        ("courses/a/glossary.md", "glossary"),
        ("courses/a/01-b/01-c.md", "lesson"),
        ("courses/a/c.md", "lesson"),
        ("courses/_shared/c.md", "shared"),
        ("courses/a/_shared/c.md", "shared"),
        ("courses/a/course.cy.md", "translation"),
        ("courses/a/README.md", None),
        ("courses/a/.hidden.md", None),
        ("courses/a/c.md~", None),
        ("courses/a/c.txt", None),
        ("courses/course.md", None),
        ("courses/a/media/x.PNG", "media"),
        ("quizzes/q.md", "quiz"),
        ("quizzes/_q.md", None),
        ("quizzes/a/q.md", None),
    ],
)
def test_the_place_of_a_file_says_what_it_is(path: str, kind: str | None) -> None:
    assert reading.kind_of(path) == kind


def test_files_that_vanish_or_cannot_be_opened_are_problems_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folders.listening(tmp_path)
    (root / "courses/listening/loop.md").symlink_to("loop.md")
    (root / "courses/.git").mkdir()
    (root / "courses/.git/x.md").write_text("x")
    assert reading.load(root, "courses/listening/gone.md").problems[0].message.startswith("We could not open")
    assert reading.load_media(root, "courses/listening/gone.svg") is None
    assert found(root) == []
    assert sorted(Path(folder).name for folder in reading.folders(root)) == [
        "01-listening",
        "courses",
        "listening",
        "quizzes",
    ]
    # It has to happen at this very moment, which no other process could be told to hit.
    monkeypatch.setattr(reading, "load_media", lambda *_: None)
    folders.write(root, {"quizzes/a.svg": folders.SVG, "quizzes/notes.txt": "not ours"})
    assert found(root) == []


def test_a_file_that_is_gone_between_two_looks_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone:
        def stat(self) -> None:
            raise FileNotFoundError

    # It has to happen at this very moment, which no other process could be told to hit.
    monkeypatch.setattr(reading, "_entries", lambda *_: iter([("quizzes/q.md", Gone())]))
    assert reading.walk(tmp_path) == {}


def test_utf_16_and_a_file_that_is_too_large_are_read_as_far_as_they_can_be() -> None:
    good = reading.parse("courses/c/a/b.md", "---\ntitle: Café\n---\n".encode("utf-16"))
    assert good.problems == ()
    assert good.text == "---\ntitle: Café\n---\n"
    assert not good.broken
    large = reading.parse("courses/c/a/b.md", b"x" * 300_000)
    assert large.broken
    assert [problem.code for problem in large.problems] == ["F114"]


def test_a_folder_with_the_name_of_a_page_is_no_page(tmp_path: Path) -> None:
    root = folders.listening(tmp_path)
    (tmp_path / "somewhere").mkdir()
    (root / "courses/listening/folder.md").symlink_to(tmp_path / "somewhere")
    assert found(root) == []


def test_a_course_may_have_a_video_with_a_transcript(tmp_path: Path) -> None:
    video = (
        "- **Video:** [One](media/a.mp4)\n- **Captions:** [English](media/a.vtt)\n"
        "- **Transcript:** [Read](03-read.md)\n\n"
        "- **Captions:** [alone](media/a.vtt)\n\nText.\n\n- **Video:** [Two](media/a.mp4)\n"
        "- **Video:** [Three](media/a.mp4)\n"
    )
    root = with_lesson(tmp_path, video)
    folders.write(
        root,
        {
            "courses/listening/01-listening/media/a.mp4": "film",
            "courses/listening/01-listening/media/a.vtt": "WEBVTT",
            "courses/listening/01-listening/03-read.md": "---\ntitle: Read\n---\n\nHello.\n",
        },
    )
    assert found(root) == ["L207", "L208", "L207", "L208"]
    first = video.partition("\n\n")[0]
    root = with_lesson(tmp_path, first.replace("03-read.md", "../../../../x.md") + "\n\nText.\n\n" + first)
    assert found(root) == ["L212"]
    folders.listening(tmp_path, hearing=f"---\ntitle: H\n---\n\n{first}\n\nText.\n\n{first}\n")
    library = LibraryStore(root).current()
    assert library.lesson("listening", "read").title == "Read"
    assert sorted(file.content_type for file in library.media.values()) == ["text/vtt", "video/mp4"]
    assert [lesson.slug for lesson in library.course("listening").lessons()] == ["hearing", "waiting"]
    folders.write(root, {"courses/listening/01-listening/03-read.md": "no settings"})
    assert "hearing" in [lesson.slug for lesson in LibraryStore(root).current().course("listening").lessons()]
