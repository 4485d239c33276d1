"""Pages leave small where the browser can read them so."""

from __future__ import annotations

import gzip
from io import BytesIO

import pytest
from flask import Flask, Response

from lms.web import access, compression
from tests.support.client import PageClient

GZIP = {"Accept-Encoding": "gzip"}


def test_a_page_is_compressed_and_says_so(client: PageClient) -> None:
    answer = client.get("/sign-in", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert {"Accept-Encoding", "Cookie"} <= {word.strip() for word in answer.headers["Vary"].split(",")}
    body = gzip.decompress(answer.data)
    assert b"<h1" in body
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(body)


@pytest.mark.parametrize("accepts", ["", "br", "identity", "gzip;q=0"])
def test_a_browser_that_cannot_read_it_gets_the_page_as_it_is(client: PageClient, accepts: str) -> None:
    answer = client.get("/sign-in", headers={"Accept-Encoding": accepts})
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["Vary"]


def compressed(app: Flask, response: Response) -> Response:
    with app.test_request_context(headers=GZIP):
        return compression.compress(response)


def test_small_or_other_or_ready_answers_stay_as_they_are(app: Flask) -> None:
    long = "x" * 5_000
    for response in (
        Response("short", mimetype="text/html"),
        Response(long, mimetype="application/json"),
        Response(iter([long]), mimetype="text/html"),
        Response(BytesIO(b"x" * 5_000), mimetype="text/html", direct_passthrough=True),
        Response(status=304, mimetype="text/html"),
    ):
        assert "Content-Encoding" not in compressed(app, response).headers
    ready = Response(long, mimetype="text/html", headers={"Content-Encoding": "br"})
    assert compressed(app, ready).headers["Content-Encoding"] == "br"


def test_a_strong_tag_becomes_weak_because_the_bytes_are_others(app: Flask) -> None:
    response = Response("x" * 5_000, mimetype="text/html")
    response.set_etag("one")
    assert compressed(app, response).get_etag() == ("one", True)
    weak = Response("x" * 5_000, mimetype="text/html")
    weak.set_etag("two", weak=True)
    assert compressed(app, weak).get_etag() == ("two", True)


def test_the_tag_of_an_uncompressed_page_stays_strong(app: Flask) -> None:
    def view() -> Response:
        response = Response("x" * 5_000, mimetype="text/html")
        response.set_etag("one")
        return response

    app.add_url_rule("/tagged", view_func=access.public(view))
    assert app.test_client().get("/tagged").headers["ETag"] == '"one"'
