"""What our pages have beyond Markdown: boxes, figures, videos, glossary links, addresses of this site.

One tree processor, run after the inline text is read. It must not know files: the context says where each
link and picture leads.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from lms.content import elements, links, terms
from lms.content.item_lines import split_id
from lms.content.terms import Terms

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Python-Markdown hides the ampersands of an address in <angle brackets> behind this mark.
_HIDDEN_MAIL = "\x02amp\x03"


@dataclass(frozen=True, slots=True)
class Picture:
    """Where a picture is served and how large it is, so that nothing jumps while it loads."""

    address: str
    width: int | None = None
    height: int | None = None


@dataclass(slots=True)
class Context:
    """What the tree processor knows about the page; the last two go along from part to part of a page."""

    addresses: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    terms: Terms | None = None
    used_ids: dict[str, int] = field(default_factory=dict)
    seen_terms: set[str] = field(default_factory=set)


class Ours:
    """Turns the plain tree into ours. `context` is set by `render.py` before each text."""

    def __init__(self) -> None:
        self.context = Context()

    def run(self, root: Element) -> None:
        parents = {child: parent for parent in root.iter() for child in parent}
        self._links(root)
        for quote in reversed(list(root.iter("blockquote"))):
            elements.box(quote, parents)
        self._videos(root)
        self._figures(root, parents)
        self._pictures(root)
        self._headings(root)
        elements.tasks(root)
        elements.tables(root)
        if self.context.terms is not None:
            terms.link_terms(root, self.context.terms, self.context.seen_terms)

    def _links(self, root: Element) -> None:
        for link in root.iter("a"):
            href = link.get("href", "")
            address = self._address(href)
            if address is None:
                link.tag = "span"
                link.attrib.clear()
                continue
            link.set("href", address)
            if links.is_outside(address):
                link.set("rel", "noopener")

    def _address(self, href: str) -> str | None:
        """Where a link leads, None if it leads nowhere that we let people go."""
        known = self.context.addresses.get(href)
        if known is not None:
            return known
        if href.startswith("#"):
            return f"#h-{links.slugify(links.split(href)[1])}"
        if href.startswith(_HIDDEN_MAIL):
            return href
        if links.is_outside(href):
            return href if links.is_safe_outside(href) else None
        return href if href.startswith("/") else None

    def _videos(self, root: Element) -> None:
        for listing in list(root.iter("ul")):
            if len(listing) and elements.label_of(listing[0]) == "video":
                self._video(listing)

    def _video(self, listing: Element) -> None:
        found = {elements.label_of(item): list(item.iter("a")) for item in listing}
        files = [a for a in found.get("video", ()) if a.get("href", "").startswith("/media/")]
        transcript = found.get("transcript", [])
        caption = ElementTree.Element("figcaption")
        caption.text = "".join(found["video"][0].itertext()) if found["video"] else ""
        for link in transcript:
            caption.text = f"{caption.text}. " if caption.text else ""
            link.tail = None
            caption.append(link)
        video = ElementTree.Element("video", {"controls": "", "preload": "metadata"})
        for number, track in enumerate(found.get("captions", ())):
            attributes = elements.track(track)
            if number == 0:
                attributes["default"] = ""
            ElementTree.SubElement(video, "track", attributes)
        tail = listing.tail
        listing.clear()
        listing.tag, listing.tail = "figure", tail
        listing.set("class", "app-video")
        if files:
            video.set("src", files[0].get("href", ""))
            listing.append(video)
        listing.append(caption)

    def _figures(self, root: Element, parents: Mapping[Element, Element]) -> None:
        for paragraph in list(root.iter("p")):
            picture = paragraph[0] if len(paragraph) == 1 else None
            if picture is None or picture.tag != "img" or paragraph not in parents:
                continue
            if elements.blank(paragraph.text) and elements.blank(picture.tail):
                self._figure(paragraph, picture, parents[paragraph])

    def _figure(self, figure: Element, picture: Element, parent: Element) -> None:
        title = picture.attrib.pop("title", "")
        figure.tag = "figure"
        figure.set("class", "app-figure")
        if title:
            caption = ElementTree.SubElement(figure, "figcaption")
            caption.text = title
        siblings = list(parent)
        after = siblings[siblings.index(figure) + 1 :]
        if after and elements.label_of(after[0]) == "long description":
            parent.remove(after[0])
            details = ElementTree.SubElement(figure, "details", {"class": "app-figure__description"})
            summary = ElementTree.SubElement(details, "summary")
            summary.text = "Describe this picture"
            strong = after[0][0]
            after[0].remove(strong)
            after[0].text = (strong.tail or "").lstrip(" :\n")
            details.append(after[0])

    def _pictures(self, root: Element) -> None:
        for picture in root.iter("img"):
            source, alt = picture.get("src", ""), picture.get("alt", "")
            alt = "" if alt.strip().casefold() == "decorative" else alt
            known = self.context.pictures.get(source)
            if known is None and not source.startswith("/media/"):
                # The words that stand for the picture are better than a broken one.
                picture.tag = "em"
                picture.attrib.clear()
                picture.text = alt
                continue
            tail_title = {"title": picture.get("title", "")} if picture.get("title") else {}
            picture.attrib.clear()
            picture.attrib.update({"alt": alt, "src": source, "loading": "lazy", **tail_title})
            if known is not None:
                picture.set("src", known.address)
                if known.width and known.height:
                    picture.set("width", str(known.width))
                    picture.set("height", str(known.height))

    def _headings(self, root: Element) -> None:
        for heading in root.iter():
            if heading.tag not in _HEADINGS:
                continue
            heading.tag = f"h{max(2, int(heading.tag[1]))}"
            given = _cut_id(heading)
            name = links.slugify(given or "".join(heading.itertext())) or "part"
            heading.set("id", f"h-{self._unique(name)}")

    def _unique(self, name: str) -> str:
        """A name that no heading of the page has yet: `name`, `name-1`, `name-2` and so on."""
        used = self.context.used_ids
        unique = name
        while unique in used:
            unique = f"{name}-{used[name]}"
            used[name] += 1
        used.setdefault(unique, 1)
        return unique


def _cut_id(heading: Element) -> str | None:
    """Take a written `{#id}` off the end of a heading."""
    last = heading[-1] if len(heading) else None
    text, given = split_id((heading.text if last is None else last.tail) or "")
    if given is not None and last is None:
        heading.text = text
    elif given is not None and last is not None:
        last.tail = text
    return given
