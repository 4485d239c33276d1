"""One text, drawn as a page shows it."""

from __future__ import annotations

from lms.content import render
from lms.content.extensions import Context


def drawn(text: str, **context: object) -> str:
    return render.draw(text, Context(**context))  # type: ignore[arg-type]
