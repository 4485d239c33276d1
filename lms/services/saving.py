"""Owns what a save stores: the answers of an open attempt, what else was said with them, and what came late.

It must not know how an attempt begins or ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from lms.db import inserts, prepared
from lms.db.attempts import Attempt, LateResponse
from lms.db.attempts import Response as ResponseRow
from lms.db.unit_of_work import connection_of
from lms.domain import attempts, boots, errors, responses
from lms.domain.boots import Boot
from lms.domain.quizzes import Confidence
from lms.domain.responses import Response
from lms.queries import pinned, sittings
from lms.queries.pinned import Drawn
from lms.queries.sittings import OwnAttempt

Answers = Mapping[int, Mapping[str, Sequence[str]]]
Flags = Mapping[int, bool]
Sureness = Mapping[int, Confidence | None]


@dataclass(frozen=True, slots=True)
class Saved:
    """`seq` is what the next save from the same page has to carry."""

    seq: int
    saved_at: datetime


# Made once: building statements anew for each request cost more than asking them.
_A = Attempt.__table__.c
# Nobody set the clock since the attempt began, or nothing here can tell.
CLOCK_UNSET = sa.or_(
    _A.machine.is_(None),
    _A.machine != sa.bindparam("this_machine"),
    _A.booted_at.between(sa.bindparam("boot_least"), sa.bindparam("boot_most")),
)
# One statement finds the attempt, sees that it takes answers, locks it and counts the save.
_TAKING = (
    sa.update(Attempt)
    .where(
        _A.id == sa.bindparam("attempt_id"),
        _A.person_id == sa.bindparam("own"),
        _A.submitted_at.is_(None),
    )
    .values(seq=_A.seq + 1, saved_at=sa.bindparam("now"))
    .returning(_A.seq, _A.quiz_digest, _A.seed)
)
_TAKE = prepared.select(_TAKING)
_TAKE_IN_TIME = prepared.select(
    _TAKING.where(
        sa.or_(_A.deadline_at.is_(None), sa.and_(_A.deadline_at >= sa.bindparam("cutoff"), CLOCK_UNSET))
    )
)
_R = ResponseRow.__table__.c
_NEWER = sa.select(_R.item_id, _R.body, _R.saved_at).where(
    _R.attempt_id == sa.bindparam("attempt_id"), _R.seq > sa.bindparam("seq")
)


def _read(drawn: Drawn, answers: Answers) -> dict[str, Response]:
    """The answers by item. Raises: MalformedResponse."""
    given = {}
    for number, fields in answers.items():
        item_id = _item_id(drawn, number)
        order = drawn.paper.items[number - 1].order
        given[item_id] = responses.from_form(drawn.items[item_id], order, fields)
    return given


def cutoffs(now: datetime, boot: Boot | None) -> dict[str, object]:
    """What `CLOCK_UNSET` and deadlines are compared with in a statement."""
    return {
        "cutoff": now - attempts.GRACE,
        "this_machine": "" if boot is None else boot.machine,
        "boot_least": now if boot is None else boot.at - boots.LEEWAY,
        "boot_most": now if boot is None else boot.at + boots.LEEWAY,
    }


def _item_id(drawn: Drawn, number: int) -> str:
    if not 1 <= number <= len(drawn.paper.items):
        raise errors.MalformedResponse(str(number), "no such question on the sheet")
    return drawn.paper.items[number - 1].item_id


def keep(
    asker: Session | Connection,
    *,
    person_id: int,
    attempt_id: str,
    seq: int | None,
    answers: Answers,
    flags: Flags,
    confidence: Sureness,
    now: datetime,
    boot: Boot | None = None,
    in_time: bool = False,
) -> Saved | None:
    """Store what was given, None if the attempt takes no answers, or if only a closer look can tell.

    `in_time`: the caller holds the row and has looked. Raises: StaleAnswers, MalformedResponse.
    """
    if not sittings.is_id(attempt_id):
        return None
    connection = connection_of(asker)
    asked = {"attempt_id": attempt_id, "own": person_id, "now": now}
    if in_time:
        taken = _TAKE.one_or_none(connection, asked)
    else:
        taken = _TAKE_IN_TIME.one_or_none(connection, asked | cutoffs(now, boot))
    if taken is None:
        return None
    number, quiz_digest, seed = taken
    drawn = pinned.drawn(connection, quiz_digest, seed)
    bodies = {name: responses.to_plain(response) for name, response in _read(drawn, answers).items()}
    if bodies and seq is not None and seq < number - 1:
        # Something was saved since the page was made: does it touch the same questions? Whatever number a
        # page sends, it fits the column.
        for item_id, body, saved_at in connection.execute(
            _NEWER, {"attempt_id": attempt_id, "seq": max(seq, 0)}
        ):
            if item_id in bodies and bodies[item_id] != body:
                raise errors.StaleAnswers(saved_at)
    _put(connection, attempt_id, drawn, bodies, flags, confidence, Saved(number, now))
    return Saved(number, now)


def _put(
    connection: Connection,
    attempt_id: str,
    drawn: Drawn,
    bodies: Mapping[str, Mapping[str, object]],
    flags: Flags,
    confidence: Sureness,
    saved: Saved,
) -> None:
    """Write the rows; what is not among the answers, flags and confidences stays as it is."""
    flagged = {_item_id(drawn, number): flag for number, flag in flags.items()}
    sure = {_item_id(drawn, number): how for number, how in confidence.items()}
    together: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for item_id in dict.fromkeys((*bodies, *flagged, *sure)):
        row: dict[str, object] = {"attempt_id": attempt_id, "item_id": item_id, "saved_at": saved.saved_at}
        replacing: tuple[str, ...] = ()
        if item_id in bodies:
            row |= {"body": bodies[item_id], "seq": saved.seq}
            replacing = ("body", "seq", "saved_at")
        else:
            # A flag on a question that has no answer yet; no page can be stale because of it.
            row |= {"body": responses.to_plain(responses.blank(drawn.items[item_id])), "seq": 0}
        if item_id in flagged:
            row["flagged"] = flagged[item_id]
            replacing += ("flagged",)
        if item_id in sure:
            how = sure[item_id]
            row["confidence"] = None if how is None else how.value
            replacing += ("confidence",)
        together.setdefault(replacing, []).append(row)
    for replacing, rows in together.items():
        inserts.put(connection, ResponseRow, rows, replacing=replacing)


def keep_late(session: Session, attempt: OwnAttempt, answers: Answers, now: datetime) -> None:
    """Keep answers that came after the deadline, beside those that count. Raises: MalformedResponse."""
    drawn = pinned.drawn(session, attempt.quiz_digest, attempt.seed)
    inserts.put(
        session,
        LateResponse,
        [
            {
                "attempt_id": attempt.id,
                "item_id": item_id,
                "body": responses.to_plain(response),
                "saved_at": now,
            }
            for item_id, response in _read(drawn, answers).items()
        ],
    )
