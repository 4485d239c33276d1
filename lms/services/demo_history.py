"""Owns the past of the demonstration council: colleagues who passed the induction a while ago.

Everything goes through the services that real people use. It must not know how any of it is shown.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db.requirements import Requirement
from lms.domain import drawing, refreshers, responses
from lms.domain.permissions import Role
from lms.domain.quizzes import (
    GapFill,
    Item,
    Matching,
    MultipleResponse,
    Number,
    Ordering,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from lms.domain.refreshers import Span
from lms.domain.requirements import Audience, Group, Terms
from lms.domain.responses import (
    ChoiceResponse,
    ChoicesResponse,
    GapsResponse,
    OrderResponse,
    PairsResponse,
    Response,
    ScaleResponse,
    TextResponse,
)
from lms.queries import attempts as attempt_reads
from lms.queries import people as person_reads
from lms.queries import pinned
from lms.services import attempts, lessons, people, requirements
from lms.services import refreshers as rounds
from lms.services.certification import Issuing

COURSE = "restorative-practice"
TEAM = "Housing"
SEED = 20261122

# Sign-in name, name, and how many days before its end (after it, if negative) the certificate stands today.
COLLEAGUES = (
    ("nia@demo.example", "Nia Powell", 30),
    ("tom@demo.example", "Tom Okafor", 400),
    ("grace@demo.example", "Grace Liu", -20),
)


def set_up(session: Session, library: Library, *, password: str, issuing: Issuing, now: datetime) -> None:
    """Make the colleagues, what they passed, and the requirement; once, and only with the shipped course.

    One certificate is in its refresher, one is current, one has ended. Raises: WeakPassword.
    """
    course = library.courses.get(COURSE)
    if course is None or course.final_quiz is None or course.validity is None:
        return
    if not is_missing(session):
        return
    today = refreshers.civil_day(now, ZoneInfo(issuing.timezone))
    period = refreshers.active(course.validity) or Span()
    for sign_in_name, name, left in COLLEAGUES:
        joined = refreshers.before(today + timedelta(days=left), period)
        at = now - (today - joined)
        person_id = people.add(
            session,
            actor_id=None,
            name=name,
            sign_in_name=sign_in_name,
            role=Role.LEARNER,
            team=TEAM,
            password=password,
            now=at - timedelta(days=20),
        ).person_id
        _pass(session, library, person_id, course.final_quiz, issuing, at)
    requirements.create(
        session,
        library,
        actor_id=person_reads.by_sign_in_name(session, "admin@demo.example").person_id,
        course=COURSE,
        group=Group(Audience.EVERYBODY),
        terms=Terms(starts_on=_month(today), due_days=56),
        reason="Every member of staff, within eight weeks of starting.",
        now=now,
    )
    rounds.open_due(session, library, now, timezone=issuing.timezone)


def is_missing(session: Session) -> bool:
    """Whether nothing has been required of anybody yet. One statement."""
    return session.execute(sa.select(Requirement.id).limit(1)).first() is None


def _month(today: date) -> date:
    return today.replace(day=1)


def _pass(
    session: Session, library: Library, person_id: int, quiz: str, issuing: Issuing, at: datetime
) -> None:
    """Read everything, then pass the final quiz with two questions wrong."""
    for lesson in library.course(COURSE).lessons():
        lessons.mark_read(session, library, person_id=person_id, course=COURSE, lesson=lesson.slug, now=at)
    attempt_id = attempts.start(
        session, library, person_id=person_id, quiz=quiz, now=at, seed=SEED, timezone=issuing.timezone
    )
    own = attempt_reads.own(session, person_id=person_id, attempt_id=attempt_id)
    found = pinned.quiz(session, own.quiz_digest)
    answers = {}
    for number, drawn in enumerate(drawing.draw(found, SEED).items, start=1):
        if number > 2:
            item = found.item(drawn.item_id)
            answers[number] = responses.to_form(_right(item), drawn.order)
    attempts.submit(
        session,
        person_id=person_id,
        attempt_id=attempt_id,
        answers=answers,
        seq=None,
        now=at,
        issuing=issuing,
    )


def _right(item: Item) -> Response:
    match item:
        case SingleChoice() | TrueFalse():
            return ChoiceResponse(next(at for at, option in enumerate(item.options) if option.correct))
        case MultipleResponse():
            return ChoicesResponse(frozenset(at for at, option in enumerate(item.options) if option.correct))
        case Matching():
            return PairsResponse(tuple(range(len(item.pairs))))
        case Ordering():
            return OrderResponse(tuple(range(len(item.steps))))
        case GapFill():
            return GapsResponse(tuple(gap.accepted[0] for gap in item.gaps))
        case ShortText():
            return TextResponse(item.accept[0])
        case Number():
            return TextResponse(str(float(item.low)))
        case Reflection():
            return TextResponse("I would ask first, and wait for the answer.")
        case Scale():
            return ScaleResponse((len(item.choices) - 1,) * len(item.statements))
        case _:
            assert_never(item)
