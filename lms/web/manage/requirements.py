"""Owns the pages on what is required of whom: the list, one requirement, the preview of a change.

It must not know whom a change moves: it asks for a preview, and has it confirmed.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from lms.domain import errors, permissions
from lms.domain.permissions import Action
from lms.extensions import alongside, db
from lms.queries import people as people_reads
from lms.queries import requirements as reads
from lms.queries.requirements import Preview, RequirementPage
from lms.services import requirements as writes
from lms.web import access, clock, forms, rendering
from lms.web.manage.duty_forms import RequirementForm, TermsForm

blueprint = Blueprint("requirements", __name__, url_prefix="/manage/requirements")

REQUIREMENT = "<int(max=2147483647):requirement_id>"
HOME = "/manage/requirements"
# Moves shown on a page; the number of all of them is said.
SHOWN = 200


@blueprint.get("")
@access.requires(Action.SEE_REQUIREMENTS)
def table() -> Response:
    """Every requirement."""
    return rendering.page(
        "manage/requirements.html",
        lines=reads.lines(db.session(), rendering.library()),
        may_set=_may_set(),
        may_run=permissions.may(access.viewer().role, Action.RUN_CAMPAIGNS),
    )


@blueprint.get("/add")
@access.requires(Action.SET_REQUIREMENTS)
def add_page() -> Response:
    """The form for a new requirement."""
    form = _offered(RequirementForm())
    form.starts_on.data = clock.today(alongside().settings).isoformat()
    return _form(form, None)


@blueprint.post("/add")
@access.requires(Action.SET_REQUIREMENTS)
def add_preview() -> Response:
    """Whom a new requirement would reach; or, confirmed, the requirement."""
    form = _offered(RequirementForm(request.form))
    if not form.validate():
        return _form(form, None, 422)
    if "confirm" not in request.form:
        settings = alongside().settings
        found = reads.preview(
            db.session(),
            rendering.library(),
            course=form.course.data,
            group=form.chosen_group(),
            old=None,
            new=form.terms(),
            today=clock.today(settings),
            zone=clock.zone(settings),
        )
        return _preview(form, found, None)
    try:
        made = writes.create(
            db.session(),
            rendering.library(),
            actor_id=access.viewer().person_id,
            course=form.course.data,
            group=form.chosen_group(),
            terms=form.terms(),
            reason=form.reason.data or "",
            now=clock.now(),
        )
    except errors.RuleRefused as refused:
        forms.refuse(form.course, refused.message)
        return _form(form, None, 422)
    return rendering.see_other(f"{HOME}/{made}")


@blueprint.get(f"/{REQUIREMENT}")
@access.requires(Action.SEE_REQUIREMENTS)
def one(requirement_id: int) -> Response:
    """One requirement with every version of its terms."""
    return rendering.page("manage/requirement.html", page=_page(requirement_id), may_set=_may_set())


@blueprint.get(f"/{REQUIREMENT}/change")
@access.requires(Action.SET_REQUIREMENTS)
def change_page(requirement_id: int) -> Response:
    """The form with what is decided now."""
    page = _page(requirement_id)
    form = TermsForm()
    form.fill(page.line.terms)
    return _form(form, page)


@blueprint.post(f"/{REQUIREMENT}/change")
@access.requires(Action.SET_REQUIREMENTS)
def change(requirement_id: int) -> Response:
    """Whom a change would move; or, confirmed, the new version."""
    page = _page(requirement_id)
    form = TermsForm(request.form)
    if not form.validate():
        return _form(form, page, 422)
    settings = alongside().settings
    if "confirm" not in request.form:
        found = reads.preview(
            db.session(),
            rendering.library(),
            course=page.line.course,
            group=page.group,
            old=page.line.terms,
            new=form.terms(),
            today=clock.today(settings),
            zone=clock.zone(settings),
        )
        return _preview(form, found, page)
    onto = request.form.get("onto", "")
    try:
        writes.change(
            db.session(),
            rendering.library(),
            actor_id=access.viewer().person_id,
            requirement_id=requirement_id,
            onto=int(onto) if onto.isascii() and onto.isdigit() and len(onto) <= 9 else 0,
            terms=form.terms(),
            reason=form.reason.data or "",
            now=clock.now(),
            timezone=settings.timezone,
        )
    except (errors.RuleRefused, errors.StaleRule) as refused:
        forms.refuse(form.starts_on, refused.message)
        return _form(form, _page(requirement_id), 422)
    return rendering.see_other(f"{HOME}/{requirement_id}")


def _may_set() -> bool:
    return permissions.may(access.viewer().role, Action.SET_REQUIREMENTS)


def _page(requirement_id: int) -> RequirementPage:
    return reads.page(db.session(), rendering.library(), requirement_id)


def _offered(form: RequirementForm) -> RequirementForm:
    courses = [
        (course.slug, course.title)
        for course in rendering.library().courses.values()
        if course.final_quiz is not None
    ]
    teams = [(str(team.team_id), team.name) for team in people_reads.teams(db.session())]
    form.offer(courses, teams)
    return form


def _form(form: TermsForm, page: RequirementPage | None, status: int = 200) -> Response:
    return rendering.page(
        "manage/requirement_form.html", status=status, form=form, page=page, errors=forms.errors(form)
    )


def _preview(form: TermsForm, found: Preview, page: RequirementPage | None) -> Response:
    if found.faults:
        for fault in found.faults:
            forms.refuse(form.basis, fault)
        return _form(form, page, 422)
    return rendering.page(
        "manage/requirement_preview.html",
        preview=found,
        moves=found.moves[:SHOWN],
        page=page,
        fields=[(field.name, field.data or "") for field in form],
        action=f"{HOME}/add" if page is None else f"{HOME}/{page.line.requirement_id}/change",
    )
