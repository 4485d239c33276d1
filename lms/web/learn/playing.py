"""Owns the addresses of conversations that are played: begin, choose, see how it went, look back.

It must not know how choices are stored or counted.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, request

from lms.content.library import Library
from lms.domain import errors
from lms.domain.permissions import Action
from lms.extensions import db
from lms.queries import plays as reads
from lms.services import plays
from lms.web import access, clock, larger, rendering, tongues
from lms.web.learn import pages

blueprint = Blueprint("plays", __name__)

AFTER = "after"


@dataclass(frozen=True, slots=True)
class LessonPlace:
    """Where the lesson of a conversation is, as long as it is among the live ones."""

    href: str
    course_title: str


@blueprint.get("/courses/<course>/<lesson>/plays")
@access.requires(Action.LEARN)
def own(course: str, lesson: str) -> Response:
    """How often one has played a conversation, and how it went. Raises: UnknownLesson."""
    library = rendering.library()
    title = library.conversation(course, lesson).title
    found = reads.own(db.session(), person_id=access.viewer().person_id, course=course, lesson=lesson)
    place = _place(library, course, lesson)
    return rendering.page(
        "learn/plays.html",
        plays=found,
        title=title,
        course=course,
        place=place,
        tail=tongues.current().tail,
        larger=larger.for_viewer(),
    )


@blueprint.post("/courses/<course>/<lesson>/plays")
@access.requires(Action.LEARN)
def start(course: str, lesson: str) -> Response:
    """Begin a play with the first choice. Raises: UnknownLesson, ConversationChanged, MalformedResponse."""
    moved = plays.start(
        db.session(),
        rendering.library(),
        person_id=access.viewer().person_id,
        course=course,
        lesson=lesson,
        scene=request.form.get("scene", ""),
        choice=_number("choice") - 1,
        now=clock.now(),
    )
    return _on(moved)


@blueprint.get("/plays/<play_id>")
@access.requires(Action.LEARN)
def moment(play_id: str) -> Response:
    """A play where it stands, or after an earlier choice. Raises: UnknownPlay."""
    after = request.args.get(AFTER)
    if after is not None and not (after.isascii() and after.isdigit() and len(after) < 4):
        abort(404)
    reading = tongues.current()
    found = reads.moment(
        db.session(),
        person_id=access.viewer().person_id,
        play_id=play_id,
        made=None if after is None else int(after),
        spoken=reading.spoken,
    )
    return rendering.page(
        "learn/play.html",
        moment=found,
        tail=reading.tail,
        kept="kept" in request.args,
        larger=larger.for_viewer(),
        place=_place(rendering.library(), found.course_slug, found.lesson_slug),
        fewest=reads.FEWEST,
    )


@blueprint.post("/plays/<play_id>")
@access.requires(Action.LEARN)
def choose(play_id: str) -> Response:
    """Choose in a scene; what was chosen there before stays. Raises: UnknownPlay, MalformedResponse."""
    moved = plays.choose(
        db.session(),
        person_id=access.viewer().person_id,
        play_id=play_id,
        number=_number("number"),
        choice=_number("choice") - 1,
        now=clock.now(),
    )
    return _on(moved)


def _on(moved: plays.Moved) -> Response:
    kept = "&kept=1" if moved.kept else ""
    asked = tongues.current().tail.replace("?", "&")
    return rendering.see_other(f"/plays/{moved.play_id}?{AFTER}={moved.number}{kept}{asked}#then")


def _number(name: str) -> int:
    """A small number of the form. Raises: MalformedResponse."""
    sent = request.form.get(name, "")
    if not (sent.isascii() and sent.isdigit() and len(sent) < 4):
        raise errors.MalformedResponse(name, "not a number of this form")
    return int(sent)


def _place(library: Library, course: str, lesson: str) -> LessonPlace | None:
    """None once the lesson is gone: the play stays, and stands alone."""
    try:
        library.conversation(course, lesson)
        return LessonPlace(pages.lesson_address(course, lesson), library.course(course).title)
    except errors.NotFound:
        return None
