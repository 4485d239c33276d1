"""Library: one immutable snapshot of everything that can be learnt, and of what is wrong with it.

It must not know how files are read or when they change: `assemble.py` makes it, `store.py` keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import assert_never

from lms.content import render
from lms.content.extensions import Context, Picture
from lms.content.problems import Problem
from lms.content.terms import Terms
from lms.domain.conversations import Conversation
from lms.domain.courses import Course
from lms.domain.errors import UnknownCourse, UnknownLesson, UnknownQuiz
from lms.domain.quizzes import Item, Quiz


@dataclass(frozen=True, slots=True)
class PublishedQuiz:
    """A quiz with its canonical JSON and the SHA-256 of that, which attempts are pinned to."""

    quiz: Quiz
    digest: str
    canonical: str


@dataclass(frozen=True, slots=True)
class MediaFile:
    path: Path
    digest: str
    content_type: str


@dataclass(frozen=True, slots=True)
class HtmlPart:
    """Safe HTML between two checks."""

    html: str


@dataclass(frozen=True, slots=True)
class CheckPart:
    """A formative check: one item, never counted to a mark."""

    item: Item


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown of one file, with where its links and pictures lead."""

    source: str
    addresses: Mapping[str, str]
    pictures: Mapping[str, Picture]


@dataclass(frozen=True)
class LessonText:
    """A lesson's page. `parts` is drawn when it is first asked for, then kept.

    With `conversation` the lesson is one to play; then `parts` are what stands above the first scene.
    """

    slug: str
    title: str
    digest: str
    content: tuple[Text | CheckPart, ...]
    terms: Terms | None
    conversation: Conversation | None = None
    objectives: tuple[str, ...] = ()

    # Two threads may both draw a page that nobody has asked for before; they get the same parts.
    @cached_property
    def parts(self) -> tuple[HtmlPart | CheckPart, ...]:
        """The page in order. Never raises."""
        used: dict[str, int] = {}
        seen: set[str] = set()
        parts: list[HtmlPart | CheckPart] = []
        for piece in self.content:
            match piece:
                case CheckPart():
                    parts.append(piece)
                case Text():
                    context = Context(piece.addresses, piece.pictures, self.terms, used, seen)
                    parts.append(HtmlPart(render.draw(piece.source, context)))
                case _:
                    assert_never(piece)
        return tuple(parts)


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A term on the glossary page; its place there is `#g-<slug>`. `also` are its other forms."""

    slug: str
    term: str
    also: tuple[str, ...]
    html: str


@dataclass(frozen=True, slots=True)
class CourseWords:
    """What a course says in another language. `modules` are titles in order, if all are translated."""

    title: str
    summary: str
    audience: str
    intro: str
    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuizWords:
    """What a quiz says in another language: title and introduction (empty = only in English), items by id.

    An item has the key, marks and tags of the English one, so that it may be marked as it stands.
    """

    title: str
    intro: str
    items: Mapping[str, Item]


@dataclass(frozen=True, slots=True)
class Translation:
    """Everything in one language, by the same names as in `Library`. `direction` is "ltr" or "rtl"."""

    language: str
    direction: str
    courses: Mapping[str, CourseWords]
    lessons: Mapping[tuple[str, str], LessonText]
    quizzes: Mapping[str, QuizWords]
    glossaries: Mapping[str, tuple[GlossaryEntry, ...]]


@dataclass(frozen=True, slots=True)
class Library:
    """Everything at one moment. `generation` changes when anything that a learner sees changes."""

    generation: str = ""
    courses: Mapping[str, Course] = field(default_factory=dict)
    quizzes: Mapping[str, PublishedQuiz] = field(default_factory=dict)
    lessons: Mapping[tuple[str, str], LessonText] = field(default_factory=dict)
    glossaries: Mapping[str, tuple[GlossaryEntry, ...]] = field(default_factory=dict)
    media: Mapping[str, MediaFile] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    translations: Mapping[str, Translation] = field(default_factory=dict)

    def course(self, slug: str) -> Course:
        """Raises: UnknownCourse."""
        try:
            return self.courses[slug]
        except KeyError:
            raise UnknownCourse(slug) from None

    def quiz(self, slug: str) -> PublishedQuiz:
        """Raises: UnknownQuiz."""
        try:
            return self.quizzes[slug]
        except KeyError:
            raise UnknownQuiz(slug) from None

    def lesson(self, course: str, lesson: str) -> LessonText:
        """The text of a lesson, or of a transcript that a lesson links to. Raises: UnknownLesson."""
        try:
            return self.lessons[course, lesson]
        except KeyError:
            raise UnknownLesson(course, lesson) from None

    def conversation(self, course: str, lesson: str) -> Conversation:
        """The conversation that a lesson is. Raises: UnknownLesson, also for a lesson that is none."""
        conversation = self.lesson(course, lesson).conversation
        if conversation is None:
            raise UnknownLesson(course, lesson)
        return conversation

    def glossary(self, course: str) -> tuple[GlossaryEntry, ...]:
        """The terms of a course in alphabetical order, empty if it has no glossary."""
        return self.glossaries.get(course, ())
