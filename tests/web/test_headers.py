"""What every answer carries, word for word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, Response

from lms.settings import Settings
from lms.web import access, headers
from tests.support.app import LEARNER, running
from tests.support.client import PASSWORD, PageClient
from tests.web import samples

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'"
)


def test_every_answer_carries_the_headers(app: Flask) -> None:
    visitor, learner = app.test_client(), app.test_client()
    assert isinstance(learner, PageClient)
    learner.sign_in(LEARNER)
    urls = [route.url for route in samples.routes(app) if route.method == "GET"]
    for client in (visitor, learner):
        for url in [*urls, "/nowhere", "/favicon.ico"]:
            got = client.get(url).headers
            assert "default-src 'none'" in got["Content-Security-Policy"], url
            assert "frame-ancestors 'none'" in got["Content-Security-Policy"], url
            assert got["X-Content-Type-Options"] == "nosniff", url
            assert got["Referrer-Policy"] == "no-referrer", url
            assert got["Cross-Origin-Opener-Policy"] == "same-origin", url
            assert got["Cross-Origin-Resource-Policy"] == "same-origin", url
            assert got["Permissions-Policy"] == headers.PERMISSIONS_POLICY, url
            assert "Server" not in got, url
            assert "Strict-Transport-Security" not in got, url
            assert len(got.getlist("X-Content-Type-Options")) == 1, url


def test_pages_have_the_exact_policy(client: PageClient) -> None:
    assert client.get("/sign-in").headers["Content-Security-Policy"] == POLICY


def test_a_view_may_send_a_stricter_policy(app: Flask) -> None:
    strict = {"Content-Security-Policy": "sandbox", "Cache-Control": "private, no-cache"}
    app.add_url_rule("/strict", "strict", access.public(lambda: Response("x", headers=strict)))
    got = app.test_client().get("/strict").headers
    assert got.getlist("Content-Security-Policy") == ["sandbox"]
    assert got["Cache-Control"] == "private, no-cache"
    assert "Cookie" in got["Vary"]


def test_every_browser_feature_is_off() -> None:
    assert all(part.endswith("=()") for part in headers.PERMISSIONS_POLICY.split(", "))
    assert "camera=()" in headers.PERMISSIONS_POLICY


@pytest.mark.parametrize("url", ["/", "/account/password", "/certificates", "/nowhere"])
def test_what_a_signed_in_person_sees_is_not_kept(client: PageClient, url: str) -> None:
    client.sign_in(LEARNER)
    got = client.get(url).headers
    assert "no-store" in got["Cache-Control"]
    assert "Cookie" in got["Vary"]


def test_static_files_are_kept_for_everybody(client: PageClient) -> None:
    address = client.get("/favicon.ico").headers["Location"]
    got = client.get(address).headers
    assert "immutable" in got["Cache-Control"]
    assert "Cookie" not in got["Vary"]


def test_by_https_the_cookies_are_tied_to_the_host_and_http_is_given_up(
    change_settings: Callable[..., Settings],
) -> None:
    settings = change_settings(base_url="https://learning.example.gov.uk")
    with running(settings) as app:
        client = app.test_client()
        base = {"base_url": "https://learning.example.gov.uk"}
        page = client.get("/sign-in", **base)
        assert page.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
        assert page.headers["Set-Cookie"].startswith("__Host-visitor=")
        assert isinstance(client, PageClient)
        token = client.page("/sign-in", **base).fields("/sign-in")["csrf_token"][0]
        data = {"email": LEARNER, "password": PASSWORD, "csrf_token": token}
        answer = client.post("/sign-in", data=data, **base)
        assert answer.status_code == 303
        cookies = [
            line for line in answer.headers.getlist("Set-Cookie") if line.startswith("__Host-alongside=")
        ]
        assert len(cookies) == 1
        for attribute in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
            assert attribute in cookies[0].split("; ")
        assert "Domain" not in cookies[0]
        assert "Max-Age" not in cookies[0]
        assert client.get("/", **base).status_code == 200


def test_by_http_the_cookie_is_kept_from_scripts(client: PageClient) -> None:
    page = client.page("/sign-in")
    answer = client.send(page, "/sign-in", email=LEARNER, password=PASSWORD)
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("alongside="))
    assert "HttpOnly" in cookie.split("; ")
    assert "SameSite=Lax" in cookie.split("; ")
    assert "Secure" not in cookie.split("; ")


@pytest.mark.parametrize(
    ("given", "vary"),
    [
        ([], "Cookie"),
        ([("Vary", "Accept-Encoding")], "Accept-Encoding, Cookie"),
        ([("Vary", "Cookie"), ("Vary", "Accept-Encoding")], "Cookie, Accept-Encoding"),
        ([("Cache-Control", "public, max-age=1"), ("Vary", "Accept-Encoding")], "Accept-Encoding"),
        ([("Cache-Control", "public, max-age=1")], None),
    ],
)
def test_what_differs_by_cookie_says_so_once(given: list[tuple[str, str]], vary: str | None) -> None:
    got = headers.completed([("X-Other", "1"), *given])
    assert [value for name, value in got if name == "Vary"] == ([] if vary is None else [vary])
    assert ("X-Other", "1") in got


def test_the_headers_are_there_even_when_a_hook_fails(app: Flask) -> None:
    def broken(response: Response) -> Response:
        raise ValueError("a hook")

    app.after_request(broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = app.test_client().get("/sign-in")
    assert answer.status_code == 500
    assert answer.headers["Content-Security-Policy"] == POLICY
