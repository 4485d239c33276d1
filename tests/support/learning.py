"""A small library made in memory, for tests below the web floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from lms.content import versions
from lms.content.library import LessonText, Library, PublishedQuiz
from lms.domain import drawing, responses
from lms.domain.courses import Course, Lesson, Module, Validity
from lms.domain.quizzes import (
    AttemptPolicy,
    Matching,
    MultipleResponse,
    Option,
    Pair,
    Quiz,
    ShowAnswers,
    SingleChoice,
    TrueFalse,
)
from lms.services.certification import Issuing
from tests.support import signing
from tests.support.answers import right_response

ISSUING = Issuing(
    organisation="Demo Council",
    base_url="http://127.0.0.1:8000",
    timezone="Europe/London",
    keys=signing.KEYS,
)
COURSE = "restorative-practice"
MODULE_QUIZ = "foundations"
FINAL_QUIZ = "final"
RIGHT = Fraction(1)
WRONG = Fraction(0)

ITEMS = (
    SingleChoice(
        id="alongside",
        text="What does *alongside* mean?",
        why="Because `with` is not `for`.",
        hint="Think of two chairs.",
        options=(
            Option("With people", True, RIGHT, "Yes: high support and high challenge."),
            Option("For people", False, WRONG, "That takes over."),
            Option("To people", False, WRONG, "That is **control**."),
        ),
    ),
    MultipleResponse(
        id="needs",
        text="Which are needs?",
        body="Tick *two*.",
        options=(
            Option("To be heard", True, RIGHT, "Yes.", if_missed="This is one, too."),
            Option("To be safe", True, RIGHT),
            Option("To be blamed", False, WRONG, "No."),
        ),
        marks=2,
    ),
    TrueFalse(
        id="always",
        text="It is always right to meet.",
        options=(Option("True", False, WRONG), Option("False", True, RIGHT, "Safety first.")),
    ),
    Matching(
        id="words",
        text="Match the words.",
        pairs=(Pair("harm", "what was broken"), Pair("repair", "what mends")),
        spares=("what is filed",),
    ),
)


def quiz(slug: str = FINAL_QUIZ, **changes: object) -> Quiz:
    """A quiz of four items, one of each kind, worth five marks."""
    plain = Quiz(
        slug=slug,
        title=slug.capitalize() + " quiz",
        course=COURSE,
        items=ITEMS,
        intro="Read *carefully*.",
        show_answers=ShowAnswers.AT_ONCE,
        attempts=AttemptPolicy(),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def course(**changes: object) -> Course:
    """Two modules with three lessons, one of them optional; a module quiz and a final quiz; 12 months."""
    plain = Course(
        slug=COURSE,
        title="Restorative practice",
        digest="c" * 64,
        summary="Working with people.",
        modules=(
            Module(
                slug="foundations",
                title="Foundations",
                lessons=(
                    Lesson(slug="two-questions", title="Two questions", minutes=5, path="a.md"),
                    Lesson(slug="where-from", title="Where it is from", minutes=7, path="b.md"),
                ),
                quiz=MODULE_QUIZ,
            ),
            Module(
                slug="practice",
                title="Practice",
                lessons=(
                    Lesson(slug="circles", title="Circles", minutes=8, path="c.md"),
                    Lesson(slug="more", title="More to read", minutes=30, path="d.md", optional=True),
                ),
            ),
        ),
        final_quiz=FINAL_QUIZ,
        validity=Validity(months=12),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def library(*quizzes: Quiz, courses: Sequence[Course] = ()) -> Library:
    """A library of one course (or of `courses`) and its two quizzes, with `quizzes` put in their place."""
    all_courses = courses or (course(),)
    found = {one.slug: one for one in (quiz(MODULE_QUIZ), quiz(FINAL_QUIZ), *quizzes)}
    published = {}
    for slug, one in found.items():
        canonical = versions.canonical(one)
        published[slug] = PublishedQuiz(quiz=one, digest=versions.digest(canonical), canonical=canonical)
    texts = {
        (one.slug, lesson.slug): LessonText(
            slug=lesson.slug, title=lesson.title, digest="1" * 64, content=(), terms=None
        )
        for one in all_courses
        for lesson in one.lessons()
    }
    return Library(
        generation="1",
        courses={one.slug: one for one in all_courses},
        quizzes=published,
        lessons=texts,
    )


def right_answers(found: Quiz, seed: int) -> dict[int, dict[str, list[str]]]:
    """The form fields that answer every question of a paper rightly, by number."""
    answers: dict[int, dict[str, list[str]]] = {}
    for number, drawn in enumerate(drawing.draw(found, seed).items, start=1):
        item = found.item(drawn.item_id)
        answers[number] = responses.to_form(right_response(item), drawn.order)
    return answers


def number_of(found: Quiz, seed: int, item_id: str) -> int:
    """The number of an item on a paper."""
    return [drawn.item_id for drawn in drawing.draw(found, seed).items].index(item_id) + 1
