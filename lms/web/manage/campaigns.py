"""Owns the pages of campaigns: planning one, its dry run, signing it off, undoing that.

It must not know what changed, nor whom that reaches.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from lms.domain.changes import Label
from lms.domain.permissions import Action
from lms.extensions import alongside, db
from lms.queries import campaigns as reads
from lms.queries import deltas, releases
from lms.services import campaigns as writes
from lms.services.certification import Issuing
from lms.web import access, clock, forms, rendering
from lms.web.manage.duty_forms import CampaignForm, day

blueprint = Blueprint("campaigns", __name__, url_prefix="/manage/campaigns")

CAMPAIGN = "<int(max=2147483647):campaign_id>"
HOME = "/manage/campaigns"


@blueprint.get("")
@access.requires(Action.RUN_CAMPAIGNS)
def table() -> Response:
    """Every campaign."""
    lines = reads.all_lines(db.session(), rendering.library(), now=clock.now())
    return rendering.page("manage/campaigns.html", lines=lines)


@blueprint.get("/add")
@access.requires(Action.RUN_CAMPAIGNS)
def add_page() -> Response:
    """The form for a new one."""
    return _form(_offered(CampaignForm()))


@blueprint.post("/add")
@access.requires(Action.RUN_CAMPAIGNS)
def add() -> Response:
    """Plan it; its page is the dry run."""
    form = _offered(CampaignForm(request.form))
    if not form.validate():
        return _form(form, 422)
    settings = alongside().settings
    due_on = day(form.due_on.data)
    if due_on is None or due_on <= clock.today(settings):
        forms.refuse(form.due_on, "Enter a day after today")
        return _form(form, 422)
    release = int(form.release.data)
    sections = deltas.of_release(
        db.session(), rendering.library(), alongside().shelf, course=form.course.data, release=release
    )
    made = writes.plan(
        db.session(),
        rendering.library(),
        actor_id=access.viewer().person_id,
        course=form.course.data,
        release=release,
        sections=sections,
        note=form.note.data or "",
        due_on=due_on,
        now=clock.now(),
        timezone=settings.timezone,
    )
    return rendering.see_other(f"{HOME}/{made}")


@blueprint.get(f"/{CAMPAIGN}")
@access.requires(Action.RUN_CAMPAIGNS)
def one(campaign_id: int) -> Response:
    """One campaign: what changed, whom it reaches, and what can be done with it now."""
    settings = alongside().settings
    now = clock.now()
    line = reads.line(db.session(), rendering.library(), campaign_id=campaign_id, now=now)
    planned = line.stage is reads.Stage.PLANNED
    return rendering.page(
        "manage/campaign.html",
        campaign=line,
        reach=reads.dry_run(
            db.session(),
            rendering.library(),
            line=line,
            today=clock.today(settings),
            zone=clock.zone(settings),
        )
        if planned
        else reads.Reach(()),
        names=() if planned else reads.names(db.session(), campaign_id),
        opened=reads.opened(db.session(), campaign_id),
        signer=access.viewer().name,
    )


@blueprint.post(f"/{CAMPAIGN}/sign")
@access.requires(Action.RUN_CAMPAIGNS)
def sign(campaign_id: int) -> Response:
    """Sign it off, in the name of whoever is signed in."""
    writes.sign_off(
        db.session(),
        rendering.library(),
        actor_id=access.viewer().person_id,
        campaign_id=campaign_id,
        now=clock.now(),
        issuing=_issuing(),
    )
    return rendering.see_other(f"{HOME}/{campaign_id}")


@blueprint.post(f"/{CAMPAIGN}/undo")
@access.requires(Action.RUN_CAMPAIGNS)
def undo(campaign_id: int) -> Response:
    """Take the sign-off back."""
    writes.undo(db.session(), actor_id=access.viewer().person_id, campaign_id=campaign_id, now=clock.now())
    return rendering.see_other(f"{HOME}/{campaign_id}")


def _issuing() -> Issuing:
    settings = alongside().settings
    return Issuing(settings.organisation, settings.base_url, settings.timezone)


def _offered(form: CampaignForm) -> CampaignForm:
    lines = [line for line in releases.history(db.session(), limit=50) if line.label is Label.SUBSTANTIVE]
    form.offer(
        [
            (course.slug, course.title)
            for course in rendering.library().courses.values()
            if course.final_quiz is not None
        ],
        [(str(line.number), f"{line.number}: {line.note or line.label.value}"[:100]) for line in lines],
    )
    return form


def _form(form: CampaignForm, status: int = 200) -> Response:
    return rendering.page("manage/campaign_form.html", status=status, form=form, errors=forms.errors(form))
