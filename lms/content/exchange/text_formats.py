"""The four ways Moodle marks a text (HTML, auto-format, plain, Markdown) as our Markdown.

It must not know in which file the text stands.
"""

from __future__ import annotations

from lms.content.exchange import escaping, html_text, languages
from lms.content.exchange.html_tokens import cut

HTML, MOODLE, PLAIN, MARKDOWN = "html", "moodle", "plain", "markdown"
_APART = ("br", "p", "div", "li")
NAMES = {
    "html": HTML,
    "moodle": MOODLE,
    "moodle_auto_format": MOODLE,
    "plain": PLAIN,
    "plain_text": PLAIN,
    "markdown": MARKDOWN,
}


def to_markdown(text: str, kind: str, notes: list[str]) -> str:
    """A text in one of the four ways as Markdown without blank edges; what is left out is noted."""
    if kind == MARKDOWN:
        return text.strip("\n").rstrip()
    if kind == PLAIN:
        return escaping.literal("\n".join(line.strip() for line in text.split("\n"))).strip()
    text, others = languages.one_of(text)
    if others:
        notes.append(f"Only one language was kept: {others}.")
    markdown, left_out = html_text.to_markdown(text, keep_lines=kind == MOODLE)
    notes += [f"{what[0].upper()}{what[1:]}." for what in left_out]
    return markdown.strip("\n").rstrip()


def to_words(text: str, kind: str) -> str:
    """A text that people must type or choose: its plain words on one line, without any marks."""
    if kind == HTML:
        text = escaping.unescaped("".join(" " if piece.tag in _APART else piece.text for piece in cut(text)))
    return " ".join(text.split())
