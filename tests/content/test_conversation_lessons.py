"""A conversation is a lesson of its course: listed, published, and its links lead to the site."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.content import lessons
from lms.content.check import check
from lms.content.store import LibraryStore
from lms.domain.errors import UnknownLesson
from tests.content.folders import HEARING, listening

KITCHEN = """---
title: At the kitchen table
kind: conversation
you are: Sam
they are: Rhian
---

Gwyn has fallen twice. See [Hearing](01-hearing.md).

## The door

**Rhian:** "You again."

- [Say: "I'm sorry."](#the-end) (high support, high challenge)
  > A long breath. See [Hearing](01-hearing.md).

## The end

**Ending:** Rhian gets out a notebook.

## Debrief

Both at once.

### High support, high challenge

You worked *with* Rhian.
"""


def test_a_conversation_is_played_where_a_lesson_would_be_read(tmp_path: Path) -> None:
    root = listening(tmp_path, waiting=KITCHEN)
    assert check(root) == []
    library = LibraryStore(root, watch=False).current()
    page = library.lesson("listening", "waiting")
    conversation = library.conversation("listening", "waiting")
    assert page.conversation is conversation
    assert [scene.slug for scene in conversation.scenes] == ["the-door", "the-end"]
    assert "(/courses/listening/hearing)" in conversation.scenes[0].choices[0].consequence
    assert len(page.parts) == 1
    with pytest.raises(UnknownLesson):
        library.conversation("listening", "hearing")


def test_a_change_of_a_scene_makes_another_page(tmp_path: Path) -> None:
    root = listening(tmp_path, waiting=KITCHEN)
    store = LibraryStore(root, watch=False)
    before = store.current().lesson("listening", "waiting")
    listening(tmp_path, waiting=KITCHEN.replace("notebook", "note pad"))
    after = store.current().lesson("listening", "waiting")
    assert before.digest != after.digest
    assert before.parts == after.parts


def test_a_conversation_with_an_error_stays_as_it_was(tmp_path: Path) -> None:
    root = listening(tmp_path, waiting=KITCHEN)
    store = LibraryStore(root, watch=False)
    before = store.current().lesson("listening", "waiting")
    listening(tmp_path, waiting=KITCHEN.replace("#the-end", "#nowhere"))
    assert store.current().lesson("listening", "waiting") is before
    assert [problem.code for problem in store.current().problems] == ["S501"]


def test_long_conversations_may_say_few_minutes(tmp_path: Path) -> None:
    text = KITCHEN.replace("you are", "minutes: 1\nyou are").replace("You again.", "You again. " * 900)
    assert check(listening(tmp_path, waiting=text)) == []


def test_another_kind_of_lesson_is_asked_about() -> None:
    draft, problems = lessons.read_lesson(
        "courses/c/01-a/01-b.md", HEARING.replace("title", "kind: film\ntitle")
    )
    assert draft is not None
    assert not draft.is_conversation
    assert [problem.message for problem in problems] == [
        '"kind" should be "lesson" or "conversation". We found "film".'
    ]


def test_people_of_a_conversation_are_no_settings_of_a_lesson() -> None:
    _, problems = lessons.read_lesson(
        "courses/c/01-a/01-b.md", HEARING.replace("title", "you are: Sam\ntitle")
    )
    assert [problem.code for problem in problems] == ["F105"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[Say sorry.](the-end)", ["S501"]),
        ("[Say sorry.](02-none.md)", ["S501"]),
        ("[Say\n  sorry.](javascript:x)", ["S501"]),
        ("Say sorry, [or not](02-none.md).", ["S501"]),
        ("[Say sorry.][end]", ["L212"]),
        ("[Say sorry.](#the-end)", []),
    ],
)
def test_a_choice_whose_link_is_none_to_a_scene_is_one_problem(
    tmp_path: Path, written: str, expected: list[str]
) -> None:
    # What a choice leads to is read on beside it, and its link has a problem of its own.
    slip = KITCHEN.replace('[Say: "I\'m sorry."](#the-end)', written)
    if "[end]" in written:
        slip += "\n[end]: #the-end\n"
    assert [problem.code for problem in check(listening(tmp_path, waiting=slip))] == expected
    broken = slip.replace("A long breath. See [Hearing](01-hearing.md)", "A long breath. See [it](03-no.md)")
    found = [problem.code for problem in check(listening(tmp_path, waiting=broken))]
    assert sorted(found) == sorted([*expected, "L212"])
