"""The page-checking client: every page that a test fetches is also checked as HTML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect
from werkzeug.test import TestResponse

PASSWORD = "a quiet lamp by the harbour"

_CONTROLS = {"input", "select", "textarea"}
_WITHOUT_LABEL = {"hidden", "submit", "button", "reset", "image"}
_REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers")


class PageProblems(AssertionError):
    """What is wrong with a page, all at once."""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer that is a page: its response and its tree."""

    response: TestResponse
    root: Element

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        """All visible words of the body, with single spaces."""
        body = self.root.find("body")
        return words(body) if body is not None else ""

    @property
    def title(self) -> str:
        return words(next(self.root.iter("title")))

    @property
    def heading(self) -> str:
        return words(next(self.root.iter("h1")))

    def links(self) -> dict[str, str]:
        """Words of each link -> where it leads."""
        return {words(link): link.get("href", "") for link in self.root.iter("a")}

    def element(self, id: str) -> Element:
        return next(element for element in self.root.iter() if element.get("id") == id)

    def form(self, action: str) -> Element:
        """The form that is sent to `action`."""
        found = [form for form in self.root.iter("form") if form.get("action") == action]
        assert len(found) == 1, f"{len(found)} forms are sent to {action}"
        return found[0]

    def fields(self, action: str) -> dict[str, list[str]]:
        """What a browser would send from the form to `action` if nothing were touched."""
        sent: dict[str, list[str]] = {}
        for element in self.form(action).iter():
            name = element.get("name")
            if name is None or "disabled" in element.attrib:
                continue
            for value in _values(element):
                sent.setdefault(name, []).append(value)
        return sent

    def errors(self) -> list[str]:
        """The lines of the error summary."""
        for element in self.root.iter("div"):
            if "govuk-error-summary" in (element.get("class") or "").split():
                return [words(item) for item in element.iter("li")]
        return []


class PageClient(FlaskClient):
    """A browser without eyes: follows cookies, checks each page, sends the forms that it was given."""

    def page(self, url: str, *, status: int = 200, **options: Any) -> Page:
        """Fetch `url`, which must answer with `status` and a page without faults."""
        return self._read(self.get(url, **options), url, status)

    def send(
        self, page: Page, action: str, values: Mapping[str, str | Sequence[str]] | None = None, **more: str
    ) -> TestResponse:
        """Send the form of `page` that goes to `action`, with these values put into its fields."""
        data: dict[str, Any] = dict(page.fields(action))
        for name, value in {**(values or {}), **more}.items():
            data[name] = value if isinstance(value, str) else list(value)
        return self.post(action, data=data)

    def send_page(
        self, page: Page, action: str, *, status: int, values: Mapping[str, str] | None = None, **more: str
    ) -> Page:
        """As `send`, where the answer is a page (a form with errors, a confirmation)."""
        return self._read(self.send(page, action, values, **more), action, status)

    def sign_in(self, name: str = "learner@demo.example", password: str = PASSWORD) -> None:
        """Sign in through the form, as a person would."""
        answer = self.send(self.page("/sign-in"), "/sign-in", email=name, password=password)
        assert answer.status_code == 303, answer.get_data(as_text=True)

    def csrf(self, page_url: str = "/account/password") -> str:
        """A token that this visitor's own pages hold."""
        page = self.page(page_url)
        return next(
            element.get("value", "")
            for element in page.root.iter("input")
            if element.get("name") == "csrf_token"
        )

    def _read(self, response: TestResponse, url: str, status: int) -> Page:
        assert response.status_code == status, (
            f"{url} answered {response.status}: {response.get_data(as_text=True)[:600]}"
        )
        assert response.mimetype == "text/html", f"{url} is {response.mimetype}"
        parser = html5lib.HTMLParser(
            tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False, strict=False
        )
        root = parser.parse(response.get_data(as_text=True))
        problems = [f"HTML: {code} {data} at {place}" for place, code, data in parser.errors]
        problems += faults(root, self.application.url_map)
        if problems:
            raise PageProblems(f"{url}\n  " + "\n  ".join(problems))
        return Page(response, root)


def words(element: Element) -> str:
    """The words inside an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def faults(root: Element, addresses: Map) -> list[str]:
    """Everything that is wrong with a page, in words."""
    return [
        *_frame_faults(root),
        *_id_faults(root),
        *_form_faults(root),
        *_label_faults(root),
        *_picture_faults(root),
        *_inline_faults(root),
        *_address_faults(root, addresses),
    ]


def _frame_faults(root: Element) -> Iterator[str]:
    if not root.get("lang"):
        yield "the page says no language"
    titles = [words(title) for title in root.iterfind("head/title")]
    headings = [words(heading) for heading in root.iter("h1")]
    if len(headings) != 1:
        yield f"the page has {len(headings)} h1"
    elif not headings[0] or not titles or not titles[0].startswith(headings[0]):
        yield f"the title {titles} does not begin with the heading {headings[0]!r}"
    if len(list(root.iter("main"))) != 1:
        yield "the page has not exactly one main"
    level = 0
    for element in root.iter():
        if isinstance(element.tag, str) and re.fullmatch("h[1-6]", element.tag):
            now = int(element.tag[1])
            if now > level + 1 and level:
                yield f"{element.tag} {words(element)!r} follows an h{level}"
            level = now


def _id_faults(root: Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in root.iter() if element.get("id") is not None)
    for name, times in ids.items():
        if times > 1:
            yield f"the id {name!r} stands {times} times"
        if not name or re.search(r"\s", name):
            yield f"the id {name!r} is no name"
    for element in root.iter():
        for attribute in _REFERENCES:
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    yield f"{attribute} refers to {name!r}, which is not there"


def _form_faults(root: Element) -> Iterator[str]:
    for form in root.iter("form"):
        action = form.get("action")
        if not action:
            yield "a form has no action"
        method = (form.get("method") or "get").lower()
        tokens = [
            element.get("value") for element in form.iter("input") if element.get("name") == "csrf_token"
        ]
        if method == "post" and (len(tokens) != 1 or not tokens[0]):
            yield f"the form to {action} carries {len(tokens)} tokens"
        if method != "post" and tokens:
            yield f"the form to {action} would show its token in the address"
        if not any(element.get("type", "submit") == "submit" for element in form.iter("button")):
            yield f"the form to {action} has no button"
    for button in root.iter("button"):
        if not words(button) and not button.get("aria-label"):
            yield "a button says nothing"


def _label_faults(root: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in root.iter("label")}
    inside = {id(element) for label in root.iter("label") for element in label.iter()}
    in_fieldset = {
        id(element)
        for fieldset in root.iter("fieldset")
        if any(words(legend) for legend in fieldset.iter("legend"))
        for element in fieldset.iter()
    }
    for element in root.iter():
        if element.tag not in _CONTROLS or element.get("type") in _WITHOUT_LABEL:
            continue
        name = element.get("name")
        has_words = element.get("aria-label") or element.get("aria-labelledby")
        if not (has_words or element.get("id") in labelled or id(element) in inside):
            yield f"the field {name!r} has no label"
        if element.get("type") == "radio" and id(element) not in in_fieldset:
            yield f"the choice {name!r} has no legend"


def _picture_faults(root: Element) -> Iterator[str]:
    for picture in root.iter("img"):
        if picture.get("alt") is None:
            yield f"the picture {picture.get('src')} has no alternative text"
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] == "svg":
            hidden = element.get("aria-hidden") == "true"
            named = element.get("role") == "img" and (
                element.get("aria-label") or element.get("aria-labelledby")
            )
            if not hidden and not named:
                yield "a drawing is neither hidden nor named"


def _inline_faults(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag == "style" or (element.tag == "script" and (not element.get("src") or element.text)):
            yield f"an inline {element.tag}"
        for attribute in element.attrib:
            if attribute == "style" or str(attribute).startswith("on"):
                yield f"{element.tag} has an inline {attribute}"


def _address_faults(root: Element, addresses: Map) -> Iterator[str]:
    ids = {element.get("id") for element in root.iter()}
    for element in root.iter():
        for attribute, method in (("href", "GET"), ("src", "GET"), ("action", None)):
            address = element.get(attribute)
            if address is None:
                continue
            if attribute == "action":
                method = (element.get("method") or "get").upper()
            fault = _address_fault(address, method or "GET", ids, addresses)
            if fault:
                yield f"{element.tag} {attribute}={address!r}: {fault}"


def _address_fault(address: str, method: str, ids: set[str | None], addresses: Map) -> str | None:
    if address.startswith("#"):
        return None if address[1:] in ids else "there is no such place on the page"
    parts = urlsplit(address)
    if parts.scheme in {"https", "http", "mailto", "tel"}:
        return None
    if parts.scheme == "data" and address.startswith("data:image/"):
        return None
    if not address.startswith("/") or address.startswith("//") or re.search(r"[\s\\]", address):
        return "neither an address of ours nor a full one"
    try:
        addresses.bind("").match(parts.path, method=method)
    except RequestRedirect as redirect:
        return f"leads on to {redirect.new_url}"
    except HTTPException as error:
        return f"answers {error.code} to {method}"
    return None


def _values(element: Element) -> list[str]:
    match element.tag:
        case "input" if element.get("type") in {"radio", "checkbox"}:
            return [element.get("value", "on")] if "checked" in element.attrib else []
        case "input" if element.get("type") not in {"submit", "button"}:
            return [element.get("value", "")]
        case "textarea":
            return [element.text or ""]
        case "select":
            options = list(element.iter("option"))
            chosen = [option for option in options if "selected" in option.attrib] or options[:1]
            return [option.get("value", words(option)) for option in chosen]
        case _:
            return []
