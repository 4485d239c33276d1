"""What our pages have beyond Markdown: boxes, figures, videos, glossary links, addresses of this site.

One tree processor, run after the inline text is read. It must not know files: the context says where each
link and picture leads.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from lms.content import links
from lms.content.item_text import BOXES, split_id

KINDS = {
    "key point": "keypoint",
    "practice example": "example",
    "reflect": "reflect",
    "safeguarding note": "safeguarding",
    "note": "note",
    "warning": "warning",
    "trainer note": "trainer",
}
_LABELS = {label.casefold(): label for label in BOXES}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NO_TERMS = frozenset((*_HEADINGS, "a", "code", "pre", "summary", "figcaption", "video"))
_TASK = re.compile(r"^\s*\[([ xX])\]\s+")
# Python-Markdown hides the ampersands of an address in <angle brackets> behind this mark.
_HIDDEN_MAIL = "\x02amp\x03"


@dataclass(frozen=True, slots=True)
class Picture:
    """Where a picture is served and how large it is, so that nothing jumps while it loads."""

    address: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of a course's glossary: `pattern` finds them, `slugs` says which term a form belongs to."""

    course: str
    pattern: re.Pattern[str]
    slugs: Mapping[str, str]

    @classmethod
    def of(cls, course: str, forms: Mapping[str, str]) -> Terms | None:
        """From form -> slug of its term; None if there are no forms."""
        if not forms:
            return None
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
        return cls(course, pattern, {form.casefold(): slug for form, slug in forms.items()})


@dataclass(slots=True)
class Context:
    """What the tree processor knows about the page; the two sets go along from part to part of a page."""

    addresses: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    terms: Terms | None = None
    used_ids: set[str] = field(default_factory=set)
    seen_terms: set[str] = field(default_factory=set)


class Ours:
    """Turns the plain tree into ours. `context` is set by `render.py` before each text."""

    def __init__(self) -> None:
        self.context = Context()

    def run(self, root: Element) -> None:
        parents = {child: parent for parent in root.iter() for child in parent}
        self._links(root)
        for quote in reversed(list(root.iter("blockquote"))):
            _box(quote, parents)
        self._videos(root)
        self._figures(root, parents)
        self._pictures(root)
        self._headings(root)
        _tasks(root)
        _tables(root)
        if self.context.terms is not None:
            _link_terms(root, self.context.terms, self.context.seen_terms)

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
            if len(listing) and _label(listing[0]) == "video":
                self._video(listing)

    def _video(self, listing: Element) -> None:
        found = {_label(item): [a for a in item.iter("a")] for item in listing}
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
            attributes = _track(track)
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
            if _blank(paragraph.text) and _blank(picture.tail):
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
        if after and _label(after[0]) == "long description":
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
            unique, number = name, 1
            while unique in self.context.used_ids:
                unique, number = f"{name}-{number}", number + 1
            self.context.used_ids.add(unique)
            heading.set("id", f"h-{unique}")


def _cut_id(heading: Element) -> str | None:
    """Take a written `{#id}` off the end of a heading."""
    last = heading[-1] if len(heading) else None
    text, given = split_id((heading.text if last is None else last.tail) or "")
    if given is not None and last is None:
        heading.text = text
    elif given is not None and last is not None:
        last.tail = text
    return given


def _blank(text: str | None) -> bool:
    return text is None or not text.strip()


def _label(element: Element) -> str:
    """The bold label with a colon that an element begins with, in small letters; empty if there is none."""
    if len(element) and element[0].tag == "p" and _blank(element.text):
        element = element[0]
    if not len(element) or element[0].tag != "strong" or not _blank(element.text):
        return ""
    text = "".join(element[0].itertext()).strip()
    if text.endswith(":") or (element[0].tail or "").lstrip().startswith(":"):
        return text.rstrip(": ").casefold()
    return ""


def _track(link: Element) -> dict[str, str]:
    """A caption track; the language stands in the file name as in `visit.en.vtt`."""
    address = link.get("href", "")
    language = re.search(r"\.([a-z]{2,3})\.vtt$", address)
    return {
        "kind": "captions",
        "src": address,
        "srclang": language[1] if language else "en",
        "label": "".join(link.itertext()),
    }


def _box(quote: Element, parents: Mapping[Element, Element]) -> None:
    """A quote that begins with one of our labels becomes a box; a trainer note leaves the page."""
    first = quote[0] if len(quote) else None
    if first is None or first.tag != "p" or not _blank(first.text) or not len(first):
        return
    strong = first[0]
    if strong.tag != "strong":
        return
    words, tail = "".join(strong.itertext()).strip(), strong.tail or ""
    label, colon, title = (piece.strip() for piece in words.partition(":"))
    known = _LABELS.get(label.casefold())
    ends = not tail.strip() or tail.startswith("\n") or tail.lstrip().startswith(":") or bool(colon)
    if known is None or not ends:
        return
    if known == "Trainer note":
        parents[quote].remove(quote)
        return
    quote.tag = "section"
    quote.attrib.clear()
    title = title.rstrip(":").strip()
    quote.set("class", f"app-box app-box--{KINDS[known.casefold()]}")
    quote.set("role", "note")
    quote.set("aria-label", f"{known}: {title}" if title else known)
    first.remove(strong)
    first.text = tail.lstrip(" :\n")
    if _blank(first.text) and not len(first):
        quote.remove(first)
    if title:
        heading = ElementTree.Element("p", {"class": "app-box__title"})
        heading.text = title
        quote.insert(0, heading)
    name = ElementTree.Element("p", {"class": "app-box__label"})
    name.text = known
    quote.insert(0, name)


def _tasks(root: Element) -> None:
    for item in root.iter("li"):
        place = item[0] if len(item) and item[0].tag == "p" and _blank(item.text) else item
        found = _TASK.match(place.text or "")
        if found is None:
            continue
        mark = ElementTree.Element("span", {"class": "app-task"})
        mark.text = "☐" if found[1] == " " else "☑"
        mark.tail = " " + (place.text or "")[found.end() :]
        place.text = ""
        place.insert(0, mark)


def _tables(root: Element) -> None:
    """A wide table scrolls inside its own frame, which the keyboard can reach."""
    for parent in list(root.iter()):
        for index, table in enumerate(list(parent)):
            if table.tag != "table":
                continue
            for cell in table.iter("th"):
                cell.set("scope", "col")
            attributes = {"class": "app-table", "role": "region", "aria-label": "Table", "tabindex": "0"}
            frame = ElementTree.Element("div", attributes)
            frame.tail, table.tail = table.tail, None
            parent.remove(table)
            frame.append(table)
            parent.insert(index, frame)


def _link_terms(root: Element, terms: Terms, seen: set[str]) -> None:
    """The first use of each term on a page becomes a link to its entry."""
    for element in list(_with_terms(root)):
        element.text = _link_in(element, 0, element.text, terms, seen)
        for child in list(element):
            place = list(element).index(child) + 1
            child.tail = _link_in(element, place, child.tail, terms, seen)


def _with_terms(root: Element) -> Iterator[Element]:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.tag in _NO_TERMS or element.get("class", "").startswith("app-box__"):
            continue
        yield element
        waiting.extend(reversed(element))


def _link_in(parent: Element, place: int, text: str | None, terms: Terms, seen: set[str]) -> str | None:
    """Cut links out of one run of text; what stands before the first of them is given back."""
    if not text:
        return text
    before, at = "", 0
    last: Element | None = None
    for found in terms.pattern.finditer(text):
        slug = terms.slugs[found[0].casefold()]
        if slug in seen:
            continue
        seen.add(slug)
        between = text[at : found.start()]
        if last is None:
            before = between
        else:
            last.tail = between
        address = f"/courses/{terms.course}/glossary#g-{slug}"
        last = ElementTree.Element("a", {"class": "app-term", "href": address})
        last.text = found[0]
        parent.insert(place, last)
        place, at = place + 1, found.end()
    if last is None:
        return text
    last.tail = text[at:]
    return before
