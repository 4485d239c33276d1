"""What a course is: modules of lessons in a fixed order, perhaps with quizzes and a certificate.

It must not know what a lesson looks like on a page, nor who has read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lms.domain.errors import UnknownLesson
from lms.domain.quizzes import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One Markdown file. `minutes` is the author's estimate; `path` is relative to the content root."""

    slug: str
    title: str
    minutes: int
    path: str
    objectives: tuple[str, ...] = ()
    checks: tuple[Item, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    slug: str
    title: str
    lessons: tuple[Lesson, ...]
    quiz: str | None = None


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a certificate counts: calendar months or days from the pass; both None = for ever."""

    months: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """`validity` None means that the course gives no certificate. `digest` names this version."""

    slug: str
    title: str
    digest: str
    modules: tuple[Module, ...]
    summary: str = ""
    audience: str = ""
    minutes: int = 0
    languages: tuple[str, ...] = ("en",)
    needs: tuple[str, ...] = ()
    intro: str = ""
    final_quiz: str | None = None
    pass_mark: int = 80
    validity: Validity | None = None
    refresher: str = ""
    owner: str = ""
    reviewed_on: date | None = None
    review_months: int | None = None

    def lessons(self) -> Iterator[Lesson]:
        """Every lesson in the order in which it is read."""
        for module in self.modules:
            yield from module.lessons

    def quizzes(self) -> tuple[str, ...]:
        """Slugs of the module quizzes in order, then the final quiz."""
        slugs = [module.quiz for module in self.modules if module.quiz is not None]
        if self.final_quiz is not None:
            slugs.append(self.final_quiz)
        return tuple(slugs)

    def find(self, slug: str) -> Lesson:
        """Raises: UnknownLesson."""
        for lesson in self.lessons():
            if lesson.slug == slug:
                return lesson
        raise UnknownLesson(self.slug, slug)

    def module_of(self, slug: str) -> Module:
        """The module that holds a lesson. Raises: UnknownLesson."""
        for module in self.modules:
            if any(lesson.slug == slug for lesson in module.lessons):
                return module
        raise UnknownLesson(self.slug, slug)

    def before(self, slug: str) -> Lesson | None:
        """The lesson before this one, None at the start. Raises: UnknownLesson."""
        return self._neighbour(slug, -1)

    def after(self, slug: str) -> Lesson | None:
        """The lesson after this one, None at the end. Raises: UnknownLesson."""
        return self._neighbour(slug, +1)

    def _neighbour(self, slug: str, step: int) -> Lesson | None:
        lessons = tuple(self.lessons())
        at = lessons.index(self.find(slug)) + step
        return lessons[at] if 0 <= at < len(lessons) else None
