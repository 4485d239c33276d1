"""Owns reading corrected questions for trainers: what waits for a decision, a preview, what was decided.

Names of learners are only in what it gives to those who may see them. It must not write, nor know a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.content import render
from lms.content.library import Library
from lms.db.attempts import Attempt
from lms.db.certificates import Certificate, CertificateCorrection
from lms.db.people import Person
from lms.db.remarks import Remark, RemarkedMark
from lms.domain import errors, remarking
from lms.domain.marking import show
from lms.domain.remarking import Decision, Pass
from lms.queries import changed_items, item_marks, pinned, remarks


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """One decision; `question` is safe HTML, `made_by` None is somebody who has left."""

    remark_id: int
    quiz_slug: str
    quiz_title: str
    item_id: str
    question: str
    decision: Decision
    reason: str
    made_by: str | None
    made_at: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """One attempt before and after. Percents are None while a trainer is still to mark something.

    `name` is there for those who may see it. `certificate` is the number that stands behind the attempt.
    """

    attempt_id: str
    name: str | None
    handed_in_at: datetime | None
    old: str
    new: str
    old_percent: int | None
    new_percent: int | None
    passing: Pass
    certificate: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a re-mark would do. `digest` goes back with the decision.

    `rows` are the attempts whose marks change, those with another pass first. `same` attempts keep their
    marks, `apart` ones cannot be marked by the new key and keep theirs too.
    """

    quiz_slug: str
    quiz_title: str
    item_id: str
    question: str
    changes: tuple[str, ...]
    digest: str
    attempts: int
    gained: int
    lost: int
    same: int
    apart: int
    can_remark: bool
    rows: tuple[Row, ...]
    called_new: int | None


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision with all it did. `kept` are certificates that stand although no pass is behind them."""

    line: DecidedLine
    undone_by: str | None
    undone_because: str
    attempts: int
    gained: int
    lost: int
    rows: tuple[Row, ...]
    awarded: tuple[str, ...]
    kept: tuple[Row, ...]


def preview(session: Session, library: Library, *, quiz: str, item_id: str, names: bool) -> Preview:
    """What a re-mark would do now. Nine statements for up to `item_marks.CHUNK` attempts.

    Raises: UnknownQuiz, UnknownItem.
    """
    live = remarks.live_item(library, quiz, item_id)
    found = remarks.candidates(session, quiz=quiz, live=live)
    people = _names(session, [one.person_id for one in found]) if names else {}
    certificates = _certificates(session, [one.cycle_id for one in found])
    rows = [
        Row(
            attempt_id=one.attempt_id,
            name=people.get(one.person_id),
            handed_in_at=one.submitted_at,
            old=f"{show(one.outcome.old.earned)} of {show(one.outcome.old.available)}",
            new=f"{show(one.outcome.new.earned)} of {show(one.outcome.new.available)}",
            old_percent=None if one.outcome.old_grade is None else one.outcome.old_grade.percent,
            new_percent=None if one.outcome.new_grade is None else one.outcome.new_grade.percent,
            passing=one.outcome.passing,
            certificate=certificates.get(one.cycle_id),
        )
        for one in found
        if one.outcome is not None and one.outcome.changes
    ]
    apart = sum(one.outcome is None for one in found)
    standing = remarks.standing(session, quiz=quiz).get(item_id)
    called_new = None
    if standing is not None and standing.decision is Decision.NEW_QUESTION:
        called_new = None if remarking.needs_decision(standing.item, live) else standing.remark_id
    changes: tuple[str, ...] = ()
    if found:
        changes = changed_items.words(pinned.quiz(session, found[0].quiz_digest).item(item_id), live)
    return Preview(
        quiz_slug=quiz,
        quiz_title=library.quiz(quiz).quiz.title,
        item_id=item_id,
        question=render.inline(live.text),
        changes=changes,
        digest=remarks.preview_digest(live, found),
        attempts=len(found),
        gained=sum(row.passing is Pass.GAINED for row in rows),
        lost=sum(row.passing is Pass.LOST for row in rows),
        same=len(found) - apart - len(rows),
        apart=apart,
        can_remark=apart < len(found),
        rows=tuple(sorted(rows, key=_weight)),
        called_new=called_new,
    )


def decided(session: Session, *, limit: int = 100) -> tuple[DecidedLine, ...]:
    """The newest decisions. One statement, and one for each quiz version not seen yet."""
    rows = session.execute(_LINES.order_by(Remark.id.desc()).limit(limit)).all()
    return tuple(_line(session, row) for row in rows)


def decision(session: Session, *, remark_id: int, names: bool) -> Decided:
    """One decision and what it did. At most four statements. Raises: UnknownRemark."""
    row = session.execute(_LINES.where(Remark.id == remark_id)).one_or_none()
    if row is None:
        raise errors.UnknownRemark(remark_id)
    revoked = sa.exists().where(
        CertificateCorrection.certificate_id == Certificate.id,
        CertificateCorrection.revoked_at.is_not(None),
    )
    # Whoever has another pass at this quiz in the same round has lost nothing that a person has to weigh.
    other = aliased(Attempt)
    still_passed = sa.exists().where(
        other.cycle_id == Attempt.cycle_id,
        other.quiz_slug == Attempt.quiz_slug,
        other.passed.is_(True),
        other.counts.is_(True),
    )
    marks = session.execute(
        sa.select(RemarkedMark, Attempt.submitted_at, Person.name, Certificate.number, still_passed)
        .join(Attempt, Attempt.id == RemarkedMark.attempt_id)
        .join(Person, Person.id == Attempt.person_id)
        .outerjoin(Certificate, sa.and_(Certificate.cycle_id == Attempt.cycle_id, ~revoked))
        .where(RemarkedMark.remark_id == remark_id)
        .order_by(RemarkedMark.attempt_id)
    ).all()
    rows = [_stored_row(mark, at, name if names else None, number) for mark, at, name, number, _ in marks]
    passed = {mark.attempt_id for mark, *_, still in marks if still}
    changed = [one for one in rows if one.old != one.new]
    return Decided(
        line=_line(session, row),
        undone_by=row.undone_by,
        undone_because=row.undone_because,
        attempts=len(rows),
        gained=sum(one.passing is Pass.GAINED for one in rows),
        lost=sum(one.passing is Pass.LOST for one in rows),
        rows=tuple(sorted(changed, key=_weight)),
        awarded=tuple(
            sorted(mark.certificate_number for mark, *_ in marks if mark.certificate_number is not None)
        ),
        kept=tuple(
            one
            for one in changed
            if one.passing is Pass.LOST and one.certificate is not None and one.attempt_id not in passed
        ),
    )


_UNDOER = aliased(Person)
_LINES = (
    sa.select(
        Remark.id,
        Remark.quiz_slug,
        Remark.quiz_digest,
        Remark.item_id,
        Remark.decision,
        Remark.reason,
        Remark.made_at,
        Remark.undone_at,
        Remark.undone_because,
        Person.name.label("made_by"),
        _UNDOER.name.label("undone_by"),
    )
    .outerjoin(Person, Person.id == Remark.made_by)
    .outerjoin(_UNDOER, _UNDOER.id == Remark.undone_by)
)


# Any: the types do not survive the list of columns.
def _line(session: Session, row: sa.Row[*tuple[Any, ...]]) -> DecidedLine:
    quiz = pinned.quiz(session, row.quiz_digest)
    return DecidedLine(
        remark_id=row.id,
        quiz_slug=row.quiz_slug,
        quiz_title=quiz.title,
        item_id=row.item_id,
        question=render.inline(quiz.item(row.item_id).text),
        decision=Decision(row.decision),
        reason=row.reason,
        made_by=row.made_by,
        made_at=row.made_at,
        undone_at=row.undone_at,
    )


def _weight(row: Row) -> tuple[int, str]:
    """Passes lost first, then gained, then the rest."""
    return [Pass.LOST, Pass.GAINED, Pass.SAME].index(row.passing), row.attempt_id


def _stored_row(mark: RemarkedMark, at: datetime | None, name: str | None, number: str | None) -> Row:
    passing = Pass.SAME
    if bool(mark.old_passed) is not bool(mark.new_passed):
        passing = Pass.GAINED if mark.new_passed else Pass.LOST
    parts = [
        (mark.old_earned_numerator, mark.old_earned_denominator),
        (mark.old_available_numerator, mark.old_available_denominator),
        (mark.new_earned_numerator, mark.new_earned_denominator),
        (mark.new_available_numerator, mark.new_available_denominator),
    ]
    old_earned, old_available, new_earned, new_available = (show(Fraction(*part)) for part in parts)
    return Row(
        attempt_id=mark.attempt_id,
        name=name,
        handed_in_at=at,
        old=f"{old_earned} of {old_available}",
        new=f"{new_earned} of {new_available}",
        old_percent=mark.old_percent,
        new_percent=mark.new_percent,
        passing=passing,
        certificate=number,
    )


def _names(session: Session, ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for at in range(0, len(ids), item_marks.CHUNK):
        part = ids[at : at + item_marks.CHUNK]
        rows = session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(part)))
        found.update({row.id: row.name for row in rows})
    return found


def _certificates(session: Session, cycles: Sequence[int]) -> dict[int, str]:
    """The certificate of each cycle that has one which was not revoked."""
    found: dict[int, str] = {}
    for at in range(0, len(cycles), item_marks.CHUNK):
        part = cycles[at : at + item_marks.CHUNK]
        rows = session.execute(
            sa.select(Certificate.cycle_id, Certificate.number)
            .outerjoin(CertificateCorrection, CertificateCorrection.certificate_id == Certificate.id)
            .where(Certificate.cycle_id.in_(part), CertificateCorrection.revoked_at.is_(None))
        )
        found.update({row.cycle_id: row.number for row in rows if row.cycle_id is not None})
    return found
