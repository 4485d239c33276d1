"""HTML from other systems as our Markdown: paragraphs, emphasis, lists, links, code; the rest is named.

What cannot be kept is left out and said. It must not know questions or formats.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lms.content.exchange import escaping
from lms.content.exchange.html_tokens import Piece, cut

PICTURE = "a picture was left out"
TABLE = "a table became lines of text"
MEDIA = "a sound, film or embedded page was left out"
LINK = "a link to an address we do not allow became plain text"

_BLOCKS = frozenset(
    [
        *("p", "div", "section", "article", "header", "footer", "aside", "main", "center", "address"),
        *("dl", "dt", "dd", "fieldset", "figure", "figcaption", "form", "blockquote", "hr"),
        *("table", "thead", "tbody", "tfoot", "caption", "h1", "h2", "h3", "h4", "h5", "h6"),
    ]
)
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "code": "`", "tt": "`", "kbd": "`"}
_FRAMES = frozenset([*_MARKS, "a", "sub", "sup"])
_MEDIA = frozenset(["video", "audio", "iframe", "object", "embed", "canvas", "svg", "applet"])
_SUPER = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUB = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_DEEPEST = 8


@dataclass(slots=True)
class _Frame:
    """An inline element that is open: its tag, where its link goes, its text so far."""

    tag: str
    href: str
    parts: list[str] = field(default_factory=list)


class _Writer:
    def __init__(self, keep_lines: bool, last_ends: dict[str, int]) -> None:
        self.keep_lines = keep_lines
        self.last_ends = last_ends
        self.at = 0
        self.blocks: list[str] = []
        self.frames: list[_Frame] = [_Frame("", "")]
        self.lists: list[int | None] = []
        self.marker = ""
        self.cells = 0
        self.code = False
        self.hidden = ""
        self.left_out: dict[str, None] = {}

    def take(self, piece: Piece) -> None:
        self.at += 1
        if self.hidden:
            if piece.closes and piece.tag == self.hidden:
                self.hidden = ""
        elif not piece.tag:
            self._text(piece.text)
        elif piece.closes:
            self._close(piece.tag)
        else:
            self._open(piece)

    def _text(self, raw: str) -> None:
        text = escaping.unescaped(raw)
        if self.code:
            self.frames[-1].parts.append(text)
            return
        lines = text.split("\n") if self.keep_lines else [text]
        spaced = "\n".join(_spaces(line) for line in lines)
        if any(frame.tag in ("code", "tt", "kbd") for frame in self.frames):
            self.frames[-1].parts.append(spaced)
        else:
            self.frames[-1].parts.append(escaping.literal(spaced) if spaced.strip() else spaced)

    def _open(self, piece: Piece) -> None:
        tag = piece.tag
        if tag in _FRAMES and not self.code:
            if len(self.frames) < _DEEPEST:
                self.frames.append(_Frame(tag, piece.attributes.get("href", "")))
        elif tag == "br":
            self.frames[-1].parts.append("\n")
        elif tag == "img":
            self.left_out[PICTURE] = None
            self._text(piece.attributes.get("alt", ""))
        elif tag in _MEDIA:
            self.left_out[MEDIA] = None
            # Without an end tag behind it there is nothing inside that could be left out.
            self.hidden = tag if self.last_ends.get(tag, 0) > self.at else ""
        elif tag in ("td", "th"):
            self.frames[-1].parts.append(" – " if self.cells else "")
            self.cells += 1
        elif tag in ("ul", "ol"):
            self._flush()
            if len(self.lists) < _DEEPEST:
                self.lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._item()
        elif tag == "pre":
            self._flush()
            self.code = True
        elif tag in _BLOCKS or tag == "tr":
            self._flush()
            self.cells = 0
            if tag == "table":
                self.left_out[TABLE] = None

    def _item(self) -> None:
        self._flush()
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number + 1
        indent = sum(2 if one is None else 3 for one in self.lists[:-1])
        self.marker = " " * indent + ("- " if number is None else f"{number}. ")

    def _close(self, tag: str) -> None:
        if tag in _FRAMES:
            if any(frame.tag == tag for frame in self.frames[1:]):
                while self._pop() != tag:
                    pass
        elif tag in ("ul", "ol"):
            self._flush()
            del self.lists[-1:]
        elif tag in _BLOCKS or tag in ("li", "tr", "pre"):
            self._flush()

    def _pop(self) -> str:
        """Close the innermost inline element and put its text into the one around it."""
        frame = self.frames.pop()
        text = "".join(frame.parts)
        bare = text.strip()
        if bare:
            lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
            text = f"{lead}{self._marked(frame, bare)}{tail}"
        self.frames[-1].parts.append(text)
        return frame.tag

    def _marked(self, frame: _Frame, text: str) -> str:
        match frame.tag:
            case "a":
                return self._link(text, frame.href)
            case "sup":
                return _raised(text, _SUPER, "^")
            case "sub":
                return _raised(text, _SUB, "_")
            case _:
                mark = _MARKS[frame.tag]
                if mark == "`" and "`" in text:
                    return f"`` {text} ``"
                return f"{mark}{text}{mark}"

    def _link(self, text: str, href: str) -> str:
        address = escaping.unescaped(href).strip()
        if not address.startswith(("https://", "http://", "mailto:")):
            self.left_out[LINK] = None
            return text
        for character, code in ((" ", "%20"), ("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E")):
            address = address.replace(character, code)
        return f"[{text}]({''.join(address.split())})"

    def _flush(self) -> None:
        """End the block that is open, and every inline element in it."""
        while len(self.frames) > 1:
            self._pop()
        text = "".join(self.frames[0].parts)
        self.frames[0].parts.clear()
        if self.code:
            self.code = False
            if text.strip():
                self.blocks.append(f"```\n{text.strip(chr(10)).replace('```', '` ` `')}\n```")
            return
        lines = "\n".join(line.strip() for line in text.split("\n")).strip("\n")
        if lines:
            self.blocks.append(self.marker + lines.replace("\n", "\n" + " " * len(self.marker)))
            self.marker = ""

    def result(self) -> str:
        self._flush()
        out = ""
        for at, block in enumerate(self.blocks):
            if at:
                tight = _is_item(block) and _is_item(self.blocks[at - 1])
                out += "\n" if tight else "\n\n"
            out += block
        return out


def to_markdown(html: str, *, keep_lines: bool = False) -> tuple[str, tuple[str, ...]]:
    """An HTML text as Markdown, and what was left out. With `keep_lines` line ends stay."""
    pieces = cut(html)
    ends = {piece.tag: place for place, piece in enumerate(pieces, start=1) if piece.closes}
    writer = _Writer(keep_lines, ends)
    for piece in pieces:
        writer.take(piece)
    return writer.result(), tuple(writer.left_out)


def _spaces(text: str) -> str:
    inner = " ".join(text.split())
    lead = " " if text[:1].isspace() else ""
    tail = " " if inner and text[-1:].isspace() else ""
    return f"{lead}{inner}{tail}"


def _is_item(block: str) -> bool:
    start = block.lstrip(" ")
    return start.startswith("- ") or start.partition(". ")[0].isdigit()


def _raised(text: str, table: dict[int, int], mark: str) -> str:
    plain = text.replace("\\", "")
    moved = plain.translate(table)
    if all(ord(one) in table for one in plain):
        return moved
    return f"{mark}{plain}" if len(plain) == 1 else f"{mark}({plain})"
