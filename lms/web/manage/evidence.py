"""Owns the pages on which workshops and observed practice are noted, and taken back with a reason.

It must not know which certificate rests on them.
"""

from __future__ import annotations

import wtforms
from flask import Blueprint, Response, request
from wtforms import SelectChoice, StringField, validators

from lms.domain import errors
from lms.domain.certificates import WitnessedKind
from lms.domain.permissions import Action
from lms.extensions import alongside, db
from lms.queries import duties
from lms.queries import evidence as reads
from lms.services import evidence as writes
from lms.web import access, clock, forms, rendering
from lms.web.manage import duty_forms, scope

blueprint = Blueprint("evidence", __name__, url_prefix="/manage/evidence")

EVIDENCE = "<int(max=2147483647):evidence_id>"


class EvidenceForm(forms.Form):
    """One workshop or observed practice of one person."""

    person = duty_forms.listed("Person", "Choose a person")
    kind = duty_forms.listed(
        "What it was",
        "Choose a workshop or an observed practice",
        [(WitnessedKind.WORKSHOP.value, "Workshop"), (WitnessedKind.PRACTICE.value, "Observed practice")],
    )
    course = duty_forms.listed("Course", "Choose the course that it belongs to")
    title = StringField(
        "Its name",
        [forms.needed("Enter its name"), forms.at_most(200, "The name"), forms.one_line("The name")],
    )
    held_on = StringField("Day", duty_forms.a_day("Enter the day", needed=True))
    witness = StringField(
        "Who led or observed it",
        [
            forms.needed("Enter who led or observed it"),
            forms.at_most(200, "The name"),
            forms.one_line("The name"),
        ],
    )
    note = StringField("Note", [forms.at_most(500, "The note"), forms.one_line("The note")])

    def offer(self, people: duty_forms.Choices, courses: duty_forms.Choices) -> None:
        """Fill the lists."""
        # Nothing is chosen beforehand: the first of a list would be noted by mistake.
        self.person.choices = [SelectChoice(value, text) for value, text in [("", "Choose"), *people]]
        self.course.choices = [SelectChoice(value, text) for value, text in [("", "Choose"), *courses]]

    def validate_person(self, field: wtforms.Field) -> None:
        """Somebody is chosen."""
        if not field.data:
            raise validators.ValidationError("Choose a person")

    def validate_course(self, field: wtforms.Field) -> None:
        """A course is chosen."""
        if not field.data:
            raise validators.ValidationError("Choose the course that it belongs to")

    def validate_held_on(self, field: wtforms.Field) -> None:
        """Nothing is noted before it was."""
        day = duty_forms.day(field.data)
        if day is not None and day > clock.today(alongside().settings):
            raise validators.ValidationError("The day is still to come")


@blueprint.get("")
@access.requires(Action.RECORD_EVIDENCE)
def table() -> Response:
    """What was noted for the people whom the viewer leads."""
    return _table()


@blueprint.get("/add")
@access.requires(Action.RECORD_EVIDENCE)
def add_page() -> Response:
    """The form."""
    return _form(_filled(EvidenceForm(request.args)))


@blueprint.post("/add")
@access.requires(Action.RECORD_EVIDENCE)
def add() -> Response:
    """Note it; who is not the viewer's to see is not in the list, and neither is the viewer."""
    form = _filled(EvidenceForm(request.form))
    held_on = duty_forms.day(form.held_on.data)
    if not form.validate() or held_on is None:
        return _form(form, 422)
    settings = alongside().settings
    writes.add(
        db.session(),
        actor_id=access.viewer().person_id,
        person_id=int(form.person.data),
        kind=WitnessedKind(form.kind.data),
        course=form.course.data,
        title=form.title.data,
        held_on=held_on,
        witness=form.witness.data,
        note=form.note.data or "",
        today=clock.today(settings),
        now=clock.now(),
    )
    return rendering.see_other("/manage/evidence")


@blueprint.post(f"/{EVIDENCE}/remove")
@access.requires(Action.RECORD_EVIDENCE)
def remove(evidence_id: int) -> Response:
    """Have it count no longer, for a reason. Raises: UnknownEvidence, NotAllowed."""
    found = reads.line(db.session(), rendering.library(), evidence_id)
    scope.check_person(found.team, Action.RECORD_EVIDENCE)
    try:
        writes.remove(
            db.session(),
            actor_id=access.viewer().person_id,
            evidence_id=evidence_id,
            reason=request.form.get("reason", ""),
            now=clock.now(),
        )
    except (errors.Invalid, errors.EvidenceRefused) as refused:
        return _table([(f"#reason-{evidence_id}", refused.message)])
    return rendering.see_other("/manage/evidence")


def _filled(form: EvidenceForm) -> EvidenceForm:
    people = duties.people(db.session(), scope.of_viewer(), clock.zone(alongside().settings))
    form.offer(
        [
            (str(one.person_id), f"{one.name}, {one.team}" if one.team else one.name)
            for one in people
            if one.person_id != access.viewer().person_id
        ],
        [(course.slug, course.title) for course in rendering.library().courses.values()],
    )
    return form


def _form(form: EvidenceForm, status: int = 200) -> Response:
    return rendering.page("manage/evidence_form.html", status=status, form=form, errors=forms.errors(form))


def _table(problems: list[tuple[str, str]] | None = None) -> Response:
    lines = reads.lines(db.session(), rendering.library(), whom=scope.of_viewer())
    return rendering.page(
        "manage/evidence.html",
        status=422 if problems else 200,
        lines=lines,
        problems=problems or [],
        own=access.viewer().person_id,
    )
