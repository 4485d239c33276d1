"""A conversation around a kitchen table, whole or with parts replaced."""

from __future__ import annotations

from lms.content.conversations import read_conversation
from lms.content.problems import Problem
from lms.domain.conversations import Conversation

PATH = "courses/listening/01-listening/02-kitchen-table.md"
SETTINGS = """---
title: At the kitchen table
kind: conversation
minutes: 15
you are: Sam, a practitioner
they are: Rhian
---

"""
DEBRIEF = """
## Debrief

What mattered was **both**.

### Mostly high support, high challenge

With.

### Mostly high support, low challenge

For.

### Mostly low support, high challenge

To.

### Mostly low support, low challenge

Not.
"""
DOOR = """Gwyn has fallen twice.

## Rhian opens the door

**Rhian:** "You again."

- [Say: "It's my job."](#the-door-closes) (low support, high challenge)
  > Her hand stays on the door.
- [Say: "I'm sorry. Can I start again?"](#she-lets-you-in) (high support, high challenge)

## She lets you in

**Ending:** "Go on then."

## The door closes

**Ending:** You leave.
"""


def told(text: str) -> tuple[Conversation | None, list[Problem]]:
    return read_conversation(PATH, SETTINGS + text)


def sound(text: str) -> Conversation:
    conversation, problems = told(text)
    assert [problem for problem in problems if problem.level != "note"] == []
    assert conversation is not None
    return conversation
