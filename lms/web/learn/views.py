"""Owns the addresses of learning: my learning, courses, lessons with their checks, glossary, pictures.

It must not know how progress is counted or how a lesson became HTML.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, request

from lms.content import render
from lms.content.library import Library
from lms.domain.attempts import share_a_bank
from lms.domain.permissions import Action
from lms.extensions import alongside, db, hot
from lms.queries import beside, checks, learning, practice
from lms.queries.people import Viewer
from lms.services import lessons
from lms.web import access, clock, csrf, rendering, tongues
from lms.web.learn import fast_path, frames, media, pages, rounds

blueprint = Blueprint("learn", __name__)


@blueprint.get("/")
@access.requires(Action.LEARN)
def home() -> Response:
    """Every course as the person stands with it, and the one thing to carry on with."""
    viewer = access.viewer()
    reading = tongues.current()
    library = reading.shown
    found = learning.home(
        db.session(), library, person_id=viewer.person_id, today=clock.today(alongside().settings)
    )
    start = None
    if found.carry_on is None:
        ready = [card.slug for card in found.courses if not card.started and not card.needs]
        start = pages.first_step(library, ready)
    return rendering.page(
        "learn/home.html",
        home=found,
        start=start,
        address=pages.carry_on_address,
        spoken=reading.spoken,
        due=rounds.due(),
        practice_due=practice.is_due(
            db.session(),
            library,
            person_id=viewer.person_id,
            now=clock.now(),
            zone=clock.zone(alongside().settings),
        ),
    )


@blueprint.get("/courses/<course>")
@access.requires(Action.LEARN)
def course(course: str) -> Response:
    """One course: what it is, its modules as ticked lists, what is left."""
    reading = tongues.current()
    found = _course_page(course, reading.shown)
    said = reading.spoken.course(course)
    return rendering.page(
        "learn/course.html",
        said=said,
        note=tongues.note(reading, said, f"/courses/{course}", lambda words: course in words.courses),
        spoken=reading.spoken,
        page=found,
        intro=render.block(found.course.intro),
        has_glossary=bool(rendering.library().glossary(course)),
        address=pages.carry_on_address,
    )


@blueprint.get("/courses/<course>/carry-on")
@access.requires(Action.LEARN)
def carry_on(course: str) -> Response:
    """Straight to the first thing that is still to do; to the course when nothing is."""
    there = _course_page(course, rendering.library()).carry_on
    return rendering.see_other(f"/courses/{course}" if there is None else pages.carry_on_address(there))


@blueprint.get("/courses/<course>/glossary")
@access.requires(Action.LEARN)
def glossary(course: str) -> Response:
    """The words of a course."""
    reading = tongues.current()
    said = reading.spoken.glossary(course)
    return rendering.page(
        "learn/glossary.html",
        course=reading.shown.course(course),
        course_said=reading.spoken.course(course),
        terms=reading.shown.glossary(course),
        said=said,
        note=tongues.note(reading, said, request.path, lambda words: course in words.glossaries),
    )


@blueprint.get("/courses/<course>/<lesson>")
@access.requires(Action.LEARN, brings_viewer=True)
def lesson(course: str, lesson: str) -> Response:
    """A lesson: one statement. Once the page is known, `fast_path` answers before Flask is asked."""
    viewer, read = _visit(course)
    reading = tongues.current()
    if reading.tail:
        return Response(pages.text(reading, course, lesson, read), mimetype="text/html")
    key = pages.key(reading.spoken.library, course, lesson, read, viewer.role, viewer.language)
    frame = fast_path.kept(current_app).find(
        key, lambda: pages.text(reading, course, lesson, read, csrf_token=frames.SLOT)
    )
    answer = frames.answer(
        frame,
        secret=csrf.sign_in_secret(alongside().settings.secret_key, access.token_hash() or ""),
        none_match=request.headers.get("If-None-Match", ""),
        accepts=request.headers.get("Accept-Encoding", ""),
    )
    return Response(answer.body, answer.status, answer.headers)


@blueprint.post("/courses/<course>/<lesson>/read")
@access.requires(Action.LEARN)
def mark_read(course: str, lesson: str) -> Response:
    """Tick a lesson and go on."""
    step = lessons.mark_read(
        db.session(),
        rendering.library(),
        person_id=access.viewer().person_id,
        course=course,
        lesson=lesson,
        now=clock.now(),
    )
    return rendering.see_other(pages.step_address(course, step))


@blueprint.get("/courses/<course>/<lesson>/checks/<item>")
@access.requires(Action.LEARN)
def see_check(course: str, lesson: str, item: str) -> Response:
    """The address of an answered check, opened again: back to the lesson."""
    return rendering.see_other(f"{pages.lesson_address(course, lesson)}#check-{item}")


@blueprint.post("/courses/<course>/<lesson>/checks/<item>")
@access.requires(Action.LEARN, brings_viewer=True)
def check(course: str, lesson: str, item: str) -> Response:
    """The lesson again, with what the answer to one check shows. Nothing is stored.

    It shows nothing while an attempt is open that asks the same question.
    """
    viewer, read = _visit(course)
    reading = tongues.current()
    found = pages.find_check(reading.shown, course, lesson, item)
    if found is None:
        abort(404)
    again = "again" in request.form
    told = checks.answer(found, {} if again else request.form.to_dict(flat=False))
    result, error, status = told.result, None, 200
    if result is not None and _helps_an_attempt(viewer, course, lesson, item):
        result, error, status = None, pages.HELD, 409
    elif result is None and not again:
        error, status = pages.nothing_given(told.sheet), 422
    shown = pages.Check(told.sheet, result, error, fresh=again)
    text = pages.text(reading, course, lesson, read, {item: shown})
    return Response(text, status=status, mimetype="text/html")


@blueprint.get("/media/<digest>/<name>")
@access.public
def picture(digest: str, name: str) -> Response:
    """A figure. Public, because nobody can guess the digest and course figures are no secret:
    so browsers keep it for ever, and a shared cache may.
    """
    return media.answer(rendering.library(), f"{digest}/{name}")


def _visit(course: str) -> tuple[Viewer, frozenset[str]]:
    """Who is here and what they have read of this course, in one statement.

    Raises: SignInNeeded, NotAllowed.
    """
    hashed = access.token_hash()
    visit: learning.LessonVisit | None = None
    if fast_path.VISIT in request.environ:
        visit = request.environ[fast_path.VISIT]
    elif hashed is not None:
        now = clock.now()
        visit = hot().read(
            lambda connection: learning.lesson_visit(connection, token_hash=hashed, course=course, now=now)
        )
    viewer = access.admit(None if visit is None else visit.viewer, Action.LEARN)
    return viewer, frozenset() if visit is None else visit.read


def _helps_an_attempt(viewer: Viewer, course: str, lesson: str, item_id: str) -> bool:
    """Whether somebody has an attempt open that asks what this check asks, in whichever language."""
    found = pages.find_check(rendering.library(), course, lesson, item_id)
    opened = beside.opened(db.session(), person_id=viewer.person_id, now=clock.now())
    return found is not None and any(share_a_bank((found,), quiz.items) for quiz in opened)


def _course_page(course: str, library: Library) -> learning.CoursePage:
    return learning.course_page(
        db.session(),
        library,
        person_id=access.viewer().person_id,
        course=course,
        today=clock.today(alongside().settings),
    )
