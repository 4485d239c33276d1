"""Owns reading back the content that attempts were taken against, by digest.

What a digest names never changes, so what was read once is kept. It must not know which version is live.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.content import conversation_versions, versions
from lms.content.library import Library
from lms.db.content_versions import ContentVersion
from lms.db.unit_of_work import connection_of
from lms.domain import drawing
from lms.domain.conversations import Conversation
from lms.domain.courses import Course, Validity
from lms.domain.drawing import Paper
from lms.domain.quizzes import Item, Quiz
from lms.queries.recent import Recent

FORMAT = 1
KEPT = 256
# A paper is a few numbers for each question: this many take some megabytes, and serve as many open attempts.
PAPERS_KEPT = 4096

_BODY = sa.select(ContentVersion.body).where(ContentVersion.digest == sa.bindparam("digest"))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper with the quiz it is of, and the items on it by id."""

    quiz: Quiz
    paper: Paper
    items: Mapping[str, Item]


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


def written(course: CourseFacts) -> tuple[str, str]:
    """The canonical JSON of the facts and its digest."""
    return _written.get(course, lambda: _with_digest(facts_to_json(course)))


def facts_from_json(text: str) -> CourseFacts:
    """The exact inverse of `facts_to_json`. Raises: ValueError for another format."""
    plain = json.loads(text)
    if plain.pop("format") != FORMAT:
        raise ValueError("these facts of a course are in a format that we do not know")
    plain["lessons"] = tuple(plain["lessons"])
    plain["quizzes"] = tuple((slug, title) for slug, title in plain["quizzes"])
    return CourseFacts(**plain)


def quiz(session: Session | Connection, digest: str) -> Quiz:
    """The quiz with this digest. Raises: LookupError if it was never pinned."""
    return _quizzes.get(digest, lambda: versions.quiz_from_json(_body(session, digest)))


def course(session: Session | Connection, digest: str) -> CourseFacts:
    """The facts of a course with this digest. Raises: LookupError if they were never pinned."""
    return _courses.get(digest, lambda: facts_from_json(_body(session, digest)))


def conversation(session: Session, digest: str) -> Conversation:
    """The conversation with this digest. Raises: LookupError if it was never pinned."""
    return _conversations.get(digest, lambda: conversation_versions.from_json(_body(session, digest)))


def drawn(session: Session | Connection, digest: str, seed: int) -> Drawn:
    """The paper of an attempt: the same quiz and seed always draw the same.

    Raises: LookupError if the quiz was never pinned.
    """
    return _papers.get((digest, seed), lambda: _draw(quiz(session, digest), seed))


def forget() -> None:
    """Forget what was read, as in a process that has just started; for tests that count statements."""
    for kept in (_quizzes, _courses, _conversations, _papers):
        kept.clear()


def _with_digest(body: str) -> tuple[str, str]:
    return body, versions.digest(body)


def _draw(found: Quiz, seed: int) -> Drawn:
    paper = drawing.draw(found, seed)
    wanted = {one.item_id for one in paper.items}
    return Drawn(found, paper, {item.id: item for item in found.items if item.id in wanted})


def _body(session: Session | Connection, digest: str) -> str:
    body: str | None = connection_of(session).execute(_BODY, {"digest": digest}).scalar_one_or_none()
    if body is None:
        raise LookupError(digest)
    return body


_quizzes: Recent[str, Quiz] = Recent(KEPT)
_courses: Recent[str, CourseFacts] = Recent(KEPT)
_written: Recent[CourseFacts, tuple[str, str]] = Recent(KEPT)
_conversations: Recent[str, Conversation] = Recent(KEPT)
_papers: Recent[tuple[str, int], Drawn] = Recent(PAPERS_KEPT)
