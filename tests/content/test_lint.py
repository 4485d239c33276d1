"""What only shows when files are read together, on small courses made for each case."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.content import draws
from lms.content.check import check
from lms.content.library import HtmlPart
from lms.content.reading import Files
from lms.content.site import Site
from lms.content.store import LibraryStore
from lms.domain.drawing import can_meet
from lms.domain.quizzes import Option, PickLine, SingleChoice, fits
from tests.content import folders
from tests.content.stores import LESSON, QUIZ, SHARED, found, with_lesson


@pytest.mark.parametrize(
    ("link", "codes"),
    [
        ("[the wait](02-waiting.md)", []),
        ("[the wait](02-waiting.md#no-such)", ["L212"]),
        ("[the top](#top-part)", ["L212"]),
        ("## Top part\n\n[the top](#top-part)", []),
        ("[the check](../01-listening/03-check.md#which-open)", []),
        ("[the course](../course.md)", []),
        ("[the course](..)", []),
        ("[the quiz](../../../quizzes/listening.md)", []),
        ("[the quiz](../../../quizzes/listening.md#open-question)", []),
        ("[the page](/courses/listening)", []),
        ("[out](../../../../etc/passwd)", ["L212"]),
        ("[out](../../../README.md)", ["L212"]),
        ("[web](https://example.org)", []),
        ("[mail](mailto:a@example.org)", []),
        ("[ftp](ftp://example.org)", ["L212"]),
        ("![Chairs](https://example.org/a.png)", ["L205"]),
        ("![Chairs](../../../../a.png)", ["L205"]),
        ("![Chairs](media/bad.svg)", ["L205"]),
        ("[a form](media/form.pdf)", ["L205"]),
        ("[Include: x](../../_shared/gone.md)", ["L214"]),
        ("[Include: x](../../../../x.md)", ["L214"]),
        ("[Include: x](../../other/x.md)", ["L214"]),
        ("[Include: x](01-hearing.md)", ["L215"]),
        ("[Include: x](02-waiting.md)", []),
        ("> [!NOTE]\n> text\n- list", ["L210"]),
    ],
)
def test_links_of_a_lesson_are_followed(tmp_path: Path, link: str, codes: list[str]) -> None:
    root = with_lesson(tmp_path, link)
    folders.write(
        root,
        {
            "courses/listening/01-listening/03-check.md": folders.HEARING.replace(
                "title: Hearing", "title: C"
            ),
            "courses/listening/01-listening/media/bad.svg": "<svg><script/></svg>",
            "courses/other/x.md": "---\ntitle: X\n---\n",
        },
    )
    assert [code for code in found(root) if code != "F112"] == codes


def test_a_quiz_that_does_not_say_is_as_its_course_says(tmp_path: Path) -> None:
    course = folders.COURSE.replace("minutes: 10\n", "pass mark: 65%\nattempts: 2\n")
    root = folders.listening(tmp_path, course=course)
    quiz = LibraryStore(root).current().quiz("listening").quiz
    assert (quiz.pass_mark, quiz.attempts.allowed) == (65, 2)
    assert LibraryStore(root).current().course("listening").minutes == 6
    (root / QUIZ).write_text(
        folders.QUIZ.replace("course: listening", "course: listening\npass mark: 0%\nattempts: 9")
    )
    quiz = LibraryStore(root).current().quiz("listening").quiz
    assert (quiz.pass_mark, quiz.attempts.allowed) == (0, 9)


def test_links_in_a_question_carry_addresses_of_the_site(tmp_path: Path) -> None:
    text = folders.QUIZ.replace(
        "Did you eat?", "Did [you](../courses/listening/01-listening/01-hearing.md) eat?"
    )
    text = text.replace("It lets", "See the [course](<../courses/listening>). It lets") + (
        "\n## Match {#m}\n\n**Match:**\n\n| a [w](../courses/listening/course.md) | b |\n|---|---|\n"
        "| c [w](../courses/listening/course.md) | d |\n| e | f |\n| | g [q](listening.md) |\n\n"
        "**Why:** [gone](/x)\n"
        "\n## You may. {#may}\n\n- [ ] True\n"
        "  > [x](https://example.org) [c](../courses/listening/course.md)\n- [x] False\n"
    )
    quiz = LibraryStore(folders.listening(tmp_path, quiz=text)).current().quiz("listening").quiz
    texts = repr(quiz)
    assert "[you](/courses/listening/hearing)" in texts
    assert "[course](</courses/listening>)" in texts
    assert "c [w](/courses/listening)" in texts
    assert "g [q](/quizzes/listening)" in texts
    assert "(https://example.org) [c](/courses/listening)" in texts
    assert ".md" not in texts


def test_a_glossary_is_in_order_and_links_lead_to_it(tmp_path: Path) -> None:
    glossary = (
        "---\ntitle: Words\n---\n\n# Words\n\nText.\n\n## Wait\n\nTo stay. See [hearing](#hear) and "
        "[the lesson](01-listening/02-waiting.md#x).\n\n## Hear\n\nTo listen.\n\n**Also:** hearing\n"
        "Also: heard.\n\n"
        "## Hear\n\nTwice.\n\n```\n## code\n```\n"
    )
    waiting = (
        folders.WAITING
        + "\n## X\n\nSee [hear](../glossary.md#hear) and [words](../glossary.md). You heard.\n"
    )
    root = folders.listening(tmp_path, waiting=waiting)
    folders.write(root, {"courses/listening/glossary.md": glossary})
    library = LibraryStore(root).current()
    entries = library.glossary("listening")
    assert [(entry.term, entry.slug, entry.also) for entry in entries] == [
        ("Hear", "hear", ("hearing", "heard")),
        ("Wait", "wait", ()),
    ]
    assert '<a href="#g-hear">hearing</a>' in entries[1].html
    assert '<a href="/courses/listening/waiting#h-x">' in entries[1].html
    (part,) = library.lesson("listening", "waiting").parts
    assert isinstance(part, HtmlPart)
    assert '<a href="/courses/listening/glossary#g-hear">hear</a>' in part.html
    assert '<a href="/courses/listening/glossary">words</a>' in part.html
    assert 'glossary#g-hear">heard</a>' in part.html


def test_a_glossary_full_of_brackets_has_no_words(tmp_path: Path) -> None:
    root = folders.listening(tmp_path)
    folders.write(root, {"courses/listening/glossary.md": "## A\n\n" + "[" * 300, SHARED: "[" * 300})
    assert found(root) == ["F115", "F115"]


def question(name: str, *tags: str) -> SingleChoice:
    return SingleChoice(id=name, text=name, tags=tags, options=tuple[Option, ...]())


@pytest.mark.parametrize(
    ("lines", "tags", "answer"),
    [
        ([PickLine(2, ("a",))], ["a", "a"], None),
        ([PickLine(1, ("a", "b")), PickLine(1, ("a",))], ["a", "b"], None),
        ([PickLine(1, ("a", "b")), PickLine(1, ("b", "c")), PickLine(1, ("a",))], ["a", "b", "c"], None),
        (
            [PickLine(1, ("a", "b")), PickLine(1, ("a", "b")), PickLine(1, ("a",))],
            ["a", "b", "c"],
            ([0, 1, 2], 3, 2),
        ),
        ([PickLine(None, ("a",)), PickLine(1, ("a",))], ["a", "a", "b"], ([0, 1], 3, 2)),
    ],
)
def test_lines_that_cannot_be_met_together_are_named(
    lines: list[PickLine], tags: list[str], answer: tuple[list[int], int, int] | None
) -> None:
    items = [question(f"{number}", tag) for number, tag in enumerate(tags)]
    fitting = [[at for at, item in enumerate(items) if fits(line, item)] for line in lines]
    assert draws.shortfall(lines, fitting) == answer
    assert can_meet(lines, items) == (answer is None)


def test_a_line_that_asks_for_a_difficulty_nobody_has_is_reported(tmp_path: Path) -> None:
    text = folders.QUIZ.replace(
        "course: listening\n", "course: listening\npick: everything hard from questions\n"
    )
    assert found(folders.listening(tmp_path, quiz=text)) == ["D403"]
    text = text.replace("everything hard", "2 hard")
    problems = check(folders.listening(tmp_path, quiz=text))
    assert [problem.message for problem in problems] == [
        'This asks for 2 from "questions", but there are none.'
    ]
    text = text.replace("2 hard", "2")
    assert "there is only 1" in check(folders.listening(tmp_path, quiz=text))[0].message


def test_an_address_outside_the_content_is_no_address() -> None:
    assert Site(Files()).address("courses/c/course.md", "../../../x.md") is None


def test_a_quiz_without_settings_is_reported(tmp_path: Path) -> None:
    assert found(folders.listening(tmp_path, quiz="no settings")) == ["F101"]


def test_links_to_what_is_not_a_page_lead_nowhere(tmp_path: Path) -> None:
    root = with_lesson(tmp_path, "[a](../../_shared/a.md) [b](../../../x/y.md) [c](#d)\n\n## D\n")
    folders.write(
        root, {SHARED: "text\n\n[x](../../../../x.md)\n", "courses/nothing/a/b.md": "---\ntitle: B\n---\n"}
    )
    folders.write(root, {LESSON: "---\ntitle: H\n---\n\n[a](../../_shared/a.md) [b](../../nothing/a/b.md)\n"})
    folders.write(root, {SHARED: "text\n"})
    (part,) = LibraryStore(root).current().lesson("listening", "hearing").parts
    assert isinstance(part, HtmlPart)
    assert part.html == "<p><span>a</span> <span>b</span></p>"
