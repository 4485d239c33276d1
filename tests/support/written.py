"""Content with a final quiz that has written answers, and everything handed in through the pages."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.support.app import CONTENT, LEARNER
from tests.support.client import PageClient

QUIZ = """---
title: Tea for a team - final quiz
course: tea
pass mark: 60%
shuffle questions: no
shuffle options: no
show answers: at once
---

## What do you do first? {#first}

- [x] Ask who wants tea
- [ ] Fill every cup
- [ ] Put the milk away

**Why:** Asking comes first.

## Describe a cup that went wrong. {#went-wrong}

**Model answer:** You name your own part, and what you would do now.

**Look for:**

- names their own part (2 marks)
- says what they would do now

**Marked by:** trainer

## What was hard about it? {#was-hard}

**Model answer:** You say how it felt.

**Look for:**

- says how it felt (2 marks)

**Marked by:** self
"""
CORRECTED = QUIZ.replace("- [x] Ask who", "- [ ] Ask who").replace("- [ ] Fill", "- [x] Fill")
ITEM = "went-wrong"


def folder(at: Path) -> Path:
    """A copy of the sample content with this final quiz."""
    made = at / "written"
    shutil.copytree(CONTENT, made)
    (made / "quizzes" / "tea-final.md").write_text(QUIZ)
    return made


def hand_in(
    client: PageClient, *, name: str = LEARNER, choice: str = "1", text: str = "I forgot to ask."
) -> str:
    """Somebody signs in, answers and hands in; the id of the attempt."""
    client.sign_in(name)
    page = client.page("/quizzes/tea-final")
    location = client.send(page, "/quizzes/tea-final/attempts").location
    attempt_id = location.removeprefix("/attempts/").partition("?")[0]
    answer = client.post(
        f"/attempts/{attempt_id}",
        data={"csrf_token": client.csrf(), "q1": choice, "q2": text, "q3": "The waiting."},
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return attempt_id
