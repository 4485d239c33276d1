"""Moodle's embedded answers, such as `{1:SHORTANSWER:=water~=ice}`, as gaps and back.

Only what a gap of ours holds exactly is taken over. It must not know the file around them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from html import escape

from lms.content.exchange import decimals, drafts, text_formats
from lms.content.exchange.report import MOST_OPTIONS, Answer, Unreadable
from lms.domain.quizzes import Gap, GapFill

_START = re.compile(r"\{(\d{0,5}):([A-Za-z_]{2,20}):")
# Moodle shows these as they are, with an error for the author; people must not see them.
_UNFINISHED = re.compile(r"\{\d{0,5}:[A-Z_]{2,20}[:}]")
_TYPED = ("SHORTANSWER", "SA", "MW")
_TYPED_CASE = ("SHORTANSWER_C", "SAC", "MWC")
_MENUS = (
    *("MULTICHOICE", "MULTICHOICE_V", "MULTICHOICE_H", "MULTICHOICE_S", "MULTICHOICE_VS", "MULTICHOICE_HS"),
    *("MC", "MCV", "MCH", "MCS", "MCVS", "MCHS"),
)
_ESCAPED = '\\}#~/"'
# A gap's place in the text, while its HTML becomes Markdown: one character that no text uses.
_PLACE = 0x10FA00
MOST_GAPS = 100
_FREE = dict.fromkeys(range(_PLACE, _PLACE + MOST_GAPS))


def read(text: str, kind: str, notes: list[str]) -> GapFill:
    """A text with embedded answers. Raises: Unreadable if any of them is more than a gap of ours."""
    text = text.translate(_FREE)
    out: list[str] = []
    gaps: list[Gap] = []
    weights: set[str] = set()
    at = 0
    for found in _START.finditer(text):
        if found.start() < at:
            continue
        end = _end(text, found.end())
        out.append(text[at : found.start()])
        gaps.append(_gap(found[2].upper(), text[found.end() : end], kind, notes))
        weights.add(found[1] or "1")
        at = end + 1
        if len(gaps) == MOST_GAPS:
            raise Unreadable(f"There are {MOST_GAPS} gaps or more.")
    out.append(text[at:])
    if any(_UNFINISHED.search(piece) for piece in out):
        raise Unreadable("A gap is not written to its end, for example {1:SHORTANSWER}.")
    if not gaps:
        raise Unreadable("There is no gap in this text.")
    if len(weights) > 1:
        raise Unreadable("The gaps have different weights. With us each gap counts the same.")
    return with_gaps(out, gaps, kind, notes)


def with_gaps(pieces: Sequence[str], gaps: Sequence[Gap], kind: str, notes: list[str]) -> GapFill:
    """A text in pieces, marked in one of Moodle's ways, with a gap between each two of them.

    Raises: Unreadable if a gap stands where nothing is shown, or there are too many.
    """
    if len(gaps) >= MOST_GAPS:
        raise Unreadable(f"There are {MOST_GAPS} gaps or more.")
    clean = [piece.translate(_FREE) for piece in pieces]
    marked = "".join(chr(_PLACE + at) + piece for at, piece in enumerate(clean[1:]))
    markdown = text_formats.to_markdown(clean[0] + marked, kind, notes)
    return drafts.gap_fill(_pieces(markdown, len(gaps)), gaps)


def _pieces(markdown: str, count: int) -> list[str]:
    pieces: list[str] = []
    rest = markdown
    for number in range(count):
        piece, place, rest = rest.partition(chr(_PLACE + number))
        if not place:
            raise Unreadable("A gap stands inside something that was left out.")
        pieces.append(piece)
    return [*pieces, rest]


def _end(text: str, at: int) -> int:
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == "}":
            return at
        at += 1
    raise Unreadable("A gap has no } at its end.")


def _gap(name: str, text: str, kind: str, notes: list[str]) -> Gap:
    menu = name in _MENUS
    if not menu and name not in (*_TYPED, *_TYPED_CASE):
        raise Unreadable(f'A gap of the kind "{name}" has no exact counterpart with us.')
    if name in _TYPED_CASE:
        notes.append("Capitals no longer count in the words to type.")
    answers = [_answer(part, kind, notes) for part in _cut(text, "~")]
    if len(answers) > MOST_OPTIONS:
        raise Unreadable(f"There are more than {MOST_OPTIONS} answers in a gap.")
    return drafts.gap(answers, notes, menu=menu)


def _answer(part: str, kind: str, notes: list[str]) -> Answer:
    part = part.strip()
    share = Fraction(0)
    if part.startswith("="):
        part, share = part[1:], Fraction(1)
    elif part.startswith("%"):
        percent, sign, rest = part[1:].partition("%")
        known = decimals.share(percent) if sign else None
        if known is None:
            raise Unreadable(decimals.unknown_share(percent))
        part, share = rest, known
    words, *feedback = _cut(part, "#")
    return Answer(
        text_formats.to_words(_plain(words), kind),
        share,
        "#".join(feedback).strip(),
    )


def _cut(text: str, mark: str) -> list[str]:
    """A text in parts at each mark that has no backslash before it."""
    parts = [""]
    start = at = 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == mark:
            parts[-1] = text[start:at]
            parts.append("")
            start = at + 1
        at += 1
    parts[-1] = text[start:]
    return parts


def _plain(text: str) -> str:
    out: list[str] = []
    at = 0
    while at < len(text):
        if text[at] == "\\" and text[at + 1 : at + 2] in tuple(_ESCAPED):
            at += 1
        out.append(text[at])
        at += 1
    return "".join(out)


def with_places(pieces: Sequence[str]) -> str:
    """The pieces as one text, with a character in the place of each gap."""
    return "".join(
        _kept_apart(piece).translate(_FREE) + (chr(_PLACE + at) if at < len(pieces) - 1 else "")
        for at, piece in enumerate(pieces)
    )


def looks_like_gap(text: str) -> bool:
    """Whether Moodle would take a part of an ordinary text for a gap."""
    return _START.search(text) is not None


def _kept_apart(text: str) -> str:
    return _START.sub(lambda found: "{\u2060" + found[0][1:], text)


def filled(text: str, gaps: Sequence[Gap], *, html: bool) -> str:
    """The text with Moodle's notation in each gap's place."""
    return replaced(text, [written(gap, html=html) for gap in gaps])


def replaced(text: str, inside: Sequence[str]) -> str:
    """The text with something in each gap's place."""
    return text.translate({_PLACE + at: one for at, one in enumerate(inside)})


def written(gap: Gap, *, html: bool) -> str:
    """One gap as Moodle writes it."""
    name = "MULTICHOICE" if gap.choices else "SHORTANSWER"
    answers = [
        _typed(text, right=text in gap.accepted, starred=not gap.choices, html=html)
        for text in gap.choices or gap.accepted
    ]
    return f"{{1:{name}:{'~'.join(answers)}}}"


def _typed(text: str, *, right: bool, starred: bool, html: bool) -> str:
    """A text with backslashes before what is special; a star of ours must not stand for any text."""
    if starred:
        text = text.replace("*", "\\*")
    plain = "".join("\\" + character if character in _ESCAPED else character for character in text)
    # A wrong choice that begins like a right one or like a share needs a share of its own before it.
    lead = "=" if right else "%0%" if plain.startswith(("=", "%")) else ""
    return lead + (escape(plain, quote=False) if html else plain)
