"""Moodle XML files: the questions, what stands around their answers, and which kinds we can hold.

It must not know what the answers of a kind mean: `moodle_answers.py` does.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from lms.content.exchange import cloze, decimals, escaping, moodle_answers, text_formats, xml_reading
from lms.content.exchange.collecting import Collector, Frame
from lms.content.exchange.gift import last_category
from lms.content.exchange.moodle_texts import formatted, inherit_format
from lms.content.exchange.report import Imported, Unreadable, nothing
from lms.content.exchange.xml_reading import BadXml, Node
from lms.domain.quizzes import Item

_QTI = ("questestinterop", "assessmentitem", "assessmenttest", "assessment", "manifest")
_COURSES = ("moodle_backup", "question_categories", "course")
_YES = ("1", "true", "yes")
# Kinds whose answers stand inside the question's text.
_IN_TEXT = ("gapselect", "ddwtos")
_CLOZE = ("cloze", "multianswer")
_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def read(text: str, notes: tuple[str, ...] = ()) -> Imported:
    """Read a Moodle XML file. Never raises; each question that cannot be held is skipped with its reason."""
    try:
        root = xml_reading.tree(text)
    except BadXml as fault:
        return nothing(fault.message, fault.line)
    if root.name != "quiz":
        return nothing(_not_moodle(root.name), root.line)
    collector = Collector(notes)
    category = ""
    combined = False
    questions = root.named("question")
    for at, node in enumerate(questions):
        if collector.full:
            collector.stop(node.line, sum(_kind(one) != "category" for one in questions[at:]))
            break
        kind = _kind(node)
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


def _not_moodle(name: str) -> str:
    """What to tell people about an XML file of another kind, by its first element."""
    bare = name.rpartition(":")[2].lower()
    if bare in _QTI or bare.startswith("qti-"):
        return (
            "This is a QTI file. We write QTI but cannot read it. Choose GIFT, Aiken, Moodle XML or text2qti."
        )
    if bare in _COURSES:
        return "This is a whole course or its backup. Export the questions alone, as Moodle XML."
    return f"A Moodle XML file begins with <quiz>. This one begins with <{name[:60]}>."


def _kind(node: Node) -> str:
    return node.attributes.get("type", "").strip().lower()


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
    inherit_format(node)
    text = ""
    if kind in _CLOZE:
        raw, how = formatted(node.child("questiontext"), text_formats.HTML)
        item: Item = cloze.read(raw, how, notes)
    else:
        item = moodle_answers.read(kind, node, notes)
        text = "" if kind in _IN_TEXT else _markdown(node, "questiontext", notes)
    if _plain(node.child("image_base64")):
        notes.append("A picture was left out.")
    found = node.child("tags")
    named = [] if found is None else [_plain(tag) for tag in found.named("tag")]
    hints = [_markdown_of(hint.child("hintcontent") or hint, notes) for hint in node.named("hint")]
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
    return text_formats.to_markdown(*formatted(node, text_formats.HTML), notes)


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
