"""Markdown becomes HTML that is safe to send: one configured converter for each thread.

Two locks: raw HTML is switched off in the converter, and what it makes goes through the allow-list of
`safe_html.py`. Nothing here raises, whatever the text; a text that would take long is shown as it stands.
It must not know requests or files.
"""

from __future__ import annotations

import html
import re
import threading
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from functools import lru_cache
from typing import IO

from markdown import Markdown
from markdown.extensions import sane_lists, tables
from pymdownx import highlight, quotes, superfences

from lms.content import drawing, markdown_text, safe_html
from lms.content.extensions import Context, Ours

# Part of every digest: raise it whenever the same text may come out as other HTML.
VERSION = "1"

_PRIORITY = 15
_mine = threading.local()
# True in the process that draws slow pages: there, a page that wants too much memory ends it.
_alone = False


class _Lines:
    """The only block of an inline text: all of it is one paragraph, whatever it begins with."""

    def test(self, parent: ElementTree.Element, block: str) -> bool:
        return True

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        text = blocks.pop(0).strip()
        if text:
            ElementTree.SubElement(parent, "p").text = text


def _converter(*, blocks: bool) -> tuple[Markdown, Ours]:
    extensions = [
        # Not by their names: to look one up, each package of the machine is asked what it offers.
        tables.TableExtension(),
        sane_lists.SaneListExtension(),
        highlight.HighlightExtension(use_pygments=False),
        superfences.SuperFencesCodeExtension(),
        quotes.QuotesExtension(),
    ]
    md = Markdown(extensions=extensions if blocks else [], output_format="html")
    md.preprocessors.deregister("html_block")
    md.inlinePatterns.deregister("html")
    # Addresses stand beside their link; a reference at the end of a file would reach into other parts.
    md.parser.blockprocessors.deregister("reference")
    ours = Ours()
    md.treeprocessors.register(ours, "alongside", _PRIORITY)
    if not blocks:
        for name in [entry.name for entry in md.parser.blockprocessors._priority]:
            md.parser.blockprocessors.deregister(name)
        md.parser.blockprocessors.register(_Lines(), "lines", 10)
    return md, ours


def _convert(text: str, context: Context, *, blocks: bool) -> str:
    """Draw a text that has passed the limits; a fault of the converter shows the text instead."""
    # A converter is only safe in the thread that made it.
    name = "blocks" if blocks else "lines"
    pair: tuple[Markdown, Ours] | None = getattr(_mine, name, None)
    if pair is None:
        pair = _converter(blocks=blocks)
        setattr(_mine, name, pair)
    md, ours = pair
    ours.context = context
    try:
        return safe_html.clean(md.reset().convert(text))
    except MemoryError:
        delattr(_mine, name)
        if _alone:
            raise
        return as_it_stands(text)
    except Exception:
        # The converter and its extensions are not ours, and a lesson is worth more than its bold type.
        delattr(_mine, name)
        return as_it_stands(text)


def as_it_stands(text: str) -> str:
    """The text in paragraphs, without any drawing."""
    paragraphs = (html.escape(piece.strip(), quote=False) for piece in re.split(r"\n\s*\n", text))
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph)


def draw(text: str, context: Context) -> str:
    """The HTML of a part of a page, its links and pictures led where `context` says. Never raises."""
    if not text.strip():
        return ""
    if markdown_text.is_hostile(text):
        return as_it_stands(text)
    if not drawing.needs_care(text):
        return _draw(text, context)
    try:
        return drawing.WORKER.draw(text, context)
    except drawing.Stopped:
        return as_it_stands(text)


def are_stopped(texts: Iterable[str]) -> bool:
    """Whether drawing the texts of one page takes more time or memory than a page may. Never raises."""
    slow = (text for text in texts if drawing.needs_care(text) and not markdown_text.is_hostile(text))
    try:
        drawing.WORKER.draw_all(slow)
    except drawing.Stopped:
        return True
    return False


def serve(asked: IO[bytes], answers: IO[bytes], megabytes: int) -> None:
    """The life of the process that draws pages which may be slow, until nobody asks any more."""
    global _alone
    _alone = True
    try:
        drawing.serve(_draw, asked, answers, megabytes)
    finally:
        _alone = False


def _draw(text: str, context: Context) -> str:
    return _convert(markdown_text.normalise(text), context, blocks=True)


@lru_cache(maxsize=4096)
def block(text: str) -> str:
    """The HTML of a text of its own, such as an explanation: paragraphs, lists, boxes. Never raises."""
    return draw(text, Context())


@lru_cache(maxsize=16384)
def inline(text: str) -> str:
    """The HTML of one line without a paragraph around it, such as an answer. Never raises."""
    line = " ".join(text.split())
    if not line:
        return ""
    if markdown_text.is_hostile(line) or drawing.needs_care(line):
        return html.escape(line)
    return _convert(line, Context(), blocks=False).strip().removeprefix("<p>").removesuffix("</p>")
