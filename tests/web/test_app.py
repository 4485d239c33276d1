"""The wiring: whose name we answer to, whom we believe, what is ready when we start."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, request

from lms import app as application
from lms import extensions
from lms.settings import Settings
from lms.web import access, clock
from tests.support.app import running
from tests.support.client import PageClient
from tests.web import samples


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "localhost:5123", "127.0.0.1"])
def test_the_demo_answers_on_this_machine_at_any_port(client: PageClient, host: str) -> None:
    assert client.get("/sign-in", headers={"Host": host}).status_code == 200


def test_every_address_refuses_a_foreign_host(app: Flask) -> None:
    client = app.test_client()
    for route in samples.routes(app):
        for host in ("evil.example", "127.0.0.1.evil.example", "localhost@evil.example"):
            answer = client.open(route.url, method=route.method, headers={"Host": host})
            assert answer.status_code == 400, f"{route} answers {answer.status_code} to {host}"
            assert "evil" not in answer.get_data(as_text=True)


def test_a_forwarded_host_moves_nothing(client: PageClient) -> None:
    answer = client.get("/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"})
    assert answer.headers["Location"] == "/sign-in"


def test_the_names_we_answer_to_come_from_the_settings(change_settings: Callable[..., Settings]) -> None:
    settings = change_settings(base_url="https://learning.example.gov.uk", host="::")
    assert application.trusted_hosts(settings) == ["127.0.0.1", "learning.example.gov.uk", "localhost"]
    settings = change_settings(host="192.168.7.7")
    assert application.trusted_hosts(settings) == ["127.0.0.1", "192.168.7.7", "localhost"]


def address_seen(settings: Settings, forwarded: str) -> str | None:
    with running(settings) as app:
        app.add_url_rule("/seen", "seen", access.public(lambda: str(request.remote_addr)))
        answer = app.test_client().get("/seen", headers={"X-Forwarded-For": forwarded})
        return answer.get_data(as_text=True)


def test_nobody_can_choose_the_address_they_come_from(change_settings: Callable[..., Settings]) -> None:
    assert address_seen(change_settings(), "203.0.113.7") == "127.0.0.1"


def test_behind_one_proxy_only_its_own_word_counts(change_settings: Callable[..., Settings]) -> None:
    settings = change_settings(proxies=1)
    assert address_seen(settings, "198.51.100.1, 203.0.113.7") == "203.0.113.7"


def test_settling_reads_the_content_and_sets_what_is_loaded_aside(app: Flask) -> None:
    try:
        application.settle(app)
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
    assert app.jinja_env.cache


def test_the_parts_of_an_application_are_only_in_one_of_ours() -> None:
    bare = Flask("bare")
    bare.extensions[extensions.NAME] = object()
    with bare.app_context(), pytest.raises(TypeError, match="create_app"):
        extensions.alongside()


def test_templates_are_found_beside_the_package(app: Flask) -> None:
    assert "base.html" in app.jinja_env.list_templates()


def test_a_template_that_names_nothing_fails(app: Flask) -> None:
    with pytest.raises(Exception, match="undefined"):
        app.jinja_env.from_string("{{ nothing }}").render()


def test_today_is_a_date_in_the_zone_of_the_organisation(
    change_settings: Callable[..., Settings], tmp_path: Path
) -> None:
    ahead = clock.today(change_settings(timezone="Pacific/Kiritimati"))
    behind = clock.today(change_settings(timezone="Pacific/Pago_Pago"))
    assert 1 <= (ahead - behind).days <= 2
    assert clock.now().utcoffset() is not None
