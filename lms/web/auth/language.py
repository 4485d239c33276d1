"""Owns the page on which somebody chooses the language that they read courses in.

It must not know what is translated.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from lms.content import spoken
from lms.domain import errors
from lms.domain.permissions import Action
from lms.extensions import db
from lms.services import people
from lms.web import access, rendering
from lms.web.auth import destinations

blueprint = Blueprint("language", __name__)


@blueprint.get("/account/language")
@access.requires(Action.OWN_ACCOUNT)
def language_page() -> Response:
    """The languages that there is something in, and which one counts for this person."""
    here = access.viewer().language or spoken.ENGLISH
    offered = spoken.offered(rendering.library())
    tongues = {one.code: one for one in (spoken.SOURCE, *offered)}
    # Somebody keeps their choice while its last translation is away.
    tongues.setdefault(here, spoken.tongue(here))
    return rendering.page(
        "auth/language.html",
        tongues=list(tongues.values()),
        chosen=here,
        changed="changed" in request.args,
    )


@blueprint.post("/account/language")
@access.requires(Action.OWN_ACCOUNT)
def choose_language() -> Response:
    """Keep the choice. Raises: Invalid for a language that is not on the page."""
    chosen = request.form.get("language", "")
    here = access.viewer().language
    if chosen not in {spoken.ENGLISH, here, *rendering.library().translations}:
        raise errors.Invalid("Choose one of the languages on the page.")
    language = "" if chosen == spoken.ENGLISH else chosen
    people.choose_language(db.session(), person_id=access.viewer().person_id, language=language)
    wanted = request.form.get("next", "")
    return rendering.see_other(destinations.allowed(wanted) if wanted else "/account/language?changed=yes")
