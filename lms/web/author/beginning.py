"""Owns the form that begins a new file from a starter. It must not know what a starter says."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from flask import Blueprint, Response, request

from lms.content import links, reading, starters
from lms.content.courses import CourseDraft
from lms.content.snapshots import Snapshot
from lms.domain import errors
from lms.domain.permissions import Action
from lms.extensions import db
from lms.queries import releases
from lms.services import drafts
from lms.web import access, clock, rendering
from lms.web.author import editor, shelves

blueprint = Blueprint("beginning", __name__, url_prefix="/author/new")

TITLE_MOST = 150
KINDS = (
    ("course", "Course", "Its settings and list of modules, with a first lesson."),
    ("lesson", "Lesson", "A page of a course. It is put into the list of modules."),
    ("quiz", "Quiz", "Questions of a course, in a file of its own."),
    (
        "conversation",
        "Conversation",
        "A scene in which people choose what to say. It stands among the lessons.",
    ),
)
_NUMBER = re.compile(r"(\d{1,3})-")


class TitleTaken(errors.Refused):
    """There is already a file where the new one would stand."""

    def __init__(self, path: str) -> None:
        super().__init__(f"There is already a file {path}. Choose another title.")


@blueprint.get("")
@access.requires(Action.WRITE_CONTENT)
def new_page() -> Response:
    """The form for a new file."""
    return _page(shelves.drafted(), {})


@blueprint.post("")
@access.requires(Action.WRITE_CONTENT)
def new() -> Response:
    """Begin a file as a draft, and open it in the editor."""
    snapshot = shelves.drafted()
    sent = {name: request.form.get(name, "") for name in ("kind", "title", "place")}
    faults = _faults(sent, snapshot)
    if faults:
        return _page(snapshot, sent, faults)
    title = " ".join(sent["title"].split())
    try:
        texts, opened = _texts(sent["kind"], title, sent["place"], snapshot)
    except TitleTaken as taken:
        return _page(snapshot, sent, {"title": taken.message})
    for path, text in texts.items():
        _save(path, text)
    return rendering.see_other(editor.address(opened))


def _save(path: str, text: str) -> None:
    """Save a new file, or a change of one that is there. Raises: StaleDraft, MalformedFile."""
    session, shelf = db.session(), shelves.shelf()
    try:
        base: str | None = releases.read_file(session, shelf, path).digest
    except errors.UnknownFile:
        base = None
    drafts.save_draft(
        session,
        shelf,
        path=path,
        text=text,
        base_digest=base,
        author_id=access.viewer().person_id,
        now=clock.now(),
    )


def _faults(sent: Mapping[str, str], snapshot: Snapshot) -> dict[str, str]:
    """Field -> what to do, for each field that cannot be used."""
    faults: dict[str, str] = {}
    if sent["kind"] not in {kind for kind, *_ in KINDS}:
        faults["kind"] = "Choose what to begin"
    title = " ".join(sent["title"].split())
    if not title:
        faults["title"] = "Enter a title"
    elif len(title) > TITLE_MOST:
        faults["title"] = f"The title must be {TITLE_MOST} characters or fewer"
    elif not links.file_slug(title):
        faults["title"] = "The title needs at least one plain letter or figure, for the name of the file"
    if sent["kind"] in {"lesson", "quiz", "conversation"} and sent["place"] not in dict(_places(snapshot)):
        faults["place"] = "Choose where it belongs"
    return faults


def _places(snapshot: Snapshot) -> list[tuple[str, str]]:
    """(folder, words) for each folder of lessons, and for a new one in each course."""
    places: list[tuple[str, str]] = []
    for course in _courses(snapshot):
        folders = {
            posixpath.dirname(path)
            for path in snapshot.manifest
            if path.startswith(f"{course.folder}/") and reading.kind_of(path) not in (None, "media", "shared")
        }
        title = course.title or course.slug
        places += [
            (folder, f"{title}: {starters.title_of(folder)}") for folder in sorted(folders - {course.folder})
        ]
        places.append((course.folder, f"{title}: a new module"))
    return places


def _courses(snapshot: Snapshot) -> list[CourseDraft]:
    found = snapshot.files().courses.values()
    return sorted(found, key=lambda course: course.title.casefold())


def _texts(kind: str, title: str, place: str, snapshot: Snapshot) -> tuple[dict[str, str], str]:
    """The files to save, path -> text, and the one to open. Raises: TitleTaken."""
    slug = links.file_slug(title)
    if kind == "course":
        texts = starters.course(slug, title)
        return _free(texts, snapshot), f"courses/{slug}/course.md"
    course = next(one for one in _courses(snapshot) if f"{place}/".startswith(f"{one.folder}/"))
    if kind == "quiz":
        path = f"quizzes/{slug}.md"
        return _free({path: starters.quiz(title, course.slug)}, snapshot), path
    if place == course.folder:
        place = f"{course.folder}/{_next(snapshot, course.folder)}-{slug}"
    path = f"{place}/{_next(snapshot, place)}-{slug}.md"
    text = starters.conversation(title) if kind == "conversation" else starters.lesson(title)
    made = _free({path: text}, snapshot)
    # Without a line in the list of modules nobody would ever see it.
    written = snapshot.parsed[course.path].text
    listed = starters.listed(written, course.path, path, title)
    return (made if listed == written else {**made, course.path: listed}), path


def _free(texts: dict[str, str], snapshot: Snapshot) -> dict[str, str]:
    """Raises: TitleTaken if one of the files is there."""
    for path in texts:
        if path in snapshot.manifest:
            raise TitleTaken(path)
    return texts


def _next(snapshot: Snapshot, folder: str) -> str:
    """The number, in two figures, behind the last one that something in a folder begins with."""
    inside = [path.removeprefix(f"{folder}/") for path in snapshot.manifest if path.startswith(f"{folder}/")]
    numbers = [int(found[1]) for name in inside if (found := _NUMBER.match(name))]
    return f"{max(numbers, default=0) + 1:02d}"


def _page(snapshot: Snapshot, sent: Mapping[str, str], faults: Mapping[str, str] | None = None) -> Response:
    faults = faults or {}
    return rendering.page(
        "author/new.html",
        status=422 if faults else 200,
        errors=[(f"#{name}", faults[name]) for name in ("kind", "title", "place") if name in faults],
        faults={name: faults.get(name) for name in ("kind", "title", "place")},
        title_sent=sent.get("title", ""),
        kinds=[
            {"value": kind, "text": text, "hint": hint, "checked": kind == sent.get("kind")}
            for kind, text, hint in KINDS
        ],
        places=[
            {"value": "", "text": "Choose a place", "selected": not sent.get("place")},
            *(
                {"value": folder, "text": words, "selected": folder == sent.get("place")}
                for folder, words in _places(snapshot)
            ),
        ],
    )
