"""Pages and quizzes that take in others: what comes along, how deep, and what leads in a ring."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.content.check import check
from lms.content.library import CheckPart, HtmlPart
from lms.content.store import LibraryStore
from tests.content import folders
from tests.content.stores import QUIZ, SHARED, found, with_lesson


def test_included_pages_may_be_three_deep(tmp_path: Path) -> None:
    root = with_lesson(tmp_path, "[Include: a](../../_shared/a.md)")
    pages = {
        f"courses/_shared/{name}.md": f"{name}\n\n[Include: x]({after}.md)\n"
        for name, after in zip("ab", "bc", strict=True)
    }
    folders.write(root, {**pages, "courses/_shared/c.md": "---\ntitle: C\n---\n\nThe end.\n"})
    assert found(root) == []
    library = LibraryStore(root).current()
    html = "".join(
        part.html for part in library.lesson("listening", "hearing").parts if isinstance(part, HtmlPart)
    )
    assert html == "<p>a</p><p>b</p><p>The end.</p>"
    folders.write(root, {"courses/_shared/c.md": "c\n\n[Include: d](d.md)\n", "courses/_shared/d.md": "d\n"})
    assert found(root) == ["L215"]


def test_a_ring_of_includes_is_reported_on_its_pages_and_drawn_no_more(tmp_path: Path) -> None:
    root = with_lesson(tmp_path, "[Include: a](../../_shared/a.md)")
    folders.write(
        root,
        {
            SHARED: "a\n\n[Include: b](b.md)\n\n[Include: e](gone.md)\n",
            "courses/_shared/b.md": "b\n\n[Include: c](c.md)\n[Include: d](d.md)\n"
            "[Include: x](../../../x.md)\n",
            "courses/_shared/c.md": "c\n\n[Include: a](a.md)\n",
            "courses/_shared/d.md": "d\n\n[Include: c](c.md)\n",
        },
    )
    assert "F111" not in found(root)
    messages = [problem.message for problem in check(root) if problem.path == SHARED]
    assert "This page includes itself by way of b.md and c.md." in messages
    assert LibraryStore(root).current().lesson("listening", "hearing").parts == ()


def test_a_check_of_an_included_lesson_is_left_out(tmp_path: Path) -> None:
    root = folders.listening(tmp_path, waiting="---\ntitle: W\n---\n\n[Include: x](01-hearing.md)\n")
    parts = LibraryStore(root).current().lesson("listening", "waiting").parts
    assert not any(isinstance(part, CheckPart) for part in parts)
    assert len(parts) == 2


def test_an_objective_may_be_covered_by_its_number(tmp_path: Path) -> None:
    text = folders.HEARING.replace("minutes: 5\n", "minutes: 5\nobjectives:\n  - Hear\n").replace(
        "\nThen wait.", "\n**Objective:** 1\n\nThen wait."
    )
    assert found(folders.listening(tmp_path, hearing=text)) == []


INCLUDING = "---\ntitle: Final\ncourse: listening\n---\n\n[Include: the first](listening.md)\n"


def test_a_quiz_takes_in_the_questions_of_another(tmp_path: Path) -> None:
    root = folders.listening(tmp_path)
    folders.write(root, {"quizzes/final.md": INCLUDING})
    assert found(root) == []
    quiz = LibraryStore(root).current().quiz("final").quiz
    assert [item.id for item in quiz.items] == ["open-question"]


def test_a_question_that_comes_by_two_ways_is_taken_once(tmp_path: Path) -> None:
    root = folders.listening(tmp_path)
    both = INCLUDING + "\n[Include: the final](final.md)\n"
    folders.write(root, {"quizzes/final.md": INCLUDING, "quizzes/all.md": both})
    assert found(root) == []
    assert len(LibraryStore(root).current().quiz("all").quiz.items) == 1


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (INCLUDING.replace("listening.md)", "listenin.md)"), ["L214"]),
        (INCLUDING.replace("(listening.md)", "(../courses/listening/course.md)"), ["L214"]),
        (INCLUDING.replace("(listening.md)", "(../../x.md)"), ["L214"]),
        (INCLUDING.replace("(listening.md)", "(final.md)"), ["L215"]),
        (INCLUDING.replace("(listening.md)", "(ring.md)"), ["L215", "L215"]),
        (INCLUDING.replace("(listening.md)", "(other.md)"), ["L214"]),
        (INCLUDING.replace("course: listening", "course: listning"), ["F109", "L214"]),
        (INCLUDING.replace("[Include: the first](listening.md)", ""), ["Q305"]),
        (INCLUDING + folders.QUIZ.partition("time.\n\n")[2], ["Q302"]),
        (INCLUDING.replace("course: listening\n", ""), ["F106"]),
    ],
)
def test_includes_of_a_quiz_are_followed(tmp_path: Path, text: str, codes: list[str]) -> None:
    root = folders.listening(tmp_path)
    folders.write(
        root,
        {
            "quizzes/final.md": text,
            "quizzes/ring.md": INCLUDING.replace("(listening.md)", "(third.md)"),
            "quizzes/third.md": INCLUDING.replace("(listening.md)", "(final.md)").replace(
                "\n[Include",
                "\n[Include: x](listening.md)\n[Include: y](listening.md)\n[Include: z](../../q)\n[Include",
            ),
            "quizzes/other.md": folders.QUIZ.replace("course: listening", "course: other"),
            "courses/other/course.md": folders.COURSE,
        },
    )
    seen = [problem.code for problem in check(root) if problem.path == "quizzes/final.md"]
    third = [problem.code for problem in check(root) if problem.path == "quizzes/third.md"]
    assert seen == codes[:1] if "(ring.md)" in text else seen == codes
    assert "L214" in third


def test_a_quiz_waits_for_the_quiz_that_it_includes_and_shows_no_problem_of_its_own(tmp_path: Path) -> None:
    root = folders.listening(tmp_path, quiz=folders.QUIZ.replace("[x]", "[ ]"))
    folders.write(root, {"quizzes/final.md": INCLUDING})
    assert [(problem.path, problem.code) for problem in check(root)] == [(QUIZ, "Q306")]
    assert LibraryStore(root).current().quizzes == {}
    store = LibraryStore(root)
    store.current()
    (root / QUIZ).write_text(folders.QUIZ)
    before = store.current().quiz("final")
    (root / QUIZ).write_text(folders.QUIZ.replace("[x]", "[ ]"))
    assert store.current().quiz("final") == before
