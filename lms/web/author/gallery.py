"""Owns the pictures of a course as trainers see them: what is there, one more, and each one by itself.

It must not know which bytes make a picture: `pictures.py` does.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, request

from lms.content.folder import digest as digest_of
from lms.content.reading import Media
from lms.content.snapshots import Snapshot
from lms.domain import errors
from lms.domain.permissions import Action
from lms.extensions import db
from lms.services import drafts
from lms.web import access, clock, intake, rendering
from lms.web.author import pictures, previewing, shelves
from lms.web.author.pictures import PictureRefused

blueprint = Blueprint("gallery", __name__, url_prefix="/author")

# The picture, and room for the other fields and the borders between them.
LONGEST_BODY = pictures.MOST_BYTES + 64 * 1024
# What a drawing that is opened on its own may do: be looked at.
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_TRIES = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of the course. `markdown` is what a lesson writes to show it."""

    path: str
    src: str
    size: str
    markdown: str


@blueprint.get("/pictures/<course>")
@access.requires(Action.WRITE_CONTENT)
def gallery(course: str) -> Response:
    """Every picture of a course, and the form for one more."""
    return _page(course, added=request.args.get("added", ""))


@blueprint.post("/pictures/<course>")
@intake.takes_bodies_up_to(LONGEST_BODY)
@access.requires(Action.WRITE_CONTENT)
def add(course: str) -> Response:
    """Keep a picture under the course's `media` folder; one that is there already is not kept twice."""
    sent = request.files.get("picture")
    body = b""
    if sent is not None:
        # A long upload waits in a file of its own until it is closed.
        with sent.stream as stream:
            body = stream.read(pictures.MOST_BYTES + 1)
    try:
        picture = pictures.check(sent.filename or "" if sent is not None else "", body)
    except PictureRefused as refused:
        return _page(course, error=refused.reason, status=413 if refused.too_large else 422)
    manifest = shelves.drafted().manifest
    path = _free(manifest, f"{_folder(manifest, course)}/media/{picture.name}", digest_of(body))
    if path not in manifest:
        drafts.save_picture(
            db.session(),
            shelves.shelf(),
            path=path,
            data=body,
            base_digest=None,
            author_id=access.viewer().person_id,
            now=clock.now(),
        )
    return rendering.see_other(f"/author/pictures/{course}?added={posixpath.basename(path)}")


@blueprint.get("/media/<digest>/<name>")
@access.requires(Action.WRITE_CONTENT)
def media(digest: str, name: str) -> Response:
    """A picture as it is being worked on; 404 for one that no file names."""
    key = f"{digest}/{name}"
    found = next((one for one in shelves.drafted().media.values() if one.key == key), None)
    if found is None:
        abort(404)
    try:
        response = Response(found.full.read_bytes(), content_type=found.content_type)
    except OSError:
        abort(404)
    if found.content_type.startswith("image/svg"):
        response.headers["Content-Security-Policy"] = SVG_POLICY
    return response


def _page(course: str, *, error: str = "", added: str = "", status: int = 200) -> Response:
    snapshot = shelves.drafted()
    folder = _folder(snapshot.manifest, course)
    shown = [
        _shown(one, folder)
        for path, one in sorted(snapshot.media.items())
        if path.startswith(f"{folder}/") and one.content_type.startswith("image/")
    ]
    return rendering.page(
        "author/pictures.html",
        status=status,
        course=course,
        title=_title(snapshot, course),
        pictures=shown,
        error=error,
        added=added if any(one.path.endswith(f"/{added}") for one in shown) else "",
        accepts="image/png,image/jpeg,image/webp",
    )


def _title(snapshot: Snapshot, course: str) -> str:
    """What people call a course; its name while it has no title."""
    drafts = snapshot.files().courses.values()
    return next((one.title for one in drafts if one.slug == course and one.title), course)


def _folder(manifest: Mapping[str, str], course: str) -> str:
    """The folder of a course by its name. Raises: UnknownCourse."""
    folder = f"courses/{course}"
    if f"{folder}/course.md" not in manifest:
        raise errors.UnknownCourse(course)
    return folder


def _free(manifest: Mapping[str, str], path: str, digest: str) -> str:
    """The path itself, or with a number behind its name, where no other picture is. Raises: Refused."""
    stem, ending = posixpath.splitext(path)
    for number in range(1, _TRIES):
        wanted = path if number == 1 else f"{stem}-{number}{ending}"
        if manifest.get(wanted, digest) == digest:
            return wanted
    raise errors.Refused("There are many pictures of this name already. Give yours another one.")


def _shown(one: Media, folder: str) -> Shown:
    size = f"{one.pixels[0]} × {one.pixels[1]} pixels, " if one.pixels else ""
    inside = one.path.removeprefix(f"{folder}/")
    # A lesson stands in a folder of its module; a picture in `media` beside it is one step away.
    module, _, rest = inside.partition("/")
    written = f"../{inside}" if module == "media" else rest or inside
    return Shown(
        path=one.path,
        src=f"{previewing.DRAFT_MEDIA}/{one.key}",
        size=f"{size}{max(1, one.size // 1024)} KB",
        markdown=f"![What it shows]({written})",
    )
