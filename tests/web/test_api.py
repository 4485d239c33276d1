"""What machines ask for."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import Engine

from lms import __version__
from tests.support.client import PageClient
from tests.support.databases import counted


def test_health_names_both_versions_and_asks_two_things(app_on_each: Flask) -> None:
    with counted(Engine) as statements:
        answer = app_on_each.test_client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["status"] == "ok"
    assert answer.json["version"] == __version__
    assert answer.json["database"].split()[0] in {"SQLite", "PostgreSQL"}
    assert answer.json["database"].split()[1][0].isdigit()
    assert len(statements) == 2


def test_health_asks_nothing_about_a_person(app: Flask, client: PageClient) -> None:
    client.set_cookie("alongside", "x" * 43)
    with counted(Engine) as statements:
        client.get("/healthz")
    assert len(statements) == 2


def test_search_engines_are_asked_to_stay_away(client: PageClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert "Disallow: /" in answer.get_data(as_text=True)


def test_the_icon_is_the_mark(client: PageClient) -> None:
    address = client.get("/favicon.ico").headers["Location"]
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
