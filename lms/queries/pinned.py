"""Owns reading back the content that attempts were taken against, by digest.

What a digest names never changes, so what was read once is kept. It must not know which version is live.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import versions
from lms.content.library import Library
from lms.db.content_versions import ContentVersion
from lms.domain.courses import Course, Validity
from lms.domain.quizzes import Quiz

FORMAT = 1
KEPT = 256

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFacts:
    """What a certificate says about a course, as it was when an attempt began.

    `version` is the digest of the whole course, `lessons` counts those that are not optional, `quizzes` are
    pairs of slug and title; `gives_certificate` False leaves the two validities without meaning.
    """

    slug: str
    title: str
    version: str
    minutes: int
    lessons: tuple[str, ...]
    quizzes: tuple[tuple[str, str], ...]
    final_quiz: str | None
    owner: str
    gives_certificate: bool
    valid_months: int | None
    valid_days: int | None
    # Facts that were pinned before there were refreshers do not have it.
    refresher: str = ""

    @property
    def validity(self) -> Validity:
        return Validity(months=self.valid_months, days=self.valid_days)


def facts(library: Library, course: Course) -> CourseFacts:
    """The facts of a course as it is now."""
    lessons = [lesson for lesson in course.lessons() if not lesson.optional]
    validity = course.validity or Validity()
    return CourseFacts(
        slug=course.slug,
        title=course.title,
        version=course.digest,
        minutes=course.minutes or sum(lesson.minutes for lesson in lessons),
        lessons=tuple(lesson.slug for lesson in lessons),
        quizzes=tuple((slug, title(library, slug)) for slug in course.quizzes()),
        final_quiz=course.final_quiz,
        owner=course.owner,
        gives_certificate=course.validity is not None,
        valid_months=validity.months,
        valid_days=validity.days,
        refresher=course.refresher,
    )


def title(library: Library, slug: str) -> str:
    """The title of a quiz; words made of its slug while its file cannot be read."""
    published = library.quizzes.get(slug)
    return slug.replace("-", " ").capitalize() if published is None else published.quiz.title


def facts_to_json(course: CourseFacts) -> str:
    """Canonical JSON: the same facts always give the same text."""
    plain = {"format": FORMAT, **asdict(course)}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def facts_from_json(text: str) -> CourseFacts:
    """The exact inverse of `facts_to_json`. Raises: ValueError for another format."""
    plain = json.loads(text)
    if plain.pop("format") != FORMAT:
        raise ValueError("these facts of a course are in a format that we do not know")
    plain["lessons"] = tuple(plain["lessons"])
    plain["quizzes"] = tuple((slug, title) for slug, title in plain["quizzes"])
    return CourseFacts(**plain)


def quiz(session: Session, digest: str) -> Quiz:
    """The quiz with this digest. Raises: LookupError if it was never pinned."""
    return _quizzes.get(session, digest)


def course(session: Session, digest: str) -> CourseFacts:
    """The facts of a course with this digest. Raises: LookupError if they were never pinned."""
    return _courses.get(session, digest)


class _Kept(Generic[T]):
    """The values of the digests that were asked for last."""

    def __init__(self, read: Callable[[str], T]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._values: OrderedDict[str, T] = OrderedDict()

    def get(self, session: Session, digest: str) -> T:
        with self._lock:
            if digest in self._values:
                self._values.move_to_end(digest)
                return self._values[digest]
        body = session.execute(
            sa.select(ContentVersion.body).where(ContentVersion.digest == digest)
        ).scalar_one_or_none()
        if body is None:
            raise LookupError(digest)
        value = self._read(body)
        with self._lock:
            self._values[digest] = value
            while len(self._values) > KEPT:
                self._values.popitem(last=False)
        return value


_quizzes = _Kept(versions.quiz_from_json)
_courses = _Kept(facts_from_json)
