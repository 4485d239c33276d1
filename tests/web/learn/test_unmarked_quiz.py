"""A module quiz in which nothing is marked: finished by handing in, never "0%", and it blocks no way on."""

from __future__ import annotations

from pathlib import Path

from tests.support.client import PageClient

QUIZ = """---
title: Your plan
course: tea
---

## What will you try first? {#plan}

**Model answer:** MODEL-WORDS-77

**Marked by:** self

## How sure do you feel? {#sure}

**Scale:** Not at all | Very

- I could make a pot tomorrow
"""


def test_a_quiz_without_marks_is_finished_by_handing_it_in(editor: PageClient, content: Path) -> None:
    (content / "quizzes" / "tea-making.md").write_text(QUIZ)
    for lesson in ("ask-first", "warm-the-pot"):
        editor.send(editor.page(f"/courses/tea/{lesson}"), f"/courses/tea/{lesson}/read")
    assert editor.get("/courses/tea/carry-on").location == "/quizzes/tea-making"
    attempt = editor.send(editor.page("/quizzes/tea-making"), "/quizzes/tea-making/attempts").location
    attempt = attempt.partition("?")[0]
    page = editor.page(f"{attempt}?question=all")
    assert "MODEL-WORDS-77" not in page.text
    answer = editor.post(attempt, data={"csrf_token": editor.csrf(), "q1": "I ask.", "q2-1": "2"})
    assert answer.status_code == 303
    result = editor.page(f"{attempt}/result")
    assert result.heading == "You have finished this quiz"
    # Nothing can be passed, so nothing is held back until somebody passes.
    assert "MODEL-WORDS-77" in result.text
    for words in ("0%", "did not pass", "not passed"):
        assert words not in result.text
    course = editor.page("/courses/tea")
    assert "Finished" in course.text
    assert "0%" not in course.text
    history = editor.page("/history")
    assert "nothing in it is marked" in history.text
    assert "0%" not in history.text
    assert "not passed" not in editor.page("/quizzes/tea-making").text
    # The way leads on to the final quiz instead of round in a circle.
    assert editor.get("/courses/tea/carry-on").location == "/quizzes/tea-final"
