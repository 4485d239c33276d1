"""Deciding who has to hold a course: versions, refusals, and what a change moves."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.audit import Audit
from lms.db.certificates import Certificate
from lms.db.people import Person
from lms.db.renewals import Renewal
from lms.db.requirements import Requirement, RequirementVersion
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.courses import Validity
from lms.domain.permissions import Role
from lms.domain.refreshers import Basis, Path, Span
from lms.domain.requirements import Audience, Group, Terms, What
from lms.queries import duty_terms
from lms.queries import requirements as reads
from lms.services import requirements
from tests.support import cycles, learning, rows
from tests.support.databases import Database, counted
from tests.support.learners import Learner

FULL = cycles.terms(
    validity=Validity(months=6),
    basis=Basis.FIXED,
    fixed_on=date(2026, 12, 31),
    window=Span(days=30),
    least=Span(months=2),
    path=Path.FINAL_QUIZ,
)


@pytest.fixture
def person(learner: Learner) -> Learner:
    learner.library = cycles.library()
    return learner


def change(person: Learner, requirement_id: int, terms: Terms, *, onto: int = 1, reason: str = "") -> int:
    return requirements.change(
        person.session,
        person.library,
        actor_id=person.person_id,
        requirement_id=requirement_id,
        onto=onto,
        terms=terms,
        reason=reason,
        now=rows.NOW,
    )


def test_terms_come_back_as_they_were_decided(person: Learner) -> None:
    made = cycles.require(person.session, person.library)
    assert change(person, made, FULL, reason="Yearly  review") == 2
    assert [duty.terms for duty in duty_terms.current(person.session)] == [FULL]
    page = reads.page(person.session, person.library, made)
    assert [(version.number, version.author, version.reason) for version in page.versions] == [
        (2, "Sam Carter", "Yearly review"),
        (1, None, ""),
    ]
    assert page.versions[1].terms == cycles.terms()
    actions = person.session.scalars(sa.select(Audit.action).order_by(Audit.id)).all()
    assert [action for action in actions if "require" in action] == ["require course", "change requirement"]


def test_a_course_is_required_of_a_group_once(person: Learner) -> None:
    team = cycles.team(person.session)
    for group in (cycles.EVERYBODY, cycles.LEARNERS, Group(Audience.TEAM, team_id=team)):
        cycles.require(person.session, person.library, group=group)
        with pytest.raises(errors.RuleRefused, match="already"):
            cycles.require(person.session, person.library, group=group)
    assert person.session.scalar(sa.select(sa.func.count()).select_from(Requirement)) == 3
    assert [line.group for line in reads.lines(person.session, person.library)] == [
        "Everybody",
        "Learners",
        "Housing",
    ]


def test_two_changes_of_the_same_version_cannot_both_count(person: Learner) -> None:
    made = cycles.require(person.session, person.library)
    change(person, made, FULL)
    with pytest.raises(errors.StaleRule) as caught:
        change(person, made, cycles.terms(due_days=1))
    assert (caught.value.seen, caught.value.current) == (1, 2)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"due_days": -1}, "at most"),
        ({"window": Span(days=800)}, "open later"),
        ({"basis": Basis.FIXED}, "needs a day"),
    ],
)
def test_terms_that_cannot_be_kept_are_refused(
    person: Learner, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(errors.RuleRefused, match=words):
        cycles.require(person.session, person.library, **changes)
    assert duty_terms.current(person.session) == ()


def test_what_is_not_there_cannot_be_required(person: Learner) -> None:
    with pytest.raises(errors.RuleRefused, match="no such team"):
        cycles.require(person.session, person.library, group=Group(Audience.TEAM, team_id=99))
    with pytest.raises(errors.UnknownRequirement):
        change(person, 99, FULL)
    with pytest.raises(errors.UnknownRequirement):
        reads.page(person.session, person.library, 99)
    library = learning.library(courses=[learning.course(final_quiz=None)])
    with pytest.raises(errors.RuleRefused, match="no final quiz"):
        cycles.require(person.session, library)


def test_a_change_moves_open_first_rounds_and_leaves_what_has_ended(person: Learner) -> None:
    done = Learner(person.session, rows.add_person(person.session, "Ada Done"), person.library)
    made = cycles.require(person.session, person.library)
    cycles.passed(done, "2026-03-10")
    cycles.open_due(person, "2026-11-22")
    before = person.session.execute(sa.select(Certificate.valid_until)).scalar_one()
    assert person.session.scalars(sa.select(Renewal.due_on)).all() == [date(2027, 1, 16)]
    change(person, made, cycles.terms(due_days=7, validity=Validity(months=6)))
    assert person.session.scalars(sa.select(Renewal.due_on)).all() == [date(2026, 11, 28)]
    assert person.session.execute(sa.select(Certificate.valid_until)).scalar_one() == before
    standing = cycles.standing(done, "2026-09-01")
    assert standing is not None
    assert standing.cell.day == date(2027, 3, 10)


def test_ending_a_requirement_takes_its_day_from_open_rounds(person: Learner) -> None:
    made = cycles.require(person.session, person.library)
    cycles.open_due(person, "2026-11-22")
    change(person, made, cycles.terms(active=False))
    assert person.session.scalars(sa.select(Renewal.due_on)).all() == [None]
    assert cycles.standing(person, "2026-11-22") is None


def test_versions_are_never_changed(person: Learner) -> None:
    made = cycles.require(person.session, person.library)
    first = person.session.execute(sa.select(*RequirementVersion.__table__.columns)).all()
    change(person, made, FULL)
    again = person.session.execute(
        sa.select(*RequirementVersion.__table__.columns).where(RequirementVersion.number == 1)
    ).all()
    assert again == first


def test_a_preview_names_people_and_dates_and_changes_nothing(database: Database, person: Learner) -> None:
    session = person.session
    made = cycles.require(session, person.library)
    with unit_of_work(session):
        session.execute(sa.update(Person).values(created_at=cycles.noon("2026-06-01")))
    with counted(database.engine) as sent:
        found = reads.preview(
            session,
            person.library,
            course=learning.COURSE,
            group=cycles.EVERYBODY,
            old=cycles.terms(),
            new=cycles.terms(due_days=28),
            today=date(2026, 11, 22),
            zone=cycles.ZONE,
        )
    assert len(sent) == 6
    assert not any(statement.startswith(("INSERT", "UPDATE")) for statement in sent)
    assert (found.people, found.group, found.faults) == (1, "Everybody", ())
    move = found.moves[0]
    assert (move.what, move.before, move.after) == (What.DUE, date(2026, 7, 27), date(2026, 6, 29))
    assert duty_terms.current(session)[0].requirement_id == made


def test_a_preview_says_what_is_wrong_with_terms(person: Learner) -> None:
    found = reads.preview(
        person.session,
        person.library,
        course=learning.COURSE,
        group=Group(Audience.ROLE, role=Role.MANAGER),
        old=None,
        new=cycles.terms(basis=Basis.FIXED),
        today=date(2026, 11, 22),
        zone=cycles.ZONE,
    )
    assert (found.people, found.moves) == (0, ())
    assert len(found.faults) == 1


def test_a_team_that_goes_takes_its_requirement_along(session: Session) -> None:
    library = cycles.library()
    team = cycles.team(session)
    cycles.require(session, library, group=Group(Audience.TEAM, team_id=team))
    with unit_of_work(session):
        session.execute(sa.text("DELETE FROM team"))
    assert reads.lines(session, library) == ()
