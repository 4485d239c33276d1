"""A page that is slow or large to draw is stopped in its own process, and nobody else waits for it."""

from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms import aside
from lms.content import drawing, reading, render, safe_html
from lms.content.check import check
from lms.content.drawing import Stopped, Worker
from lms.content.extensions import Context, Picture
from lms.content.library import HtmlPart
from lms.content.store import LibraryStore
from lms.content.terms import Terms
from tests.content.folders import HEARING, QUIZ, listening, write

LONG = "Some *words* and `code`, a line for each of many.\n\n" * 600
# Quotes in quotes pass every limit on brackets and marks, and take long.
SLOW = ("> " * 10 + "a\n\n") * 3000


@pytest.fixture
def worker() -> Iterator[Worker]:
    one = Worker(seconds=60)
    yield one
    one.close()


def test_a_long_page_is_drawn_as_it_would_be_here(worker: Worker) -> None:
    text = f"## Same\n\n## Same\n\n![a](b.svg) [c](d.md) advice\n\n{LONG}"
    context = [
        Context(
            addresses={"d.md": "/courses/c/d"},
            pictures={"b.svg": Picture("/media/b.svg", 4, 2)},
            terms=Terms.of("c", {"advice": "advice"}),
            used_ids={"same": 1},
        )
        for _ in range(2)
    ]
    html = worker.draw(text, context[0])
    assert html == render._draw(text, context[1])
    assert context[0].used_ids == context[1].used_ids
    assert context[0].seen_terms == context[1].seen_terms == {"advice"}


def test_a_page_that_takes_too_long_is_stopped_and_remembered(worker: Worker) -> None:
    assert "<p>a</p>" in worker.draw("a", Context())
    worker.seconds = 0.05
    with pytest.raises(Stopped) as first:
        worker.draw(SLOW, Context())
    assert isinstance(first.value.__cause__, EOFError)
    with pytest.raises(Stopped) as second:
        worker.draw(SLOW, Context())
    assert second.value.__cause__ is None
    worker.seconds = 60
    assert "<p>b</p>" in worker.draw("b", Context())


def test_only_so_many_stopped_pages_are_remembered(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    # The real limit is so large that reaching it would prove no more.
    monkeypatch.setattr(drawing, "_REMEMBERED", 1)
    worker.seconds = 0
    for text in ("a", "b", "a"):
        with pytest.raises(Stopped) as stopped:
            worker.draw(text, Context())
        assert stopped.value.__cause__ is not None


def test_a_page_that_takes_too_much_memory_is_stopped() -> None:
    small = Worker(seconds=60, megabytes=45)
    with pytest.raises(Stopped):
        small.draw(SLOW, Context())
    small.close()


def test_a_process_that_cannot_start_stops_the_page() -> None:
    none = Worker(seconds=60, megabytes=1)
    with pytest.raises(Stopped):
        none.draw("a", Context())
    none.close()


def test_a_process_that_ends_at_once_stops_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    # A Python that says nothing and ends, as one that lacks a library would.
    monkeypatch.setattr(sys, "executable", "/bin/true")
    none = Worker(seconds=60)
    with pytest.raises(Stopped):
        none.draw("a", Context())
    none.close()


def test_a_process_that_has_gone_is_started_again(worker: Worker) -> None:
    worker.draw("a", Context())
    worker.close()
    assert "<p>b</p>" in worker.draw("b", Context())


def test_a_forked_process_draws_with_its_own(worker: Worker) -> None:
    worker.draw("a", Context())
    child = os.fork()
    if child == 0:
        right = worker.draw("b", Context()) == render._draw("b", Context())
        worker.close()
        os._exit(0 if right else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert "<p>c</p>" in worker.draw("c", Context())


def test_other_pages_are_drawn_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    own = Worker(seconds=60)
    own.draw("a", Context())
    own.seconds = 0.5
    # A real process, with a time that suits the test in place of two seconds.
    monkeypatch.setattr(drawing, "WORKER", own)
    drawn: list[str] = []
    slow = threading.Thread(target=lambda: drawn.append(render.draw(SLOW, Context())))
    slow.start()
    assert render.draw("fast", Context()) == "<p>fast</p>"
    assert slow.is_alive()
    slow.join()
    own.close()
    # What was stopped is shown as it stands.
    assert "&gt; &gt;" in drawn[0]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    own = Worker(seconds=60)
    own.draw("a", Context())
    own.seconds = 0.05
    # A real process, with a time that suits the test in place of two seconds.
    monkeypatch.setattr(drawing, "WORKER", own)
    yield
    own.close()


@pytest.mark.usefixtures("impatient")
def test_a_slow_page_is_an_error_and_learners_keep_the_last_good_one(tmp_path: Path) -> None:
    root = listening(tmp_path)
    store = LibraryStore(root, watch=False)
    before = store.current().lesson("listening", "hearing")
    write(root, {"courses/listening/01-listening/01-hearing.md": f"{HEARING}\n{SLOW}"})
    after = store.current()
    assert after.lesson("listening", "hearing") is before
    found = {problem.code: problem.message for problem in after.problems}
    assert found["F115"] == "This page took more than 2 seconds to draw, so we stopped."
    assert isinstance(before.parts[0], HtmlPart)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("courses/listening/course.cy.md", f"---\ntitle: A\n---\n\n{SLOW}"),
        ("courses/listening/glossary.md", f"## Term\n\n{SLOW}"),
        ("courses/_shared/page.md", SLOW),
        ("quizzes/listening.md", QUIZ.replace("Take your time.", SLOW)),
    ],
)
def test_slow_texts_of_every_kind_of_file_are_found(path: str, text: str, tmp_path: Path) -> None:
    write(listening(tmp_path), {path: text})
    assert "F115" in [problem.code for problem in check(tmp_path) if problem.path == path]


def test_long_pages_that_are_quick_have_no_problem(tmp_path: Path) -> None:
    write(listening(tmp_path), {"courses/listening/glossary.md": f"## Term\n\n{LONG}"})
    assert check(tmp_path) == []


def test_hostile_and_short_texts_are_not_tried() -> None:
    assert not render.are_stopped(["[" * 30_000])
    assert not render.are_stopped(["short"])


@pytest.mark.parametrize("alone", [False, True])
def test_short_memory_ends_the_process_of_slow_pages_and_no_other(
    alone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(html: str) -> str:
        raise MemoryError

    # Memory that really runs out would run out for the other tests as well.
    monkeypatch.setattr(safe_html, "clean", full)
    monkeypatch.setattr(render, "_alone", alone)
    if alone:
        with pytest.raises(MemoryError):
            render._draw("text", Context())
    else:
        assert render._draw("text", Context()) == "<p>text</p>"


def test_the_process_draws_until_nobody_asks() -> None:
    # Through pipes, as that process has them; its lines cannot be counted there, because it is killed.
    reading_end, writing_end = os.pipe()
    answers = io.BytesIO()
    with os.fdopen(reading_end, "rb") as asked:
        with os.fdopen(writing_end, "wb") as asking:
            for text in ("Hello *you*.", "> **Key point:** Listen."):
                aside._send(asking, {"text": text, **drawing._plain(Context())})
        # So much memory that the limit means nothing to the process of the tests.
        render.serve(asked, answers, 1 << 24)
    said = answers.getvalue()
    assert said.startswith(b"+")
    assert b"<p>Hello <em>you</em>.</p>" in said
    assert b"Listen." in said
    # Afterwards short memory shows the text as it stands again, instead of ending the process.
    assert not render._alone


def test_the_texts_of_a_page_have_the_time_of_one_page_together() -> None:
    worker = Worker(seconds=0.0)
    try:
        with pytest.raises(Stopped):
            worker.draw_all(["one *text* of many"])
        assert worker.draw_all([]) is None
    finally:
        worker.close()


def test_a_question_that_is_slow_to_draw_is_reported_on_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    # The real process with less time, so that the test need not take two seconds.
    monkeypatch.setattr(drawing.WORKER, "seconds", 0.05)
    text = "---\ntitle: T\ncourse: c\n---\n\n## Which is it? {#which}\n\n" + SLOW
    text += "\n\n- [x] a\n- [ ] b\n\n**Why:** Because.\n"
    assert "F115" in {problem.code for problem in reading.parse("quizzes/x.md", text.encode()).problems}


def test_a_long_answer_full_of_marks_is_shown_as_it_is_written() -> None:
    assert render.inline("**a _b " * 2_000).startswith("**a _b **a")
