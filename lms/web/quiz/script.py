"""Owns what the script of an attempt is told, as JSON: what was saved, what clashes, how things stand.

No template is drawn here. It must not know what is right, nor how a page looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response, jsonify

from lms.domain import errors
from lms.extensions import alongside
from lms.queries.sheets import Sheet
from lms.services.attempts import Saved
from lms.web import clock, csrf
from lms.web.quiz import answers, pages
from lms.web.quiz.answers import Sent

# Where the view finds what the short way has met already, so that nothing is tried twice.
REFUSED = "alongside.save_refused"


def raise_refused(environ: Mapping[str, object]) -> None:
    """Raise what the short way has met with this request, if it was there."""
    met = environ.get(REFUSED)
    if isinstance(met, Exception):
        raise met


def saved(done: Saved) -> Response:
    """`seq` goes with the next save of these questions; `time` is for people."""
    return jsonify(told(done, clock.zone(alongside().settings)))


def told(done: Saved, zone: ZoneInfo) -> dict[str, object]:
    """What `saved` says, as it stands in the JSON."""
    time = f"{done.saved_at.astimezone(zone):%H:%M}"
    return {"seq": done.seq, "saved_at": done.saved_at.isoformat(), "time": time}


def closed(attempt_id: str, refused: errors.AttemptClosed | errors.AttemptLate) -> Response:
    """Nothing was saved, because the attempt has ended."""
    return _refused(error=refused.message, closed=True, result=pages.result_address(attempt_id))


def late(attempt_id: str, refused: errors.AttemptLate) -> Response:
    """What came is kept beside the attempt and does not count."""
    return _refused(
        error=refused.message,
        late=True,
        time=_time(refused.deadline_at),
        result=pages.result_address(attempt_id),
    )


def stale(sheet: Sheet, sent: Sent, refused: errors.StaleAnswers) -> Response:
    """Nothing was saved; `answers` is what another window has saved for the same questions."""
    return _refused(
        error=refused.message,
        stale=True,
        seq=sheet.seq,
        time=_time(refused.saved_at),
        answers={
            str(item.number): answers.fields_of(item) for item in sheet.items if item.number in sent.answers
        },
    )


def standing(sheet: Sheet) -> Response:
    """Everything that is saved, and a fresh proof for the next save."""
    return jsonify(
        seq=sheet.seq,
        time=_time(sheet.saved_at),
        seconds_left=sheet.seconds_left,
        answers={str(item.number): answers.fields_of(item) for item in sheet.items},
        flags={str(item.number): item.flagged for item in sheet.items},
        proof=csrf.token(),
    )


def _refused(**values: object) -> Response:
    answer = jsonify(**values)
    answer.status_code = 409
    return answer


def _time(value: datetime | None) -> str:
    zone = ZoneInfo(alongside().settings.timezone)
    return "" if value is None else f"{value.astimezone(zone):%H:%M}"
