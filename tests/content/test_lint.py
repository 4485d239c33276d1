"""What only shows when files are read together, on small courses made for each case."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lms.content import draws, lint, reading
from lms.content.check import check
from lms.content.library import CheckPart, HtmlPart
from lms.content.reading import Files
from lms.content.site import Site
from lms.content.store import LibraryStore
from lms.domain.drawing import can_meet
from lms.domain.quizzes import Option, PickLine, SingleChoice, fits
from tests.content import folders

LESSON = "courses/listening/01-listening/01-hearing.md"
QUIZ = "quizzes/listening.md"
SHARED = "courses/_shared/a.md"


def found(root: Path) -> list[str]:
    return [problem.code for problem in check(root)]


def with_lesson(tmp_path: Path, text: str) -> Path:
    return folders.listening(tmp_path, hearing=f"---\ntitle: Hearing\n---\n\n{text}\n")


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
    monkeypatch.setattr(reading, "load_media", lambda *_: None)
    folders.write(root, {"quizzes/a.svg": folders.SVG, "quizzes/notes.txt": "not ours"})
    assert found(root) == []


def test_a_file_that_is_gone_between_two_looks_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone:
        def stat(self) -> None:
            raise FileNotFoundError

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
