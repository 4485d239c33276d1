"""Owns the page of one file beside its text: its name, what refers to it, removing it, taking a change back.

It must not know how links are found or changed.
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, request

from lms.content import moves, reading
from lms.content.snapshots import Snapshot
from lms.domain import errors
from lms.domain.permissions import Action
from lms.extensions import db
from lms.queries import publication
from lms.services import drafts, files
from lms.web import access, clock, rendering
from lms.web.author import editor, shelves

blueprint = Blueprint("files", __name__, url_prefix="/author")


def address(path: str) -> str:
    """Where a file is renamed or removed."""
    return f"/author/file/{quote(path)}"


@blueprint.get("/file/<path:path>")
@access.requires(Action.WRITE_CONTENT)
def file(path: str) -> Response:
    """What refers to a file, and the forms that rename and remove it. Raises: UnknownFile."""
    return _page(path)


@blueprint.post("/rename/<path:path>")
@access.requires(Action.WRITE_CONTENT)
def rename(path: str) -> Response:
    """Give it another name or place; a refusal is the page again. Raises: UnknownFile, MalformedResponse."""
    to = request.form.get("to", "").strip()
    try:
        files.rename(
            db.session(),
            shelves.shelf(),
            path=path,
            to=to,
            base_digest=_base(),
            author_id=access.viewer().person_id,
            now=clock.now(),
        )
    except (errors.RenameRefused, errors.MalformedFile) as refused:
        return _page(path, to=to, error=refused.message, status=422)
    except errors.StaleDraft as stale:
        return _page(path, refusal=stale.message, status=409)
    return rendering.see_other(f"{address(to)}?renamed=1")


@blueprint.post("/remove/<path:path>")
@access.requires(Action.WRITE_CONTENT)
def remove(path: str) -> Response:
    """Let it go at the next publication. Raises: UnknownFile, MalformedResponse."""
    try:
        files.remove(
            db.session(),
            shelves.shelf(),
            path=path,
            base_digest=_base(),
            delist=bool(request.form.get("delist")),
            author_id=access.viewer().person_id,
            now=clock.now(),
        )
    except (errors.RenameRefused, errors.StaleDraft) as refused:
        return _page(path, refusal=refused.message, status=409)
    return rendering.see_other("/author?removed=1")


@blueprint.post("/undo/<path:path>")
@access.requires(Action.WRITE_CONTENT)
def undo(path: str) -> Response:
    """Take back what is not published yet: the file is as learners have it, under its old name again.

    Safe to repeat. Raises: UnknownFile, RenameRefused, StaleDraft.
    """
    session, shelf = db.session(), shelves.shelf()
    author_id, now = access.viewer().person_id, clock.now()
    plan = publication.pending(session, shelf)
    back = plan.renamed.get(path)
    if back is None:
        drafts.delete_draft(session, path=path, author_id=author_id, now=now)
    else:
        files.rename(
            session,
            shelf,
            path=path,
            to=back,
            base_digest=plan.manifest[path],
            author_id=author_id,
            now=now,
        )
    return rendering.see_other("/author/publish?undone=1")


def _page(path: str, *, to: str = "", error: str = "", refusal: str = "", status: int = 200) -> Response:
    snapshot = shelves.drafted()
    if path not in snapshot.manifest:
        raise errors.UnknownFile(path)
    group = files.group(snapshot, path)
    kind = reading.kind_of(path)
    found = moves.references(snapshot.parsed, path)
    media = snapshot.media.get(path)
    return rendering.page(
        "author/file.html",
        status=status,
        path=path,
        title=_title(snapshot, path),
        edit=editor.address(path) if path.endswith(".md") else "",
        digest=snapshot.manifest[path],
        references=[(one, editor.address(one.path)) for one in found],
        listed=any(reading.kind_of(one.path) == "course" for one in found),
        translations=group[1:],
        picture="" if media is None else f"/author/media/{media.key}",
        fixed=kind in ("course", "glossary"),
        whole=kind == "course",
        to=to or path,
        error=error,
        refusal=refusal,
        renamed=bool(request.args.get("renamed")),
        kind=kind,
    )


def _title(snapshot: Snapshot, path: str) -> str:
    parsed = snapshot.parsed.get(path)
    return str(getattr(parsed.draft, "title", "")) if parsed is not None else ""


def _base() -> str:
    base = request.form.get("base")
    if base is None:
        raise errors.MalformedResponse("", "no version of the file")
    return base
