"""Leave and exemptions: noted with a reason, ended and never deleted."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from lms.db.audit import Audit
from lms.domain import errors
from lms.domain.compliance import Standing
from lms.domain.requirements import AbsenceKind
from lms.queries import absences as reads
from lms.queries.duties import EVERYBODY, Whom
from lms.services import absences
from tests.support import cycles, learning, rows
from tests.support.learners import Learner

DAY = date(2026, 11, 22)


def add(learner: Learner, **changes: object) -> int:
    values: dict[str, object] = {
        "actor_id": None,
        "person_id": learner.person_id,
        "kind": AbsenceKind.LEAVE,
        "course": None,
        "reason": "Parental  leave",
        "from_on": DAY,
        "until_on": DAY,
        "now": rows.NOW,
    }
    return absences.add(learner.session, **{**values, **changes})  # type: ignore[arg-type]


def test_on_leave_nothing_is_asked_from_the_first_to_the_last_day(learner: Learner) -> None:
    learner.library = cycles.library()
    cycles.require(learner.session, learner.library)
    add(learner)
    found = [cycles.standing(learner, day) for day in ("2026-11-21", "2026-11-22", "2026-11-23")]
    assert [one.cell.standing for one in found if one] == [Standing.DUE, Standing.EXEMPT, Standing.DUE]


def test_an_exemption_from_one_course_leaves_the_others(learner: Learner) -> None:
    learner.library = cycles.library()
    cycles.require(learner.session, learner.library)
    add(learner, kind=AbsenceKind.EXEMPT, course="another", until_on=None)
    first = cycles.standing(learner, "2026-11-22")
    assert first is not None
    assert first.cell.standing is Standing.DUE
    add(learner, kind=AbsenceKind.EXEMPT, course=learning.COURSE, until_on=None)
    second = cycles.standing(learner, "2036-11-22")
    assert second is not None
    assert second.cell.standing is Standing.EXEMPT


def test_ending_one_keeps_it_in_the_list(learner: Learner) -> None:
    made = add(learner)
    for _ in range(2):
        absences.end(learner.session, actor_id=learner.person_id, absence_id=made, now=rows.NOW)
    (line,) = reads.lines(learner.session, learner.library, whom=EVERYBODY)
    assert line.ended_at == rows.NOW
    assert line.reason == "Parental leave"
    assert not line.counts(DAY)
    assert learner.session.scalars(sa.select(Audit.action)).all() == ["add leave", "end leave"]


def test_a_list_holds_only_the_people_in_view(learner: Learner) -> None:
    add(learner)
    assert reads.lines(learner.session, learner.library, whom=Whom(team_id=0)) == ()


@pytest.mark.parametrize(
    "changes", [{"reason": " "}, {"reason": "x" * 501}, {"until_on": date(2026, 11, 21)}]
)
def test_without_a_reason_or_in_the_wrong_order_it_is_refused(
    learner: Learner, changes: dict[str, object]
) -> None:
    with pytest.raises(errors.Invalid):
        add(learner, **changes)


def test_what_is_not_there_is_said(learner: Learner) -> None:
    with pytest.raises(errors.UnknownPerson):
        add(learner, person_id=99)
    with pytest.raises(errors.UnknownAbsence):
        absences.end(learner.session, actor_id=None, absence_id=99, now=rows.NOW)
    with pytest.raises(errors.UnknownAbsence):
        reads.line(learner.session, learner.library, 99)
