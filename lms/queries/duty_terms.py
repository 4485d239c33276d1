"""Owns reading what is required of which group, on which terms. It must not know who is in a group."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.requirements import Requirement, RequirementVersion
from lms.domain.courses import Validity
from lms.domain.permissions import Role
from lms.domain.refreshers import Basis, Path, Span
from lms.domain.requirements import Audience, Group, Terms


@dataclass(frozen=True, slots=True)
class Duty:
    """A requirement and the newest version of its terms."""

    requirement_id: int
    version_id: int
    number: int
    course: str
    group: Group
    terms: Terms


def current(session: Session) -> tuple[Duty, ...]:
    """Every requirement with its newest terms, also those that have ended. One statement."""
    newest = (
        sa.select(sa.func.max(RequirementVersion.number))
        .where(RequirementVersion.requirement_id == Requirement.id)
        .correlate(Requirement)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(Requirement, RequirementVersion)
        .join(RequirementVersion, RequirementVersion.requirement_id == Requirement.id)
        .where(RequirementVersion.number == newest)
        .order_by(Requirement.course_slug, Requirement.id)
    )
    return tuple(
        Duty(
            requirement.id,
            version.id,
            version.number,
            requirement.course_slug,
            group_of(requirement),
            terms_of(version),
        )
        for requirement, version in rows
    )


def group_of(row: Requirement) -> Group:
    return Group(Audience(row.audience), row.team_id, None if row.role is None else Role(row.role))


def terms_of(row: RequirementVersion) -> Terms:
    opens = None
    if row.window_months is not None or row.window_days is not None:
        opens = Span(row.window_months or 0, row.window_days or 0)
    return Terms(
        starts_on=row.starts_on,
        due_days=row.due_days,
        active=row.active,
        validity=None if row.valid_months is None else Validity(months=row.valid_months),
        basis=Basis(row.basis),
        fixed_on=row.fixed_on,
        window=opens,
        least=Span(months=row.least_months),
        path=None if row.path is None else Path(row.path),
    )
