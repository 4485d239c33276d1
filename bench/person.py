"""One signed-in browser without a browser: cookies, redirects and the forms that a page really holds.

It must not know the database: all that it does goes through pages.
"""

from __future__ import annotations

import html.parser
import http.client
import http.cookies
import json
import urllib.parse
from dataclasses import dataclass, field

# What goes into every field that is typed: a number too, so that it reads as an answer everywhere.
WRITTEN = "10"


@dataclass(slots=True)
class Form:
    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


class _Forms(html.parser.HTMLParser):
    """Collects forms with their hidden fields and the values that may be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self.forms and self._select and given.get("value"):
            self.forms[-1].choices.setdefault(self._select, []).append(given["value"])
        elif tag == "input" and self.forms and given.get("name"):
            place = self.forms[-1]
            kind = given.get("type", "text")
            if kind in ("radio", "checkbox"):
                place.choices.setdefault(given["name"], []).append(given.get("value", "on"))
            elif kind == "hidden":
                place.fields.setdefault(given["name"], []).append(given.get("value", ""))
            elif kind == "text":
                place.choices[given["name"]] = [WRITTEN]
        elif tag == "textarea" and self.forms and given.get("name"):
            self.forms[-1].choices[given["name"]] = [WRITTEN]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


def forms(page: str) -> list[Form]:
    reader = _Forms()
    reader.feed(page)
    return reader.forms


class Person:
    """Sends one request after another on one connection; `requests` counts them."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.host = f"http://127.0.0.1:{port}"
        self.cookies: dict[str, str] = {}
        self.requests = 0

    def close(self) -> None:
        self.connection.close()

    def cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def send(
        self, method: str, path: str, fields: dict[str, list[str]] | None = None
    ) -> tuple[int, str, str]:
        """Status, Location header (or empty) and body text."""
        if fields is None:
            return self._send(method, path, None, {})
        body = urllib.parse.urlencode(fields, doseq=True)
        return self._send(method, path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def put_json(self, path: str, token: str, content: object) -> tuple[int, str, str]:
        """The same for what a script of ours sends."""
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-CSRF-Token": token,
            "Sec-Fetch-Site": "same-origin",
        }
        return self._send("PUT", path, json.dumps(content), headers)

    def _send(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, str, str]:
        if self.cookies:
            headers |= {"Cookie": self.cookie_header()}
        if body is not None:
            headers |= {"Origin": self.host}
        try:
            self.connection.request(method, path, body=body, headers=headers)
            response = self.connection.getresponse()
        except http.client.RemoteDisconnected:
            # The server has closed a connection that rested; nothing of the request was read.
            self.connection.close()
            self.connection.request(method, path, body=body, headers=headers)
            response = self.connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        self.requests += 1
        for value in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in http.cookies.SimpleCookie(value).items():
                self.cookies[name] = morsel.value
        return response.status, response.headers.get("Location") or "", text

    def get(self, path: str) -> str:
        """The page at the end of at most five redirects. Raises: RuntimeError unless it is a 200."""
        for _ in range(5):
            status, location, text = self.send("GET", path)
            if status not in (301, 302, 303):
                break
            path = _path(location)
        if status != 200:
            raise RuntimeError(f"GET {path} answered {status}")
        return text

    def post(self, form: Form, chosen: dict[str, list[str]] | None = None) -> str:
        """Send a form as the page holds it, with what was chosen; where the answer leads to."""
        status, location, text = self.send("POST", _path(form.action), {**form.fields, **(chosen or {})})
        if status != 303:
            raise RuntimeError(f"POST {form.action} answered {status}: {text[:300]}")
        return _path(location)

    def sign_in(self, name: str, password: str) -> None:
        form = next(form for form in forms(self.get("/sign-in")) if form.action.startswith("/sign-in"))
        self.post(form, {"email": [name], "password": [password]})


def _path(address: str) -> str:
    parts = urllib.parse.urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
