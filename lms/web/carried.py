"""Owns what becomes of a form whose sign-in had ended, or whose page belonged to an earlier one.

The fields travel through the sign-in form and come back as a form to send again; nothing is changed on
the way.
It must not know what the fields mean. Reasons are in ADR 0022.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from flask import Response, current_app, request

FIELD = "carried"
MOST_FIELDS = 500

P = ParamSpec("P")
R = TypeVar("R")

# Only forms that keep answers; what a form like this holds can be sent again and changes nothing by itself.
_ACTION = re.compile(r"/attempts/[0-9a-z]{26}/answers")
_NAME = re.compile(r"[a-z0-9-]{1,40}")


# What answers in the place of which view; it is needed before the view runs.
_ANSWERS: dict[Callable[..., object], Callable[..., Response | None]] = {}


@dataclass(frozen=True, slots=True)
class Carried:
    """A form that was not taken: where it goes, and its fields in order."""

    action: str
    fields: tuple[tuple[str, str], ...]


def when_refused(answer: Callable[..., Response | None]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a view with what answers for it when a request is not provably from a page of this sign-in.

    The mark stands above every other one but the route. `answer` gets the arguments of the view, changes
    nothing and may return None: then the ordinary error is shown. Requests of other sites never get here.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        _ANSWERS[view] = answer
        return view

    return decorate


def answer_instead() -> Response | None:
    """What the view of the running request answers with when it may not run, or None."""
    view = current_app.view_functions.get(request.endpoint or "")
    answer = None if view is None else _ANSWERS.get(view)
    return None if answer is None else answer(**(request.view_args or {}))


def pack(action: str, fields: Iterable[tuple[str, str]]) -> str:
    """A form as the value of one hidden field."""
    body = json.dumps([action, [list(field) for field in fields]], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(body.encode()).decode()


def unpack(text: str) -> Carried | None:
    """The form again; None for anything that `pack` did not make for a form of answers."""
    try:
        # What JSON holds is only known once it was looked at, hence object.
        body: object = json.loads(base64.urlsafe_b64decode(text.encode()))
    except (ValueError, binascii.Error, RecursionError):
        return None
    match body:
        case [str(action), list(sent)] if _ACTION.fullmatch(action) and len(sent) <= MOST_FIELDS:
            fields = tuple(field for field in map(_field, sent) if field is not None)
            return Carried(action, fields) if len(fields) == len(sent) else None
        case _:
            return None


def _field(sent: object) -> tuple[str, str] | None:
    match sent:
        case [str(name), str(value)] if _NAME.fullmatch(name) and "\0" not in value:
            return name, value
        case _:
            return None
