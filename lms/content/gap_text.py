"""Draws a text with gaps as one text, so that a list or a paragraph goes on across a gap, and cuts it there.

It must not know what stands in a gap: a field, the words somebody gave, nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lms.content import render

# A character for private use: Markdown gives it no meaning, and one that an author typed is taken out.
_MARK = "\ue000"
_TAG = re.compile(r"""<(?:"[^"]*"|[^">])*>""")
_LINK = re.compile(r"<a\b.*?</a>", re.DOTALL)


@lru_cache(maxsize=1024)
def draw(pieces: tuple[str, ...]) -> tuple[str, ...]:
    """Safe HTML for before, between and after the gaps; only joined it is a whole. As many as `pieces`.

    Where the drawn text leaves no place for a field (a gap inside a link, an address or a picture), the
    text is shown as it stands. Never raises.
    """
    text = _MARK.join(piece.replace(_MARK, "") for piece in pieces)
    html = render.block(text)
    if not _has_room(html, len(pieces) - 1):
        html = render.as_it_stands(text)
    return tuple(html.split(_MARK))


def _has_room(html: str, gaps: int) -> bool:
    """Whether every mark came through and stands between tags, outside links."""
    outside = _TAG.sub("", _LINK.sub("", html))
    return html.count(_MARK) == outside.count(_MARK) == gaps
