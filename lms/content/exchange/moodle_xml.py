"""Moodle XML files: the questions, what stands around their answers, and which kinds we can hold.

It must not know what the answers of a kind mean: `moodle_answers.py` does.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from lms.content.exchange import cloze, decimals, escaping, moodle_answers, text_formats, xml_reading
from lms.content.exchange.collecting import Collector, Frame
from lms.content.exchange.gift import last_category
from lms.content.exchange.report import Imported, Unreadable, nothing
from lms.content.exchange.xml_reading import BadXml, Node
from lms.domain.quizzes import Item

_YES = ("1", "true", "yes")
_CLOZE = ("cloze", "multianswer")
_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def read(text: str, notes: tuple[str, ...] = ()) -> Imported:
    """Read a Moodle XML file. Never raises; each question that cannot be held is skipped with its reason."""
    try:
        root = xml_reading.tree(text)
    except BadXml as fault:
        return nothing(fault.message, fault.line)
    if root.name != "quiz":
        first = root.name[:60]
        return nothing(f"A Moodle XML file begins with <quiz>. This one begins with <{first}>.", root.line)
    collector = Collector(notes)
    category = ""
    combined = False
    for node in root.named("question"):
        if collector.full:
            collector.stop(node.line)
            break
        kind = node.attributes.get("type", "").strip().lower()
        if kind == "category":
            category = last_category(_plain(node.child("category")))
            collector.title = collector.title or category
            continue
        tag = (category,) if category and category != collector.title else ()
        collector.take(node.line, _start(node), partial(_question, node, kind, tag))
        combined = combined or any(_plain(node.child(name)) for name in _COMBINED)
    if combined:
        collector.notes.append("Feedback on a question as a whole (right, partly right, wrong) was left out.")
    return collector.result()


def _start(node: Node) -> str:
    """How the question begins, for the report: its name, otherwise its text."""
    name = _plain(node.child("name")) or _plain(node.child("questiontext"))
    return escaping.unescaped(name)


def _plain(node: Node | None) -> str:
    """The bare text of an element that holds one in `<text>`, empty if it is not there."""
    if node is None:
        return ""
    inner = node.child("text")
    return (node if inner is None else inner).text.strip()


def _question(node: Node, kind: str, tags: tuple[str, ...], notes: list[str]) -> tuple[Item, Frame]:
    if _yes(node, "hidden"):
        raise Unreadable("This question is hidden in Moodle.")
    text = ""
    if kind in _CLOZE:
        raw, how = moodle_answers.formatted(node.child("questiontext"), text_formats.HTML)
        item: Item = cloze.read(raw, how, notes)
    else:
        item = moodle_answers.read(kind, node, notes)
        text = _markdown(node, "questiontext", notes)
    found = node.child("tags")
    named = [] if found is None else [_plain(tag) for tag in found.named("tag")]
    hints = [_markdown_of(hint, notes) for hint in node.named("hint")]
    if len(hints) > 1:
        notes.append("Several hints became one.")
    return item, Frame(
        text=text,
        id=_plain(node.child("idnumber")),
        title=escaping.literal(" ".join(escaping.unescaped(_plain(node.child("name"))).split())),
        tags=(*tags, *named),
        why=_markdown(node, "generalfeedback", notes),
        hint="\n\n".join(hint for hint in hints if hint),
        marks=_marks(_plain(node.child("defaultgrade")), notes),
    )


def _markdown(node: Node, name: str, notes: list[str]) -> str:
    found = node.child(name)
    return "" if found is None else _markdown_of(found, notes)


def _markdown_of(node: Node, notes: list[str]) -> str:
    return text_formats.to_markdown(*moodle_answers.formatted(node, text_formats.HTML), notes)


def _yes(node: Node, name: str) -> bool:
    return _plain(node.child(name)).lower() in _YES


def _marks(text: str, notes: list[str]) -> int:
    """The weight of a question; with us it is a whole number from 1 to 99."""
    if not text:
        return 1
    weight = decimals.read(text)
    if weight is None:
        raise Unreadable(f'We could not read the weight "{text[:40]}" as a number.')
    whole = max(1, min(99, round(weight)))
    if Fraction(whole) != weight:
        notes.append(f"The weight {text[:40]} became {whole}.")
    return whole
