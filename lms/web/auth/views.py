"""Owns the pages for signing in, signing out and changing one's own password.

It must not know how a password is stored or how tries are counted.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, request, session

from lms.domain import errors
from lms.domain.permissions import Action
from lms.extensions import alongside, db
from lms.services import accounts
from lms.web import access, carried, clock, forms, headers, rendering
from lms.web.auth import destinations
from lms.web.auth.forms import PasswordForm, SignInForm
from lms.web.errors import retry_after

blueprint = Blueprint("auth", __name__)


@blueprint.get("/sign-in")
@access.public
def sign_in_page() -> Response:
    """The form; somebody who is signed in already goes where they wanted."""
    if access.viewer_or_none() is not None:
        return rendering.see_other(destinations.allowed(request.args.get("next", "")))
    return _sign_in_form(SignInForm(), request.args.get("next", ""))


@blueprint.post("/sign-in")
@access.public
def sign_in() -> Response:
    """A new sign-in with a new id; whatever the browser held before is forgotten."""
    form = SignInForm(request.form)
    wanted = request.form.get("next", "")
    if not form.validate():
        return _sign_in_form(form, wanted, 422)
    try:
        signed_in = _open_sign_in(form.email.data, form.password.data)
    except (errors.SignInRefused, errors.TooManyTries) as refusal:
        return _refused(form, wanted, refusal)
    _end_former()
    kept = carried.unpack(request.form.get(carried.FIELD, ""))
    if kept is not None:
        return _signed_in_with(signed_in.token, kept)
    return _signed_in(signed_in.token, destinations.allowed(wanted))


@blueprint.post("/sign-out")
@access.public
def sign_out() -> Response:
    """End the sign-in here and on the server; the browser drops what it kept of our pages."""
    _end_former()
    session.clear()
    response = rendering.see_other("/sign-in?signed-out=yes")
    access.forget_sign_in(response)
    response.headers["Clear-Site-Data"] = headers.CLEAR_SITE_DATA
    return response


@blueprint.get("/account/password")
@access.requires(Action.OWN_ACCOUNT)
def password_page() -> Response:
    """The form, and after a change the sentence that says so."""
    return _password_form(PasswordForm(), changed="changed" in request.args)


@blueprint.post("/account/password")
@access.requires(Action.OWN_ACCOUNT)
def change_password() -> Response:
    """Change it, end every sign-in of this person, and sign this browser in anew."""
    form = PasswordForm(request.form)
    if not form.validate():
        return _password_form(form, status=422)
    viewer = access.viewer()
    try:
        accounts.change_password(
            db.session(),
            person_id=viewer.person_id,
            current=form.current.data,
            new=form.new.data,
            now=clock.now(),
        )
    except errors.WrongPassword as refusal:
        forms.refuse(form.current, refusal.message)
        return _password_form(form, status=422)
    except errors.WeakPassword as refusal:
        forms.refuse(form.new, refusal.message)
        return _password_form(form, status=422)
    signed_in = _open_sign_in(viewer.sign_in_name, form.new.data)
    return _signed_in(signed_in.token, "/account/password?changed=yes")


def _open_sign_in(name: str, password: str) -> accounts.SignedIn:
    return accounts.sign_in(
        db.session(),
        name=name,
        password=password,
        address=request.remote_addr or "",
        now=clock.now(),
        lasts=timedelta(hours=alongside().settings.session_hours),
    )


def _signed_in(token: str, destination: str) -> Response:
    session.clear()
    response = rendering.see_other(destination)
    access.remember_sign_in(response, token)
    return response


def _signed_in_with(token: str, kept: carried.Carried) -> Response:
    """A page that sends the form again which the former sign-in came too late for."""
    session.clear()
    answer = Response(mimetype="text/html")
    access.remember_sign_in(answer, token)
    answer.set_data(rendering.text("auth/carry_on.html", kept=kept))
    return answer


def _end_former() -> None:
    hashed = access.token_hash()
    if hashed is not None:
        accounts.sign_out(db.session(), token_hash=hashed, now=clock.now())


def _refused(form: SignInForm, wanted: str, refusal: errors.SignInRefused | errors.TooManyTries) -> Response:
    forms.refuse(form.email, refusal.message)
    wait = retry_after(refusal)
    response = _sign_in_form(form, wanted, 422 if wait is None else 429)
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    return response


def _sign_in_form(form: SignInForm, wanted: str, status: int = 200) -> Response:
    return rendering.page(
        "auth/sign_in.html",
        status=status,
        form=form,
        errors=forms.errors(form),
        next=destinations.allowed(wanted),
        signed_out="signed-out" in request.args,
        carried=request.form.get(carried.FIELD, ""),
    )


def _password_form(form: PasswordForm, *, status: int = 200, changed: bool = False) -> Response:
    return rendering.page(
        "auth/password.html", status=status, form=form, errors=forms.errors(form), changed=changed
    )
