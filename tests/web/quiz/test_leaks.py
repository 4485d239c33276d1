"""Canaries: no key, feedback or reason leaves the server before an attempt is closed, whatever is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.app import add_demo_people, running, settings_for
from tests.support.client import PageClient
from tests.support.databases import Database
from tests.web.quiz.taking import Taker

COURSE = """---
title: Birds
summary: What sings and what does not.
audience: Everybody
minutes: 1
certificate: valid for 12 months
final quiz: ../../quizzes/birds.md
pass mark: 80%
---

# Birds

A course about canaries.

## Modules

1. Cages
   - [Cage](01-cages/01-cage.md)
"""
LESSON = """---
title: Cage
minutes: 1
---

Look at the cage.

### Check: Who sings? {#sings}

- [x] This one
  > CANARY-CHECK-RIGHT
- [ ] That one
  > CANARY-CHECK-WRONG

**Why:** CANARY-CHECK-WHY
"""
QUIZ = """---
title: Birds quiz
course: birds
pass mark: 80%
shuffle questions: no
shuffle options: no
attempts: unlimited
show answers: after passing
---

# Birds quiz

Four questions.

## One? {#one}

- [x] Alpha
  > CANARY-RIGHT
- [ ] Beta
  > CANARY-WRONG

**Why:** CANARY-WHY
**Tags:** canary-tag
**Objective:** CANARY-OBJECTIVE

## Two? {#two}

**Choose:** all that apply

- [x] Gamma
  > CANARY-TICKED
  > If missed: CANARY-MISSED
- [ ] Delta
  > CANARY-LEFT

**Why:** CANARY-WHY
**Marking:** each option

## Three? {#three}

- [x] True
  > CANARY-TRUE
- [ ] False
  > CANARY-FALSE

**Why:** CANARY-WHY

## Four? {#four}

**Match:**

| Left | Right |
| --- | --- |
| Epsilon | Zeta |
| Eta | Theta |

**Why:** CANARY-WHY
"""
CANARY = re.compile(r"canary-", re.IGNORECASE)


@pytest.fixture
def birds(sqlite_database: Database, tmp_path: Path) -> Iterator[Taker]:
    for path, text in {
        "courses/birds/course.md": COURSE,
        "courses/birds/01-cages/01-cage.md": LESSON,
        "quizzes/birds.md": QUIZ,
    }.items():
        file = tmp_path / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    settings = settings_for(sqlite_database.url, tmp_path / "instance", content=tmp_path / "content")
    with running(settings) as app:
        add_demo_people(app)
        client = app.test_client()
        assert isinstance(client, PageClient)
        client.sign_in()
        yield Taker(client)


def sings(answer: object) -> bool:
    """Whether a canary stands in the body or in a header of an answer."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)  # type: ignore[attr-defined]
    return CANARY.search(answer.get_data(as_text=True) + headers) is not None  # type: ignore[attr-defined]


def test_nothing_sings_before_an_attempt_is_closed(birds: Taker) -> None:
    client = birds.client
    attempt_id = birds.start("birds")
    answers = [client.get(path) for path in ("/", "/courses/birds", "/courses/birds/cage", "/quizzes/birds")]
    answers += [
        client.get(f"/attempts/{attempt_id}?question={page}") for page in (1, 2, 3, 4, "all", "check")
    ]
    old = birds.page(attempt_id, "all")
    answers.append(birds.send(old, attempt_id, {"q1": "1", "q2": "1", "q3": "1", "q4-row-1": "1"}))
    answers.append(birds.send(old, attempt_id, {"q1": "2"}))
    answers.append(birds.send(birds.page(attempt_id, 1), attempt_id, {"q1": "9"}))
    answers.append(client.get(f"/attempts/{attempt_id}/result"))
    headers = {"X-CSRF-Token": client.csrf(f"/attempts/{attempt_id}")}
    for body in ({"seq": 0, "answers": {"1": {"answer": ["2"]}}}, {"seq": 9, "answers": {}}, {}):
        answers.append(client.put(f"/attempts/{attempt_id}/answers", json=body, headers=headers))
    answers.append(client.post("/courses/birds/cage/checks/sings", headers=headers))
    assert {answer.status_code for answer in answers} == {200, 303, 404, 409, 422}
    assert not any(sings(answer) for answer in answers)


def test_nothing_sings_while_the_policy_keeps_it_closed(birds: Taker) -> None:
    attempt_id = birds.take("birds", wrong=4)
    assert not sings(birds.client.get(f"/attempts/{attempt_id}/result"))


def test_the_canaries_sing_where_they_may(birds: Taker) -> None:
    attempt_id = birds.take("birds")
    assert sings(birds.client.get(f"/attempts/{attempt_id}/result"))
    page = birds.client.page("/courses/birds/cage")
    action = "/courses/birds/cage/checks/sings#check-sings"
    assert sings(birds.client.send(page, action, answer="1"))
    # While another attempt is open its questions come from the same bank, so they are silent again.
    birds.start("birds")
    assert not sings(birds.client.get(f"/attempts/{attempt_id}/result"))


def test_the_values_of_the_form_do_not_show_the_order_of_writing(birds: Taker) -> None:
    attempt_id = birds.start("birds")
    page = birds.page(attempt_id, 4)
    selects = list(page.root.iter("select"))
    assert len(selects) == 2
    for select in selects:
        assert [option.get("value") for option in select.iter("option")] == ["", "1", "2"]
