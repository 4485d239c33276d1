"""Owns bringing questions in from other systems and taking quizzes out, with what is lost on the way.

It must not know how any format is read or written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, Response, abort, request

from lms.content import folder, links, source, tidy
from lms.content.exchange import formats, markdown_quiz, parts
from lms.content.exchange.formats import Format
from lms.content.exchange.report import MOST_BYTES, Imported
from lms.domain import errors
from lms.domain.permissions import Action
from lms.extensions import db
from lms.queries import releases
from lms.services import drafts
from lms.web import access, clock, intake, rendering
from lms.web.author import editor, shelves

blueprint = Blueprint("transfer", __name__, url_prefix="/author")

# The file, and room for the other fields and the borders between them.
LONGEST_BODY = MOST_BYTES + 64 * 1024
TITLE_MOST = 150
_NAME_MOST = 60
_TRIES = 100
_EXPORTS = (Format.GIFT, Format.MOODLE_XML, Format.QTI_21, Format.QTI_30, Format.TEXT2QTI)
_HINTS = {
    Format.GIFT: "For Moodle and Totara: a plain text.",
    Format.MOODLE_XML: "For Moodle and Totara: keeps the most.",
    Format.QTI_21: "For most other platforms: a ZIP package.",
    Format.QTI_30: "The newest QTI: a ZIP package.",
    Format.TEXT2QTI: "For Canvas, by way of text2qti: a plain text.",
}


@dataclass(frozen=True, slots=True)
class _Sent:
    """What the form of an import held."""

    name: str
    body: bytes
    form: str = ""
    course: str = ""
    title: str = ""


@blueprint.get("/import")
@access.requires(Action.WRITE_CONTENT)
def import_page() -> Response:
    """The form that takes a file of questions."""
    return _form(_Sent("", b""))


@blueprint.post("/import")
@intake.takes_bodies_up_to(LONGEST_BODY)
@access.requires(Action.WRITE_CONTENT)
def import_questions() -> Response:
    """Read the questions into a draft, and report what was read and what was skipped."""
    sent = _sent()
    faults = _faults(sent)
    if faults:
        return _form(sent, faults, 413 if len(sent.body) > MOST_BYTES else 422)
    kind = Format(sent.form) if sent.form else formats.guess(sent.body, sent.name)
    if kind is None:
        return _form(sent, {"form": "We cannot tell which format this is: choose it"}, 422)
    found = formats.read(kind, sent.body, sent.name)
    paths = _drafts(found, sent) if found.items else []
    return rendering.page(
        "author/imported.html",
        status=200 if paths else 422,
        found=found,
        format=formats.LABELS[kind],
        name=sent.name,
        drafts=[(path, editor.address(path)) for path in paths],
        most=source.FILE_LIMIT // 1024,
    )


@blueprint.get("/export/<quiz>")
@access.requires(Action.WRITE_CONTENT)
def export(quiz: str) -> Response:
    """Which formats there are; with `format`, what that one leaves out, and the link to the file."""
    published = rendering.library().quiz(quiz).quiz
    kind = _format()
    losses = () if kind is None else formats.losses(kind, published)
    titles = {item.id: item.text for item in published.items}
    return rendering.page(
        "author/export.html",
        quiz=published,
        kinds=[
            {
                "value": one.value,
                "text": formats.LABELS[one],
                "hint": _HINTS[one],
                "checked": one is (kind or Format.MOODLE_XML),
            }
            for one in _EXPORTS
        ],
        chosen=None if kind is None else kind.value,
        label="" if kind is None else formats.LABELS[kind],
        whole=[loss for loss in losses if loss.item_id is None],
        left_out=[(titles.get(one.item_id or "", ""), one.text) for one in losses if one.left_out],
        lost=_by_text(
            [(titles.get(one.item_id, ""), one.text) for one in losses if one.item_id and not one.left_out]
        ),
        written=len(published.items) - sum(loss.left_out for loss in losses),
    )


@blueprint.get("/export/<quiz>/file")
@access.requires(Action.WRITE_CONTENT)
def export_file(quiz: str) -> Response:
    """The quiz that learners have, as a file for another system; 404 for a format that we do not write."""
    published = rendering.library().quiz(quiz).quiz
    kind = _format()
    if kind is None:
        abort(404)
    written = formats.write(kind, published)
    response = Response(written.data, content_type=written.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{written.name}"'
    return response


def _format() -> Format | None:
    """The format that an address names, None if it names none that we write."""
    asked = request.args.get("format", "")
    return next((one for one in _EXPORTS if one.value == asked), None)


def _by_text(lost: list[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """(what is lost, the questions that lose it), so that one loss of many questions is one line."""
    found: dict[str, list[str]] = {}
    for title, text in lost:
        found.setdefault(text, []).append(title)
    return list(found.items())


def _sent() -> _Sent:
    file = request.files.get("file")
    name, body = "", b""
    if file is not None:
        # A long upload waits in a file of its own until it is closed.
        with file.stream as stream:
            name, body = file.filename or "", stream.read(MOST_BYTES + 1)
    return _Sent(
        name,
        body,
        request.form.get("format", ""),
        request.form.get("course", ""),
        " ".join(request.form.get("title", "").split()),
    )


def _faults(sent: _Sent) -> dict[str, str]:
    """Field -> what to do, for each field that cannot be used."""
    faults: dict[str, str] = {}
    if not sent.body:
        faults["file"] = "Choose a file that holds questions"
    elif len(sent.body) > MOST_BYTES:
        faults["file"] = f"The file must be {MOST_BYTES // 1024**2} MB or smaller: split it in two"
    if sent.form not in {"", *(kind.value for kind in formats.READABLE)}:
        faults["form"] = "Choose one of the formats"
    if sent.course not in {"", *dict(_courses())}:
        faults["course"] = "Choose the course that the questions belong to"
    if len(sent.title) > TITLE_MOST:
        faults["title"] = f"The title must be {TITLE_MOST} characters or fewer"
    return faults


def _courses() -> list[tuple[str, str]]:
    """(slug, title) of each course there is, drafts among them."""
    found = shelves.drafted().files().courses.values()
    return sorted(((course.slug, course.title or course.slug) for course in found), key=lambda one: one[1])


def _drafts(found: Imported, sent: _Sent) -> list[str]:
    """Keep the questions as drafts of their own, all or none; the same file sent again is the same drafts.

    Raises: Refused if every name is taken.
    """
    title = sent.title or found.quiz_title or formats.title_of(sent.name) or "Imported questions"
    whole = replace(markdown_quiz.draft(replace(found, quiz_title=title), "", title), course=sent.course)
    manifest = shelves.drafted().manifest
    texts: dict[str, str] = {}
    quizzes = parts.parts(whole)
    for at, quiz in enumerate(quizzes, start=1):
        stem = re.sub(r"-+$", "", (links.file_slug(title) or "imported")[:_NAME_MOST])
        stem = stem if len(quizzes) == 1 else f"{stem}-part-{at}"
        text = tidy.tidy(markdown_quiz.write(quiz), "quiz")
        texts[_free(stem, text, manifest)] = text
    drafts.begin_drafts(
        db.session(),
        shelves.shelf(),
        texts={path: text for path, text in texts.items() if path not in manifest},
        author_id=access.viewer().person_id,
        now=clock.now(),
    )
    return list(texts)


def _free(stem: str, text: str, manifest: Mapping[str, str]) -> str:
    """A path that no file has, or the one whose file says exactly this. Raises: Refused."""
    digest = folder.digest(releases.encoded(text))
    for number in range(1, _TRIES):
        path = f"quizzes/{stem if number == 1 else f'{stem}-{number}'}.md"
        if manifest.get(path, digest) == digest:
            return path
    raise errors.Refused("There are many quizzes of this name already. Give yours another title.")


def _form(sent: _Sent, faults: Mapping[str, str] | None = None, status: int = 200) -> Response:
    faults = faults or {}
    fields = ("file", "form", "course", "title")
    return rendering.page(
        "author/import.html",
        status=status,
        errors=[(f"#{name}", faults[name]) for name in fields if name in faults],
        most=MOST_BYTES // 1024**2,
        faults={name: faults.get(name) for name in fields},
        title_sent=sent.title,
        kinds=[
            {"value": "", "text": "Look at the file and say", "selected": not sent.form},
            *(
                {"value": kind.value, "text": formats.LABELS[kind], "selected": kind.value == sent.form}
                for kind in formats.READABLE
            ),
        ],
        courses=[
            {"value": "", "text": "Decide later", "selected": not sent.course},
            *({"value": slug, "text": title, "selected": slug == sent.course} for slug, title in _courses()),
        ],
    )
