"""Owns the pages about releases: what publishing would do, doing it, what was published when, going back.

It must not know how versions are compared or kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from flask import Blueprint, Response, request

from lms.domain import errors
from lms.domain.changes import Change, Label
from lms.domain.permissions import Action
from lms.extensions import alongside, db
from lms.queries import publication, releases
from lms.queries.publication import Pending
from lms.services import publishing
from lms.web import access, clock, rendering
from lms.web.author import editor, shelves
from lms.web.author.views import by_file

blueprint = Blueprint("releases", __name__, url_prefix="/author")

LABELS = (
    (Label.TYPO, "Typo", "Spelling or layout. Nobody has to read it again."),
    (Label.CLARIFICATION, "Clarification", "The same meaning in better words."),
    (Label.SUBSTANTIVE, "Substantive", "Something means more, less or something else than before."),
)
PAGE_LENGTH = 50


@blueprint.get("/publish")
@access.requires(Action.PUBLISH_CONTENT)
def publish_page() -> Response:
    """What would change for learners, and what stands in the way."""
    return _page(publication.pending(db.session(), shelves.shelf()))


@blueprint.post("/publish")
@access.requires(Action.PUBLISH_CONTENT)
def publish() -> Response:
    """Publish every draft; a refusal is the page again, with what was chosen.

    Raises: MalformedResponse without the number that the page was made from.
    """
    session, shelf = db.session(), shelves.shelf()
    try:
        made = publishing.publish(
            session,
            shelf,
            onto=_onto(),
            note=request.form.get("note", ""),
            label=_label(),
            checked_warnings=bool(request.form.get("checked")),
            author_id=access.viewer().person_id,
            now=clock.now(),
        )
    except errors.StaleDraft as stale:
        own = next((line for line in releases.drafts(session) if line.path == stale.path), None)
        if stale.mine == stale.theirs == "":
            # A picture has no words to bring together.
            return _page(publication.pending(session, shelf), refusal=stale.message, status=409)
        base = (own.digest or "") if own is not None else ""
        return editor.conflict(stale.path, stale, base=base, onto=stale.digest or "")
    except (
        errors.PublishRefused,
        errors.StaleRelease,
        errors.NothingToPublish,
        errors.FolderRefused,
    ) as refused:
        return _page(publication.pending(session, shelf), refusal=refused.message, status=409)
    alongside().store.refresh()
    return rendering.see_other(f"/author/history/{made.number}?published=1")


@blueprint.get("/history")
@access.requires(Action.PUBLISH_CONTENT)
def history() -> Response:
    """The releases, the newest first."""
    before = request.args.get("before", "")
    found = releases.history(
        db.session(),
        limit=PAGE_LENGTH + 1,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None,
    )
    return rendering.page(
        "author/history.html",
        releases=found[:PAGE_LENGTH],
        older=found[PAGE_LENGTH - 1].number if len(found) > PAGE_LENGTH else None,
        follows=shelves.follows(),
        labels=_words(),
    )


@blueprint.get("/history/<int(max=2147483647):release>")
@access.requires(Action.PUBLISH_CONTENT)
def release(release: int) -> Response:
    """One release: what it changed, and the way back to it."""
    return _release_page(release, published=bool(request.args.get("published")))


@blueprint.post("/history/<int(max=2147483647):release>/roll-back")
@access.requires(Action.PUBLISH_CONTENT)
def roll_back(release: int) -> Response:
    """Publish an older release again, as a new one. Raises: MalformedResponse, UnknownRelease."""
    try:
        made = publishing.roll_back(
            db.session(),
            shelves.shelf(),
            number=release,
            onto=_onto(),
            author_id=access.viewer().person_id,
            now=clock.now(),
        )
    except (errors.StaleRelease, errors.NothingToPublish, errors.FolderRefused) as refused:
        return _release_page(release, refusal=refused.message, status=409)
    alongside().store.refresh()
    return rendering.see_other(f"/author/history/{made.number}?published=1")


def by_place(changes: Iterable[Change]) -> list[tuple[str, list[Change]]]:
    """(title of a course, lesson or quiz, what changed there), in the order of titles."""
    ordered = sorted(changes, key=lambda change: change.place.casefold())
    return [(place, list(group)) for place, group in groupby(ordered, key=lambda change: change.place)]


def _page(plan: Pending, *, refusal: str = "", status: int = 200) -> Response:
    chosen = _label() if request.method == "POST" else plan.label
    return rendering.page(
        "author/publish.html",
        status=status,
        plan=plan,
        changes=by_place(plan.changes),
        # The other half of a rename, which is undone with it.
        from_here=set(plan.renamed.values()),
        undone=bool(request.args.get("undone")),
        files=by_file([*plan.errors, *plan.warnings]),
        refusal=refusal,
        follows=shelves.follows(),
        note=request.form.get("note", ""),
        labels=[
            {
                "value": label.value,
                "text": f"{text} (proposed)" if label is plan.label else text,
                "hint": hint,
                "checked": label is (chosen or plan.label),
            }
            for label, text, hint in LABELS
        ],
    )


def _release_page(number: int, *, published: bool = False, refusal: str = "", status: int = 200) -> Response:
    session, shelf = db.session(), shelves.shelf()
    found = releases.history(session, limit=1, before=number + 1)
    if not found or found[0].number != number:
        raise errors.UnknownRelease(number)
    current = releases.live(session, shelf).number
    return rendering.page(
        "author/release.html",
        status=status,
        release=found[0],
        changes=by_place(releases.difference(session, shelf, number - 1, number)),
        back=by_place(releases.difference(session, shelf, current, number)) if number != current else [],
        current=current,
        published=published,
        refusal=refusal,
        labels=_words(),
    )


def _words() -> dict[str, str]:
    return {label.value: text for label, text, _ in LABELS}


def _onto() -> int:
    sent = request.form.get("onto", "")
    if not (sent.isascii() and sent.isdigit() and len(sent) < 10):
        raise errors.MalformedResponse("", "no number of a release")
    return int(sent)


def _label() -> Label | None:
    """The label that was chosen, None to take the proposed one."""
    sent = request.form.get("label", "")
    return Label(sent) if sent in {label.value for label in Label} else None
