"""Owns the administrator's pages about people. It must not know how accounts and passwords are kept."""

from __future__ import annotations

from flask import Blueprint, Response, request

from lms.domain import errors
from lms.domain.permissions import Action, Role
from lms.extensions import db
from lms.queries import adjustments as adjustment_reads
from lms.queries import people as people_reads
from lms.services import adjustments
from lms.services import people as people_writes
from lms.web import access, clock, forms, rendering
from lms.web.manage.forms import AddPersonForm, AdjustmentForm, adjustment_form

blueprint = Blueprint("manage", __name__, url_prefix="/manage/people")

# The largest key a database row of ours can have; a longer number names nobody.
PERSON = "<int(max=2147483647):person_id>"


@blueprint.get("")
@access.requires(Action.MANAGE_PEOPLE)
def people() -> Response:
    """Everybody with an account."""
    return rendering.page("manage/people.html", people=people_reads.people(db.session()))


@blueprint.get("/add")
@access.requires(Action.MANAGE_PEOPLE)
def add_page() -> Response:
    """The form for a new person."""
    return _add_form(AddPersonForm())


@blueprint.post("/add")
@access.requires(Action.MANAGE_PEOPLE)
def add() -> Response:
    """A new person; the password that was made for them is on the answer, and nowhere else."""
    form = AddPersonForm(request.form)
    if not form.validate():
        return _add_form(form, 422)
    try:
        added = people_writes.add(
            db.session(),
            actor_id=access.viewer().person_id,
            name=form.name.data,
            sign_in_name=form.sign_in_name.data,
            role=Role(form.role.data),
            team=form.team.data or None,
            password=None,
            now=clock.now(),
        )
    except errors.NameTaken as refusal:
        forms.refuse(form.sign_in_name, refusal.message)
        return _add_form(form, 422)
    return _made_password(added.person_id, added.password, is_new=True)


@blueprint.get(f"/{PERSON}")
@access.requires(Action.MANAGE_PEOPLE)
def person(person_id: int) -> Response:
    """One person and what can be done with their account."""
    found = people_reads.person(db.session(), person_id)
    own = found.person_id == access.viewer().person_id
    return rendering.page("manage/person.html", person=found, own=own)


@blueprint.post(f"/{PERSON}/password")
@access.requires(Action.MANAGE_PEOPLE)
def reset_password(person_id: int) -> Response:
    """A new password for them, shown once; every sign-in of theirs ends."""
    password = people_writes.reset_password(
        db.session(),
        actor_id=access.viewer().person_id,
        person_id=person_id,
        password=None,
        now=clock.now(),
    )
    return _made_password(person_id, password, is_new=False)


@blueprint.post(f"/{PERSON}/disable")
@access.requires(Action.MANAGE_PEOPLE)
def disable(person_id: int) -> Response:
    """They cannot sign in any more, and are signed out at their next request."""
    people_writes.disable(
        db.session(), actor_id=access.viewer().person_id, person_id=person_id, now=clock.now()
    )
    return _back_to(person_id)


@blueprint.post(f"/{PERSON}/enable")
@access.requires(Action.MANAGE_PEOPLE)
def enable(person_id: int) -> Response:
    """They can sign in again."""
    people_writes.enable(
        db.session(), actor_id=access.viewer().person_id, person_id=person_id, now=clock.now()
    )
    return _back_to(person_id)


@blueprint.get(f"/{PERSON}/adjustments")
@access.requires(Action.MANAGE_PEOPLE)
def adjustments_page(person_id: int) -> Response:
    """What is made easier for them in quizzes."""
    found = adjustment_reads.row_of(db.session(), person_id)
    return _adjustments_form(person_id, adjustment_form(found.adjustment))


@blueprint.post(f"/{PERSON}/adjustments")
@access.requires(Action.MANAGE_PEOPLE)
def adjust(person_id: int) -> Response:
    """Set all of it; it holds for every attempt started from now on."""
    form = AdjustmentForm(request.form)
    if not form.validate():
        return _adjustments_form(person_id, form, 422)
    adjustments.adjust(
        db.session(),
        actor_id=access.viewer().person_id,
        person_id=person_id,
        adjustment=form.adjustment(),
        now=clock.now(),
    )
    return _back_to(person_id)


def _adjustments_form(person_id: int, form: AdjustmentForm, status: int = 200) -> Response:
    return rendering.page(
        "manage/adjustments.html",
        status=status,
        person=people_reads.person(db.session(), person_id),
        row=adjustment_reads.row_of(db.session(), person_id),
        form=form,
        errors=forms.errors(form),
    )


def _back_to(person_id: int) -> Response:
    return rendering.see_other(f"/manage/people/{person_id}")


def _made_password(person_id: int, password: str, *, is_new: bool) -> Response:
    found = people_reads.person(db.session(), person_id)
    return rendering.page("manage/made_password.html", person=found, password=password, is_new=is_new)


def _add_form(form: AddPersonForm, status: int = 200) -> Response:
    teams = [team.name for team in people_reads.teams(db.session())]
    return rendering.page("manage/add.html", status=status, form=form, errors=forms.errors(form), teams=teams)
