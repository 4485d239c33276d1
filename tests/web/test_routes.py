"""Every address carries a permission, and holds each role to it."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.domain.permissions import Action
from lms.web import access
from tests.support.app import ADMINISTRATOR, LEARNER, MANAGER, ROLES, TRAINER
from tests.support.client import PageClient
from tests.web import samples

# What anybody may see without signing in. A new line here is a decision: say why in docs/security.md.
PUBLIC = {
    "assets.serve",
    "api.healthz",
    "api.robots",
    "api.favicon",
    "auth.sign_in_page",
    "auth.sign_in",
    "auth.sign_out",
    "learn.picture",
    "certificates.verify",
    "certificates.code",
    "certificate_files.pdf",
    "certificate_files.credential",
    "certificate_files.token",
    "checking.form",
    "checking.check",
    "messages.stop",
    "messages.stopping",
    "wallet.look",
    "wallet.take",
    "published.did",
    "published.jwks",
    "published.key",
    "published.status",
    "published.achievement",
}
ONLY = {
    "author.index": {TRAINER, ADMINISTRATOR},
    "author.problems": {TRAINER, ADMINISTRATOR},
    "beginning.new_page": {TRAINER, ADMINISTRATOR},
    "beginning.new": {TRAINER, ADMINISTRATOR},
    "editor.edit": {TRAINER, ADMINISTRATOR},
    "editor.save": {TRAINER, ADMINISTRATOR},
    "editor.preview": {TRAINER, ADMINISTRATOR},
    "gallery.gallery": {TRAINER, ADMINISTRATOR},
    "gallery.add": {TRAINER, ADMINISTRATOR},
    "gallery.media": {TRAINER, ADMINISTRATOR},
    "files.file": {TRAINER, ADMINISTRATOR},
    "files.rename": {TRAINER, ADMINISTRATOR},
    "files.remove": {TRAINER, ADMINISTRATOR},
    "files.undo": {TRAINER, ADMINISTRATOR},
    "transfer.import_page": {TRAINER, ADMINISTRATOR},
    "transfer.import_questions": {TRAINER, ADMINISTRATOR},
    "transfer.export": {TRAINER, ADMINISTRATOR},
    "transfer.export_file": {TRAINER, ADMINISTRATOR},
    "first.folder_page": {TRAINER, ADMINISTRATOR},
    "first.publish_folder": {TRAINER, ADMINISTRATOR},
    "trying.sheet": {TRAINER, ADMINISTRATOR},
    "trying.result": {TRAINER, ADMINISTRATOR},
    "releases.publish_page": {TRAINER, ADMINISTRATOR},
    "releases.publish": {TRAINER, ADMINISTRATOR},
    "releases.history": {TRAINER, ADMINISTRATOR},
    "releases.release": {TRAINER, ADMINISTRATOR},
    "releases.roll_back": {TRAINER, ADMINISTRATOR},
    "marking.queue": {TRAINER, ADMINISTRATOR},
    "marking.answer": {TRAINER, ADMINISTRATOR},
    "marking.take": {TRAINER, ADMINISTRATOR},
    "marking.judge": {TRAINER, ADMINISTRATOR},
    "marking.agree": {TRAINER, ADMINISTRATOR},
    "marking.reopen": {TRAINER, ADMINISTRATOR},
    "corrections.listed": {TRAINER, ADMINISTRATOR},
    "corrections.preview": {TRAINER, ADMINISTRATOR},
    "corrections.decide": {TRAINER, ADMINISTRATOR},
    "corrections.decided": {TRAINER, ADMINISTRATOR},
    "corrections.undo": {TRAINER, ADMINISTRATOR},
    "statistics.index": {TRAINER, ADMINISTRATOR},
    "statistics.overview": {TRAINER, ADMINISTRATOR},
    "statistics.question": {TRAINER, ADMINISTRATOR},
    "statistics.figures_json": {TRAINER, ADMINISTRATOR},
    "statistics.questions_csv": {TRAINER, ADMINISTRATOR},
    "statistics.answers_csv": {TRAINER, ADMINISTRATOR},
    "retention.table": {TRAINER, ADMINISTRATOR},
    "retention.as_csv": {TRAINER, ADMINISTRATOR},
    "standings.table": {TRAINER, MANAGER, ADMINISTRATOR},
    "standings.as_csv": {TRAINER, MANAGER, ADMINISTRATOR},
    "standings.history": {TRAINER, MANAGER, ADMINISTRATOR},
    "requirements.table": {TRAINER, MANAGER, ADMINISTRATOR},
    "requirements.one": {TRAINER, MANAGER, ADMINISTRATOR},
    "requirements.add_page": {TRAINER, ADMINISTRATOR},
    "requirements.add_preview": {TRAINER, ADMINISTRATOR},
    "requirements.change_page": {TRAINER, ADMINISTRATOR},
    "requirements.change": {TRAINER, ADMINISTRATOR},
    "absences.table": {TRAINER, MANAGER, ADMINISTRATOR},
    "absences.add_page": {TRAINER, MANAGER, ADMINISTRATOR},
    "absences.add": {TRAINER, MANAGER, ADMINISTRATOR},
    "absences.end": {TRAINER, MANAGER, ADMINISTRATOR},
    "evidence.table": {TRAINER, MANAGER, ADMINISTRATOR},
    "evidence.add_page": {TRAINER, MANAGER, ADMINISTRATOR},
    "evidence.add": {TRAINER, MANAGER, ADMINISTRATOR},
    "evidence.remove": {TRAINER, MANAGER, ADMINISTRATOR},
    "campaigns.table": {TRAINER, ADMINISTRATOR},
    "campaigns.add_page": {TRAINER, ADMINISTRATOR},
    "campaigns.add": {TRAINER, ADMINISTRATOR},
    "campaigns.one": {TRAINER, ADMINISTRATOR},
    "campaigns.sign": {TRAINER, ADMINISTRATOR},
    "campaigns.undo": {TRAINER, ADMINISTRATOR},
    "manage.people": {ADMINISTRATOR},
    "manage.add_page": {ADMINISTRATOR},
    "manage.add": {ADMINISTRATOR},
    "manage.person": {ADMINISTRATOR},
    "manage.reset_password": {ADMINISTRATOR},
    "manage.disable": {ADMINISTRATOR},
    "manage.enable": {ADMINISTRATOR},
    "issued.listed": {ADMINISTRATOR},
    "issued.one": {ADMINISTRATOR},
    "issued.revoke": {ADMINISTRATOR},
    "issued.restore": {ADMINISTRATOR},
    "issued.reissue": {ADMINISTRATOR},
    "issued.wallet": {ADMINISTRATOR},
    "authorities.page": {ADMINISTRATOR},
    "authorities.trust": {ADMINISTRATOR},
    "authorities.end": {ADMINISTRATOR},
    "authorities.rule": {ADMINISTRATOR},
    "manage.adjustments_page": {ADMINISTRATOR},
    "manage.adjust": {ADMINISTRATOR},
}


def test_every_view_carries_a_permission(app: Flask) -> None:
    bare = [name for name, view in app.view_functions.items() if access.permission_of(view) is None]
    assert bare == []


def test_only_the_listed_views_are_public(app: Flask) -> None:
    public = {
        name for name, view in app.view_functions.items() if access.permission_of(view) == access.PUBLIC
    }
    assert public == PUBLIC


def test_every_other_permission_is_an_action(app: Flask) -> None:
    for name, view in app.view_functions.items():
        if name not in PUBLIC:
            assert isinstance(access.permission_of(view), Action), name


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_its_own_views_and_no_other(app: Flask, role: str) -> None:
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.sign_in(role)
    token = client.csrf()
    wrong = []
    for route in samples.routes(app):
        if route.endpoint in PUBLIC:
            continue
        answer = client.open(route.url, method=route.method, headers={"X-CSRF-Token": token})
        allowed = role in ONLY.get(route.endpoint, {LEARNER, TRAINER, MANAGER, ADMINISTRATOR})
        refused = answer.status_code == 403
        if allowed == refused or answer.status_code >= 500:
            wrong.append(f"{route} answers {answer.status_code} to {role}")
    assert wrong == []


def test_a_visitor_is_sent_to_sign_in_from_every_view_that_is_not_public(app: Flask) -> None:
    wrong = []
    client = app.test_client()
    assert isinstance(client, PageClient)
    token = client.csrf("/sign-in")
    for route in samples.routes(app):
        if route.endpoint in PUBLIC:
            continue
        answer = client.open(route.url, method=route.method, headers={"X-CSRF-Token": token})
        if answer.status_code != 303 or not answer.headers["Location"].startswith("/sign-in"):
            wrong.append(f"{route} answers {answer.status_code}")
    assert wrong == []


def test_a_visitor_sees_every_public_view_without_a_fault(app: Flask) -> None:
    for route in samples.routes(app):
        if route.endpoint in PUBLIC and route.method == "GET":
            status = app.test_client().get(route.url).status_code
            assert status in {200, 302, 404}, f"{route} answers {status}"
