"""The yardstick: a Flask application that only returns ready-made bytes, as many as a lesson page has."""

from __future__ import annotations

import os

from flask import Flask, Response

app = Flask("bare")
_BODY = b"x" * int(os.environ.get("BARE_BYTES", "19000"))


@app.get("/page")
def page() -> Response:
    return Response(_BODY, mimetype="text/html")


@app.get("/healthz")
def healthz() -> Response:
    return Response(b"{}", mimetype="application/json")
