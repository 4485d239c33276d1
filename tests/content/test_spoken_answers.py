"""Typed answers in another language: shown in it only where the source marks its words as right."""

from __future__ import annotations

from pathlib import Path

from lms.content import spoken
from lms.content.store import LibraryStore
from tests.content.folders import listening, write

ENGLISH = """---
title: Words
course: listening
---

## Who helps? {#who}

**Accept:**

- advocate
- Eiriolwr

**Why:** x

## Who cares? {#cares}

**Accept:**

- carer

**Why:** x

## Complete {#gap}

We assume [[capacity | galluedd]].

**Why:** x

## Choose {#menu}

We assume [[(x) capacity | risk]].

**Why:** x
"""
WELSH = """---
title: Geiriau
---

## Pwy sy'n helpu? {#who}

**Accept:**

- eiriolwr.

## Pwy sy'n gofalu? {#cares}

**Accept:**

- gofalwr

## Cwblhewch {#gap}

Rydym yn tybio [[galluedd]].

## Dewiswch {#menu}

Rydym yn tybio [[(x) galluedd | risg]].
"""


def test_a_typed_answer_is_asked_in_a_language_whose_words_are_accepted(tmp_path: Path) -> None:
    write(listening(tmp_path), {"quizzes/words.md": ENGLISH, "quizzes/words.cy.md": WELSH})
    library = LibraryStore(tmp_path, watch=False).current()
    quiz = library.quiz("words").quiz
    said = spoken.spoken(library, "cy").in_words(quiz)
    texts = ["Pwy sy'n helpu?", "Who cares?", "Cwblhewch", "Choose"]
    assert [item.text for item in said.items] == texts
    # What is right is what the attempt holds, in every language.
    for own, source in zip(said.items, quiz.items, strict=True):
        for name in ("accept", "gaps"):
            assert getattr(own, name, None) == getattr(source, name, None)
