"""Owns what somebody gets whose answers came without a sign-in: a way to sign in that loses nothing.

It must not save anything: whoever sends is not known yet. Reasons are in ADR 0022.
"""

from __future__ import annotations

from flask import Response, request

from lms.domain import errors
from lms.extensions import db
from lms.queries import attempts as reads
from lms.web import access, carried, clock, rendering, tongues
from lms.web.quiz import answers, pages

_OURS = (answers.ON_PAGE, answers.SEQ, "fresh", "keep")


def instead(attempt_id: str) -> Response | None:
    """A page that keeps what was typed: the sign-in where nobody is signed in, else the question once more.

    None where nothing was typed, where a script asked, or where the attempt is not this person's: then the
    ordinary error says all there is to say.
    """
    if request.method != "POST":
        return None
    fields = request.form.to_dict(flat=False)
    try:
        sent = answers.from_form(fields)
        page = answers.shown_on(fields)
        seq = answers.seq_of(fields)
    except errors.MalformedResponse:
        return None
    if not any(sent.answers.values()):
        return None
    viewer = access.viewer_or_none()
    if viewer is None:
        return _sign_in(attempt_id, fields, page)
    try:
        sheet = reads.open_sheet(
            db.session(),
            person_id=viewer.person_id,
            attempt_id=attempt_id,
            now=clock.now(),
            boot=clock.boot(),
            spoken=tongues.current().spoken,
        )
    except (errors.UnknownAttempt, errors.AttemptClosed, errors.AttemptLate):
        return None
    # The number stays that of the page it was typed on: what another window has saved since is still seen.
    return pages.show(answers.typed(sheet, sent), page, notice="earlier", seq=seq, status=400)


def _sign_in(attempt_id: str, fields: dict[str, list[str]], page: str) -> Response:
    action = f"{pages.address(attempt_id)}/answers"
    kept = [
        (name, value)
        for name, values in fields.items()
        if name in _OURS or name.startswith(("q", "flag-", "sure-"))
        for value in values
    ]
    return rendering.page(
        "quiz/sign_in_again.html",
        status=401,
        next=pages.address(attempt_id, page),
        carried=carried.pack(action, [*kept, (answers.NEXT, page)]),
    )
