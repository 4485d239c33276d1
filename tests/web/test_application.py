"""The door opens before the last page is there: what is there answers, and the rest waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Map, Rule
from werkzeug.test import Client

from lms import app as application
from lms.settings import Settings
from lms.web.application import Application
from tests.web import samples


def test_addresses_are_built_as_werkzeug_builds_them(change_settings: Callable[..., Settings]) -> None:
    app = application.create_app(change_settings(), log_requests=False)
    plain = Map(
        [
            Rule(rule.rule, endpoint=rule.endpoint, methods=rule.methods, defaults=rule.defaults)
            for rule in app.url_map.iter_rules()
        ],
        converters=app.url_map.converters,
    )
    for rule in app.url_map.iter_rules():
        values = {name: samples.VALUES[name] for name in rule.arguments} | {"beside": "a b&c", "rule": "x"}
        ours, theirs = (at.bind("localhost").build(rule.endpoint, values) for at in (app.url_map, plain))
        assert ours == theirs
    application.close(app)


@pytest.fixture
def begun(change_settings: Callable[..., Settings]) -> Application:
    return application.begin(change_settings(), log_requests=False)


def later(client: FlaskClient, method: str, path: str) -> tuple[threading.Thread, list[int]]:
    """A request that somebody else makes meanwhile, and its status once there is one."""
    told: list[int] = []
    asking = threading.Thread(
        target=lambda: told.append(client.open(path, method=method).status_code), daemon=True
    )
    asking.start()
    return asking, told


def test_the_first_pages_answer_at_once(begun: Application) -> None:
    client = begun.test_client()
    for path in ("/sign-in", "/healthz", "/robots.txt"):
        assert client.get(path).status_code == 200, path
    assert client.get("/sign-in").headers["Content-Security-Policy"]
    application.close(begun)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 303), ("GET", "/no-such-page", 404), ("POST", "/quizzes/tea/attempts", 400)],
)
def test_whoever_asks_for_another_page_waits_for_it(
    begun: Application, method: str, path: str, status: int
) -> None:
    asking, told = later(begun.test_client(), method, path)
    begun.test_client().get("/sign-in")
    assert not told
    application.complete(begun)
    asking.join(60)
    assert told == [status]
    application.close(begun)


def test_nothing_differs_once_all_is_there(begun: Application, app: Application) -> None:
    before = Client(begun).get("/sign-in").status
    application.complete(begun)
    assert Client(begun).get("/sign-in").status == before
    assert {str(rule) for rule in begun.url_map.iter_rules()} == {
        str(rule) for rule in app.url_map.iter_rules()
    }
    assert type(begun.outermost) is type(app.outermost)
    application.close(begun)
