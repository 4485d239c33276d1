"""Where a link in a file points: paths beside it, parts of a page, other sites.

It must not know which files there are: it works on the text of the link alone.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

# Every link is looked at again after each edit; a large course has some ten thousand different ones.
_REMEMBERED = 1 << 15

# The text of a link may hold one pair of brackets; the address may hold one pair of round ones.
_LINK = re.compile(
    r"(?<!\\)(!?)\[((?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){0,1000})\]"
    r"\(\s*(?:<([^<>\n]{0,500})>|([^()\s<>]{0,500}(?:\([^()\s<>]{0,200}\)[^()\s<>]{0,500})?))"
    r"""(?:\s+(?:"([^"]*)"|'([^']*)'|“([^”]*)”))?\s*\)"""
)
# GitHub takes an address with a space for text; one that ends like a file was surely meant as a link.
_SPACED = re.compile(
    r"(!?)\[([^\[\]\\]{1,200})\]\(\s*([^()\s<>\"]{1,200}(?: [^()\s<>\"]{1,200}){1,9}\.[a-z0-9]{2,4})\s*\)"
)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}:")
_NUMBER_PREFIX = re.compile(r"^\d+[\s._-]+(?=.)")
SAFE_SCHEMES = ("http:", "https:", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Link:
    """A link or a picture as written: `target` is the address, `column` where it stands."""

    text: str
    target: str
    line: int
    column: int
    picture: bool = False
    title: str = ""


def without_code(line: str) -> str:
    """The line with `code` blanked out, so that columns stay the same."""
    return _CODE.sub(lambda found: " " * len(found[0]), line) if "`" in line else line


def in_line(text: str, number: int) -> Iterator[Link]:
    """The links and pictures of one line, a picture inside a link included."""
    if "](" not in text:
        return
    plain = without_code(text)
    for found in _SPACED.finditer(plain):
        yield Link(found[2], found[3], number, found.start() + 1, bool(found[1]))
    for found in _LINK.finditer(plain):
        target = found[3] if found[3] is not None else found[4]
        title = found[5] or found[6] or found[7] or ""
        yield Link(found[2], target, number, found.start() + 1, bool(found[1]), title)
        if not found[1]:
            yield from (
                Link(inner.text, inner.target, number, found.start(2) + inner.column, True, inner.title)
                for inner in in_line(found[2], number)
                if inner.picture
            )


def rewrite(text: str, address: dict[str, str]) -> str:
    """The same Markdown with the addresses of its links and pictures changed as `address` says."""

    def changed(found: re.Match[str]) -> str:
        group = 3 if found[3] is not None else 4
        new = address.get(found[group])
        whole = found[0]
        if new is None:
            return whole
        start, end = found.start(group) - found.start(), found.end(group) - found.start()
        return whole[:start] + new + whole[end:]

    return _LINK.sub(changed, text) if "](" in text else text


def is_outside(target: str) -> bool:
    """Whether a link leaves this site (or asks for something that is not a file, such as mailto:)."""
    return bool(_SCHEME.match(target)) or target.startswith(("//", "\\", "/\\"))


def is_safe_outside(target: str) -> bool:
    return target.casefold().startswith(SAFE_SCHEMES)


@lru_cache(maxsize=_REMEMBERED)
def split(target: str) -> tuple[str, str]:
    """The path and the part of the page of a link, both readable."""
    path, _, fragment = target.partition("#")
    return unquote(path.partition("?")[0]).replace("\\", "/"), unquote(fragment)


@lru_cache(maxsize=_REMEMBERED)
def resolve(base: str, path: str) -> str | None:
    """The path from the content root of a link written in the file `base`; None if it leaves the root."""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
    if joined.startswith(("..", "/")):
        return None
    return joined


@lru_cache(maxsize=_REMEMBERED)
def slugify(heading: str) -> str:
    """The name of a heading in an address, as GitHub makes it, with runs of hyphens drawn together."""
    plain = re.sub(r"[^\w\s-]", "", heading.replace("’", "").casefold())
    return re.sub(r"[\s_-]+", "-", plain).strip("-")


def file_slug(path: str) -> str:
    """The name in addresses of a file or folder: no number in front, no `.md`, plain letters."""
    name = posixpath.basename(path).removesuffix(".md")
    name = slugify(_NUMBER_PREFIX.sub("", name)).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"-+", "-", name).strip("-")[:100].strip("-")


def plain(text: str) -> str:
    """Markdown of a heading or a title as bare words."""
    text = _LINK.sub(lambda found: found[2], text)
    return re.sub(r"(?<![\w\\])[*_`]+|(?<!\\)[*_`]+(?!\w)", "", text).replace("\\", "").strip()
