"""One item of each kind, with a canary in every text that nobody may see before an attempt is closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from flask import Flask

from lms.content.library import CheckPart, Library
from lms.content.store import LibraryStore
from lms.domain.quizzes import (
    Criterion,
    Gap,
    GapFill,
    Item,
    MarkedBy,
    Matching,
    MultipleResponse,
    Number,
    Option,
    Ordering,
    Pair,
    Quiz,
    Reflection,
    Scale,
    ShortText,
    ShowAnswers,
    SingleChoice,
    TrueFalse,
)
from lms.extensions import alongside
from tests.support import learning

RIGHT = Fraction(1)
WRONG = Fraction(0)
WHY = "CANARY-WHY"

ITEMS: tuple[Item, ...] = (
    SingleChoice(
        id="single",
        text="Which sentence is kind *and* clear?",
        why=WHY,
        hint="Think of both questions.",
        options=(
            Option("I can see you are worn out, and we do need to talk.", True, RIGHT, "CANARY-RIGHT"),
            Option("Do not worry about it.", False, WRONG, "CANARY-WRONG"),
        ),
    ),
    MultipleResponse(
        id="multiple",
        text="Which show that you have listened?",
        why=WHY,
        options=(
            Option("Saying back what you heard", True, RIGHT, "CANARY-TICKED", if_missed="CANARY-MISSED"),
            Option("Leaving a silence", True, RIGHT),
            Option("Telling a story of your own", False, WRONG, "CANARY-LEFT"),
        ),
    ),
    TrueFalse(
        id="true-false",
        text="You may promise to keep a disclosure secret.",
        why=WHY,
        options=(
            Option("True", False, WRONG, "CANARY-TRUE"),
            Option("False", True, RIGHT, "CANARY-FALSE"),
        ),
    ),
    Matching(
        id="matching",
        text="Match each word to its meaning",
        why=WHY,
        pairs=(
            Pair("Advocate", "Helps a person say what they want"),
            Pair("Carer", "Gives unpaid help to a relative or friend"),
        ),
        spares=("Decides what happens to the money",),
    ),
    Ordering(
        id="ordering",
        text="Put a first visit in order",
        why=WHY,
        steps=(
            "Say who you are and why you have come",
            "Ask what matters to them",
            "Agree one thing to try",
            "Say when you will be back",
        ),
        marks=2,
    ),
    GapFill(
        id="gaps",
        text="Complete the sentences",
        why=WHY,
        pieces=(
            "A person must be assumed to have ",
            " unless it is ",
            " that they lack it.\n\nEverybody has the **right** to ",
            ".",
        ),
        gaps=(
            Gap(("CANARY-capacity", "CANARY-ability")),
            Gap(("established",), ("suspected", "established", "likely")),
            Gap(("CANARY-choose",)),
        ),
    ),
    ShortText(
        id="short-text",
        text="What do we call a person who helps somebody say what they want?",
        why=WHY,
        accept=("CANARY-advocate", "an CANARY-advocate"),
    ),
    Number(
        id="number",
        text="How many days do we have to answer a complaint?",
        why=WHY,
        low=Fraction(98754),
        high=Fraction(98756),
        unit="days",
        shown="98755 ± 1",
    ),
    Reflection(
        id="reflection",
        text="Describe a conversation that you would now have differently.",
        why=WHY,
        model_answer="CANARY-MODEL: you name what you said.\n\nThen one sentence that you would use.",
        look_for=(Criterion("CANARY-names their own part", 2), Criterion("gives words they would say", 1)),
        marked_by=MarkedBy.TRAINER,
    ),
    Scale(
        id="scale",
        text="How sure do you feel after this course?",
        choices=("Not at all", "A little", "Fairly", "Very"),
        statements=("I could open a hard conversation tomorrow", "I know who to ring if I am worried"),
    ),
)
# Texts that no page holds before an attempt is closed: canaries, and numbers that stand nowhere else.
SECRETS = ("CANARY-", "98754", "98755", "98756")


def quiz(**changes: object) -> Quiz:
    """All ten kinds in the order above."""
    plain = Quiz(
        slug=learning.FINAL_QUIZ,
        title="Ten kinds",
        course=learning.COURSE,
        items=ITEMS,
        shuffle_questions=False,
        show_answers=ShowAnswers.AT_ONCE,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def library(found: Quiz | None = None) -> Library:
    """The course of `learning` with this quiz at its end, and all its items as checks in its first lesson."""
    plain = learning.library(found or quiz())
    key = (learning.COURSE, "two-questions")
    content = tuple(CheckPart(item) for item in ITEMS)
    return replace(plain, lessons={**plain.lessons, key: replace(plain.lessons[key], content=content)})


@dataclass
class Shelf(LibraryStore):
    """A store that always hands out the same library."""

    kept: Library

    def current(self) -> Library:
        return self.kept

    def close(self) -> None:
        """Nothing is open."""


def put_in(app: Flask, kept: Library) -> None:
    """Let an application that has just been made serve this library."""
    with app.app_context():
        # Before its first use, which would read the content of the settings.
        alongside()._store = Shelf(kept)
