"""Owns the pages on which somebody decides which messages they get: signed in, or from a message itself.

It must not know when anything is sent.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from lms.domain.permissions import Action
from lms.extensions import db
from lms.queries import reminders as reads
from lms.services import notifications
from lms.services import reminders as writes
from lms.web import access, clock, csrf, rendering

blueprint = Blueprint("messages", __name__)

HERE = "/account/messages"


@blueprint.get(HERE)
@access.requires(Action.OWN_ACCOUNT)
def choices() -> Response:
    """What is sent to whoever is signed in, and what of it they can end."""
    found = reads.choice(db.session(), person_id=access.viewer().person_id)
    return rendering.page(
        "auth/messages.html",
        wants=found.wants,
        address=notifications.address_of(found.sign_in_name),
        changed="changed" in request.args,
    )


@blueprint.post(HERE)
@access.requires(Action.OWN_ACCOUNT)
def choose() -> Response:
    """Keep the choice: the box is ticked or not."""
    wants = request.form.get("reminders") == "yes"
    writes.choose(db.session(), person_id=access.viewer().person_id, wants=wants, now=clock.now())
    return rendering.see_other(f"{HERE}?changed=yes")


@blueprint.get("/messages/stop/<secret>")
@access.public
def stopping(secret: str) -> Response:
    """One button. Looking ends nothing, because mail programs look at addresses as well."""
    return _unlisted(rendering.page("auth/stop_messages.html", secret=secret, stopped=False))


@blueprint.post("/messages/stop/<secret>")
@csrf.one_click
@access.public
def stop(secret: str) -> Response:
    """End the reminders that nobody requires, for whoever the message was sent to.

    The button of the page posts here, and so do mail programs for their readers (RFC 8058).
    """
    writes.stop(db.session(), secret=secret, now=clock.now())
    return _unlisted(rendering.page("auth/stop_messages.html", secret=secret, stopped=True))


def _unlisted(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    return response
