"""Years in the life of somebody who renews a certificate, each step in one line."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db.certificates import Certificate
from lms.db.enrolments import Cycle
from lms.db.people import Team
from lms.db.renewals import Renewal
from lms.db.unit_of_work import unit_of_work
from lms.domain.courses import Validity
from lms.domain.permissions import Role
from lms.domain.requirements import Audience, Group, Terms
from lms.queries import attempts, compliance, pinned
from lms.queries.compliance import OwnStanding
from lms.services import refreshers, requirements
from tests.support import learning, rows
from tests.support.learners import Learner

ZONE = ZoneInfo("Europe/London")
EVERYBODY = Group(Audience.EVERYBODY)
LEARNERS = Group(Audience.ROLE, role=Role.LEARNER)
REFRESHER = "short quiz, opens 60 days before the certificate ends"


def noon(text: str) -> datetime:
    """The middle of a day, such as "2026-11-22"."""
    return datetime.combine(date.fromisoformat(text), time(12), tzinfo=UTC)


def library(*, refresher: str = REFRESHER, months: int = 12) -> Library:
    """The small course with a refresher."""
    return learning.library(courses=[learning.course(refresher=refresher, validity=Validity(months=months))])


def terms(**changes: object) -> Terms:
    values: dict[str, object] = {"starts_on": date(2026, 1, 1), "due_days": 56, **changes}
    return Terms(**values)  # type: ignore[arg-type]


def team(session: Session, name: str = "Housing") -> int:
    with unit_of_work(session):
        row = Team(name=name)
        session.add(row)
        session.flush()
        return row.id


def require(
    session: Session,
    found: Library,
    *,
    group: Group = EVERYBODY,
    now: datetime = rows.NOW,
    **changes: object,
) -> int:
    return requirements.create(
        session,
        found,
        actor_id=None,
        course=learning.COURSE,
        group=group,
        terms=terms(**changes),
        reason="",
        now=now,
    )


def passed(learner: Learner, on: str, *, seed: int = 7) -> str:
    """Pass the final quiz on a day, whatever paper is drawn; the number of the certificate."""
    attempt_id = learner.start(now=noon(on), seed=seed)
    own = attempts.own(learner.session, person_id=learner.person_id, attempt_id=attempt_id)
    quiz = pinned.quiz(learner.session, own.quiz_digest)
    done = learner.submit(attempt_id, learning.right_answers(quiz, seed), now=noon(on))
    assert done.certificate_number is not None
    return done.certificate_number


def open_due(learner: Learner, on: str) -> int:
    return refreshers.open_due(learner.session, learner.library, noon(on))


def standing(learner: Learner, on: str) -> OwnStanding | None:
    found = compliance.standings(
        learner.session,
        learner.library,
        person_id=learner.person_id,
        today=date.fromisoformat(on),
        zone=ZONE,
    )
    return found[0] if found else None


def kinds(session: Session) -> list[tuple[int, str | None]]:
    rows_ = session.execute(
        sa.select(Cycle.number, Renewal.kind)
        .outerjoin(Renewal, Renewal.cycle_id == Cycle.id)
        .order_by(Cycle.id)
    )
    return [(number, kind) for number, kind in rows_]


def ends(session: Session) -> list[date | None]:
    return list(session.scalars(sa.select(Certificate.valid_until).order_by(Certificate.id)))
