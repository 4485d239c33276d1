"""The table of standings: the right people, the right cells, and the same few statements for any number."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content.library import Library
from lms.db.certificates import Certificate, CertificateCorrection
from lms.db.people import Person
from lms.db.recognition import Recognition, RecognitionState
from lms.db.unit_of_work import unit_of_work
from lms.domain.certificates import RevocationReason
from lms.domain.compliance import Matrix, Standing
from lms.domain.requirements import Audience, Group
from lms.queries import compliance
from lms.queries.duties import EVERYBODY, Whom
from lms.services import attempts, requirements
from tests.support import cycles, learning, rows
from tests.support.databases import Database, counted
from tests.support.learners import Learner

TODAY = "2026-11-22"


def matrix(session: Session, library: Library, *, whom: Whom = EVERYBODY, on: str = TODAY) -> Matrix:
    return compliance.matrix(
        session,
        library,
        whom=whom,
        today=date.fromisoformat(on),
        zone=cycles.ZONE,
    )


def test_the_number_of_statements_is_the_same_for_any_number_of_people(
    database: Database, session: Session
) -> None:
    library = cycles.library()
    cycles.require(session, library)

    def statements() -> int:
        with counted(database.engine) as sent:
            matrix(session, library)
        return len(sent)

    cycles.passed(Learner(session, rows.add_person(session), library), "2026-11-01")
    one = statements()
    for at in range(20):
        rows.add_person(session, f"Person {at}")
    assert statements() == one == 5


def test_courses_without_a_certificate_cost_one_statement_more(database: Database, session: Session) -> None:
    library = learning.library(courses=[learning.course(validity=None)])
    cycles.require(session, library)
    person = Learner(session, rows.add_person(session), library)
    attempt_id = person.start(now=cycles.noon("2026-11-20"))
    assert person.submit(attempt_id, person.right(), now=cycles.noon("2026-11-20")).passed
    with counted(database.engine) as sent:
        found = matrix(session, library)
    assert len(sent) == 6
    assert found.rows[0].cells[learning.COURSE].standing is Standing.CURRENT
    assert found.share.percent == 100


def test_only_those_in_the_group_have_a_cell_and_count(session: Session) -> None:
    library = cycles.library()
    team = cycles.team(session)
    rows.add_person(session, "Ada", team_id=team)
    rows.add_person(session, "Bo")
    rows.add_person(session, "Gone", team_id=team, disabled_at=rows.NOW)
    cycles.require(session, library, group=Group(Audience.TEAM, team_id=team))
    found = matrix(session, library)
    assert [(row.name, len(row.cells)) for row in found.rows] == [("Ada", 1), ("Bo", 0)]
    assert found.columns[0].share.required == 1
    assert found.columns[0].title == "Restorative practice"


def test_a_team_is_shown_alone_and_nobody_for_nobody(session: Session) -> None:
    library = cycles.library()
    team = cycles.team(session)
    rows.add_person(session, "Ada", team_id=team)
    rows.add_person(session, "Bo")
    cycles.require(session, library)
    assert [row.name for row in matrix(session, library, whom=Whom(team_id=team)).rows] == ["Ada"]
    assert matrix(session, library, whom=Whom(team_id=0)).rows == ()


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        ("2026-09-22", Standing.CURRENT),
        ("2026-09-23", Standing.DUE),
        ("2026-11-22", Standing.DUE),
        ("2026-11-23", Standing.EXPIRED),
    ],
)
def test_a_year_goes_by(learner: Learner, on: str, standing: Standing) -> None:
    learner.library = cycles.library()
    cycles.require(learner.session, learner.library)
    cycles.passed(learner, "2025-11-22")
    found = matrix(learner.session, learner.library, on=on)
    assert found.rows[0].cells[learning.COURSE].standing is standing


def test_whoever_has_begun_the_refresher_is_in_progress(learner: Learner) -> None:
    learner.library = cycles.library()
    cycles.passed(learner, "2025-11-22")
    cycles.open_due(learner, "2026-10-01")
    before = cycles.standing(learner, "2026-10-02")
    attempts.start(
        learner.session,
        learner.library,
        person_id=learner.person_id,
        quiz=learning.FINAL_QUIZ,
        now=cycles.noon("2026-10-02"),
        seed=1,
    )
    after = cycles.standing(learner, "2026-10-02")
    assert before is not None
    assert after is not None
    assert (before.cell.standing, after.cell.standing) == (Standing.DUE, Standing.IN_PROGRESS)
    assert after.path is not None
    assert after.path.value == "short quiz"
    assert not after.required


def test_what_presses_most_comes_first(learner: Learner) -> None:
    other = learning.course(slug="other", title="Other", final_quiz="foundations")
    learner.library = learning.library(courses=[learning.course(refresher=cycles.REFRESHER), other])
    cycles.passed(learner, "2025-11-22")
    cycles.require(learner.session, learner.library)
    requirements.create(
        learner.session,
        learner.library,
        actor_id=None,
        course="other",
        group=cycles.EVERYBODY,
        terms=cycles.terms(due_days=1),
        reason="",
        now=rows.NOW,
    )
    found = compliance.standings(
        learner.session,
        learner.library,
        person_id=learner.person_id,
        today=date(2026, 11, 30),
        zone=cycles.ZONE,
    )
    assert [(line.title, line.cell.standing) for line in found] == [
        ("Restorative practice", Standing.EXPIRED),
        ("Other", Standing.OVERDUE),
    ]


def test_a_certificate_without_a_refresher_is_current_to_its_last_day(learner: Learner) -> None:
    learner.library = cycles.library(refresher="")
    cycles.passed(learner, "2025-11-22")
    found = cycles.standing(learner, "2026-11-22")
    assert found is not None
    assert found.cell.standing is Standing.CURRENT
    late = cycles.standing(learner, "2026-11-23")
    assert late is not None
    assert late.cell.standing is Standing.EXPIRED


def test_a_course_whose_folder_has_gone_keeps_a_name(session: Session) -> None:
    library = cycles.library()
    cycles.require(session, library)
    rows.add_person(session)
    found = matrix(session, learning.library(courses=[learning.course(slug="other")]))
    assert found.columns[0].title == "Restorative practice"
    with unit_of_work(session):
        session.execute(sa.delete(Person))
    assert matrix(session, library).columns == ()


def test_what_was_revoked_is_not_held_and_what_was_recognised_is(session: Session) -> None:
    library = cycles.library()
    cycles.require(session, library)
    learner = Learner(session, rows.add_person(session), library)
    cycles.passed(learner, "2026-11-01")
    assert matrix(session, library).rows[0].cells[learning.COURSE].standing is Standing.CURRENT
    certificate_id = session.scalars(sa.select(Certificate.id)).one()
    with unit_of_work(session):
        session.add(
            CertificateCorrection(
                certificate_id=certificate_id,
                revoked_at=rows.NOW,
                revoked_for=RevocationReason.MISTAKE.value,
            )
        )
    assert matrix(session, library).rows[0].cells[learning.COURSE].standing is not Standing.CURRENT
    with unit_of_work(session):
        session.add(
            Recognition(
                person_id=learner.person_id,
                course_slug=learning.COURSE,
                issuer_did="did:web:learning.walsall.example",
                issuer_name="Walsall",
                credential_id="urn:uuid:1",
                credential_digest="a" * 64,
                title="Restorative practice",
                holder_name="Sam Carter",
                passed_on=date(2026, 10, 1),
                theirs_until=date(2028, 9, 30),
                state=RecognitionState.RECOGNISED.value,
                valid_until=date(2028, 9, 30),
                why="",
                asked_at=rows.NOW,
                decided_at=rows.NOW,
            )
        )
    cell = matrix(session, library).rows[0].cells[learning.COURSE]
    assert cell.standing is Standing.CURRENT
