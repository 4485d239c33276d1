"""Owns the pages of leave and exemptions. It must not know what they excuse from."""

from __future__ import annotations

from flask import Blueprint, Response, request

from lms.domain.permissions import Action
from lms.domain.requirements import AbsenceKind
from lms.extensions import alongside, db
from lms.queries import absences as reads
from lms.queries import duties
from lms.services import absences as writes
from lms.web import access, clock, forms, rendering
from lms.web.manage import scope
from lms.web.manage.duty_forms import AbsenceForm

blueprint = Blueprint("absences", __name__, url_prefix="/manage/absences")

ABSENCE = "<int(max=2147483647):absence_id>"


@blueprint.get("")
@access.requires(Action.RECORD_ABSENCE)
def table() -> Response:
    """Who is excused, from when to when, and why."""
    lines = reads.lines(db.session(), rendering.library(), whom=scope.of_viewer())
    return rendering.page("manage/absences.html", lines=lines, today=clock.today(alongside().settings))


@blueprint.get("/add")
@access.requires(Action.RECORD_ABSENCE)
def add_page() -> Response:
    """The form for leave or an exemption."""
    return _form(_filled(AbsenceForm(request.args)))


@blueprint.post("/add")
@access.requires(Action.RECORD_ABSENCE)
def add() -> Response:
    """Note it; those who are not the viewer's to see are not in the list, so nobody else can be named."""
    form = _filled(AbsenceForm(request.form))
    if not form.validate():
        return _form(form, 422)
    writes.add(
        db.session(),
        actor_id=access.viewer().person_id,
        person_id=int(form.person.data),
        kind=AbsenceKind(form.kind.data),
        course=form.course.data or None,
        reason=form.reason.data,
        from_on=form.first_day,
        until_on=form.last_day,
        now=clock.now(),
    )
    return rendering.see_other("/manage/absences")


@blueprint.post(f"/{ABSENCE}/end")
@access.requires(Action.RECORD_ABSENCE)
def end(absence_id: int) -> Response:
    """Have it count no longer."""
    found = reads.line(db.session(), rendering.library(), absence_id)
    scope.check_person(found.team, Action.RECORD_ABSENCE)
    writes.end(db.session(), actor_id=access.viewer().person_id, absence_id=absence_id, now=clock.now())
    return rendering.see_other("/manage/absences")


def _filled(form: AbsenceForm) -> AbsenceForm:
    settings = alongside().settings
    people = duties.people(db.session(), scope.of_viewer(), clock.zone(settings))
    form.offer(
        [(str(one.person_id), f"{one.name}, {one.team}" if one.team else one.name) for one in people],
        [(course.slug, course.title) for course in rendering.library().courses.values()],
    )
    return form


def _form(form: AbsenceForm, status: int = 200) -> Response:
    return rendering.page("manage/absence_form.html", status=status, form=form, errors=forms.errors(form))
