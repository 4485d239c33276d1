"""Owns making a folder the first release, where the releases in the database are what learners see.

It must not know how a folder is judged or stored.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from lms.content.folder import Folder
from lms.content.problems import Problem
from lms.domain import errors
from lms.domain.permissions import Action
from lms.extensions import alongside, db
from lms.queries import content_files, releases
from lms.services import publishing
from lms.web import access, clock, rendering
from lms.web.author import shelves
from lms.web.author.views import by_file

blueprint = Blueprint("first", __name__, url_prefix="/author")

NOTE = "The first release"


@blueprint.get("/publish-folder")
@access.requires(Action.PUBLISH_CONTENT)
def folder_page() -> Response:
    """What is in the folder, and what stands in the way. Raises: FolderRefused."""
    return _page(_folder())


@blueprint.post("/publish-folder")
@access.requires(Action.PUBLISH_CONTENT)
def publish_folder() -> Response:
    """Make the folder release 1; sent twice, it is published once. Raises: FolderRefused."""
    folder = _folder()
    try:
        made = publishing.push(
            db.session(),
            shelves.shelf(),
            folder,
            onto=0,
            note=NOTE,
            label=None,
            checked_warnings=bool(request.form.get("checked")),
            author_id=access.viewer().person_id,
            now=clock.now(),
        )
    except (errors.PublishRefused, errors.NothingToPublish) as refused:
        return _page(folder, refusal=refused.message, status=409)
    except errors.StaleRelease:
        return rendering.see_other("/author/history")
    alongside().store.refresh()
    return rendering.see_other(f"/author/history/{made.number}?published=1")


def _folder() -> Folder:
    """Raises: FolderRefused."""
    folder = shelves.waiting_folder()
    if folder is None:
        raise errors.FolderRefused("There is no folder of courses that could be published from here.")
    if releases.live(db.session(), shelves.shelf()).number:
        raise errors.FolderRefused("There is a first release already. Publish changes from the editor.")
    return folder


def _page(folder: Folder, *, refusal: str = "", status: int = 200) -> Response:
    shelf = shelves.shelf()
    manifest = folder.manifest()
    fetch = content_files.from_folder(folder)
    found: tuple[Problem, ...] = shelf.snapshots.take(manifest, fetch, at=folder.root).problems()
    standing = [problem for problem in found if problem.level in ("error", "warning")]
    return rendering.page(
        "author/folder.html",
        status=status,
        root=folder.root,
        texts=sum(path.endswith(".md") for path in manifest),
        media=sum(not path.endswith(".md") for path in manifest),
        files=by_file(standing),
        errors=sum(problem.level == "error" for problem in standing),
        warnings=sum(problem.level == "warning" for problem in standing),
        refusal=refusal,
    )
