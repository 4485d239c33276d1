"""Owns keeping what templates have drawn: pages and parts of pages with slots for what differs each time.

So what was seen before in the same form, by whomever, runs no template. It must not know what is drawn:
whoever asks names all that it depends on, and keeps nothing that somebody has typed. Reasons are in ADR 0033.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask

from lms.queries.recent import Recent

# Fresh in each process, so that nothing which comes from outside can look like a slot.
_MARK = secrets.token_hex(8)
_SLOT = re.compile(f"\x02{_MARK}([a-z_]+)\x03")


def slot(name: str) -> str:
    """What stands in a template's values where something differs each time; escaping leaves it alone."""
    return f"\x02{_MARK}{name}\x03"


@dataclass(frozen=True, slots=True)
class Frame:
    """A drawn text, cut at its slots: text and names of slots in turn."""

    pieces: tuple[str, ...]

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with these values, which are HTML already, in its slots."""
        made = list(self.pieces)
        made[1::2] = [values[name] for name in made[1::2]]
        return "".join(made)


def cut(text: str) -> Frame:
    """Cut a drawn text at its slots."""
    return Frame(tuple(_SLOT.split(text)))


class Parts:
    """What the macros of one template have drawn last, for one application: at most `most` of them.

    The macros take plain values and ask for nothing of a request, so none need be there.
    """

    def __init__(self, app: Flask, template: str, most: int) -> None:
        self._app = app
        self._template = template
        self._frames: Recent[tuple[object, ...], Frame] = Recent(most)

    def frame(self, macro: str, *values: object) -> Frame:
        """What `macro` makes of `values`, which are the key as well."""
        return self._frames.get((macro, *values), lambda: self.fresh(macro, *values))

    def text(self, macro: str, *values: object) -> str:
        """The same for a part without slots."""
        return self.frame(macro, *values).pieces[0]

    def fresh(self, macro: str, *values: object) -> Frame:
        """The same, made anew and not kept."""
        # Asked for each time: no template may be loaded before all globals are there.
        module = self._app.jinja_env.get_template(self._template).module
        return cut(getattr(module, macro)(*values))
