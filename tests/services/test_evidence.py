"""Workshops and observed practice: noted once, on the next certificate, taken back with a reason."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from lms.db.audit import Audit
from lms.domain import errors
from lms.domain.certificates import WitnessedKind
from lms.queries import certificates
from lms.queries import evidence as reads
from lms.queries.duties import EVERYBODY
from lms.services import evidence
from tests.support import cycles, learning, rows
from tests.support.learners import Learner

DAY = date(2026, 11, 20)


def add(learner: Learner, **changes: object) -> int:
    values: dict[str, object] = {
        "actor_id": None,
        "person_id": learner.person_id,
        "kind": WitnessedKind.WORKSHOP,
        "course": learning.COURSE,
        "title": "Half a day  on circles",
        "held_on": DAY,
        "witness": "Priya Shah",
        "note": "Room 4",
        "today": date(2026, 11, 22),
        "now": rows.NOW,
    }
    return evidence.add(learner.session, **{**values, **changes})  # type: ignore[arg-type]


def lines(learner: Learner, number: str | None) -> list[str]:
    found = certificates.public(learner.session, number=number or "", today=date(2026, 11, 22))
    return [line for line in found.evidence if line.startswith(("Workshop", "Observed"))]


def test_the_next_certificate_of_the_course_lists_it_and_no_later_one(learner: Learner) -> None:
    learner.library = cycles.library()
    first, again = add(learner), add(learner)
    assert first == again
    add(learner, kind=WitnessedKind.PRACTICE, title="A circle led", held_on=date(2026, 3, 1))
    add(learner, course="another", title="Elsewhere")
    add(learner, title="After the pass", held_on=date(2026, 11, 23), today=date(2026, 11, 23))
    number = cycles.passed(learner, "2026-11-22")
    assert lines(learner, number) == [
        "Observed practice: A circle led, 1 March 2026, Priya Shah",
        "Workshop: Half a day on circles, 20 November 2026, Priya Shah",
    ]
    cycles.open_due(learner, "2027-10-01")
    assert lines(learner, cycles.passed(learner, "2027-10-02")) == [
        "Workshop: After the pass, 23 November 2026, Priya Shah"
    ]
    assert len(lines(learner, number)) == 2


def test_what_was_taken_back_is_kept_in_the_list_and_off_certificates(learner: Learner) -> None:
    made = add(learner)
    with pytest.raises(errors.Invalid, match="reason"):
        evidence.remove(learner.session, actor_id=None, evidence_id=made, reason=" ", now=rows.NOW)
    for _ in range(2):
        evidence.remove(
            learner.session, actor_id=None, evidence_id=made, reason="Was not there", now=rows.NOW
        )
    (line,) = reads.lines(learner.session, learner.library, whom=EVERYBODY)
    assert (line.removed_at, line.removed_because) == (rows.NOW, "Was not there")
    assert reads.of_person(learner.session, learner.library, person_id=learner.person_id) == ()
    assert lines(learner, learner.take().certificate_number) == []
    actions = [
        action
        for action in learner.session.scalars(sa.select(Audit.action).order_by(Audit.id))
        if "workshop" in action
    ]
    assert actions == ["note workshop", "remove workshop"]
    # Noted anew after it was taken back, it is another one.
    assert add(learner) != made


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"held_on": date(2026, 11, 23)}, errors.EvidenceRefused),
        ({"title": " "}, errors.Invalid),
        ({"witness": "x" * 201}, errors.Invalid),
        ({"note": "x" * 501}, errors.Invalid),
        ({"title": "a\0b"}, errors.Invalid),
        ({"person_id": 99}, errors.UnknownPerson),
    ],
)
def test_what_cannot_be_is_refused(
    learner: Learner, changes: dict[str, object], error: type[errors.LmsError]
) -> None:
    with pytest.raises(error):
        add(learner, **changes)


def test_nobody_notes_or_takes_back_their_own(learner: Learner) -> None:
    with pytest.raises(errors.EvidenceRefused, match="Somebody else"):
        add(learner, actor_id=learner.person_id)
    made = add(learner)
    with pytest.raises(errors.EvidenceRefused, match="Somebody else"):
        evidence.remove(
            learner.session, actor_id=learner.person_id, evidence_id=made, reason="x", now=rows.NOW
        )
    with pytest.raises(errors.UnknownEvidence):
        evidence.remove(learner.session, actor_id=None, evidence_id=99, reason="x", now=rows.NOW)
    with pytest.raises(errors.UnknownEvidence):
        reads.line(learner.session, learner.library, 99)
