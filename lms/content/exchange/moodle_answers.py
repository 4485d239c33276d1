"""The answers of each kind of Moodle question become an item, or a reason why they cannot.

It must not know what stands around the answers, or the file.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from lms.content.exchange import decimals, drafts, moodle_gaps, text_formats
from lms.content.exchange.moodle_texts import formatted, plain
from lms.content.exchange.report import Answer, Unreadable
from lms.content.exchange.xml_reading import Node
from lms.domain.quizzes import (
    Criterion,
    Item,
    Marking,
    Number,
    Option,
    Ordering,
    OrderMarking,
    Reflection,
    SingleChoice,
    TrueFalse,
)

LOOK_FOR = "**Look for:**"
_YES = ("1", "true", "yes")
_ORDER = {
    "": OrderMarking.EACH_PLACE,
    "0": OrderMarking.EACH_PLACE,
    "absolute_position": OrderMarking.EACH_PLACE,
    "-1": OrderMarking.ALL_OR_NOTHING,
    "all_or_nothing": OrderMarking.ALL_OR_NOTHING,
    "1": OrderMarking.NEIGHBOURS,
    "relative_next_exclude_last": OrderMarking.NEIGHBOURS,
}


def read(kind: str, node: Node, notes: list[str]) -> Item:
    """The item for a question of this kind. Raises: Unreadable, also for kinds that we do not have."""
    match kind:
        case "multichoice":
            found = [_answer(answer, notes) for answer in node.named("answer")]
            fixed = plain(node, "shuffleanswers").lower() in ("0", "false")
            if plain(node, "single").lower() in ("", *_YES):
                return drafts.choice(found, notes, fixed=fixed)
            return drafts.choices(found, notes, fixed=fixed)
        case "multichoiceset":
            return _all_or_nothing(node, notes)
        case "gapselect" | "ddwtos":
            return moodle_gaps.read(kind, node, notes)
        case "truefalse":
            return _true_false(node, notes)
        case "matching" | "match":
            return drafts.matching([_pair(row, notes) for row in node.named("subquestion")])
        case "shortanswer":
            if plain(node, "usecase") in _YES:
                notes.append("Capitals no longer count in the words to type.")
            return drafts.short_text([_typed(answer) for answer in node.named("answer")], notes)
        case "numerical":
            return _number(node, notes)
        case "essay":
            return _essay(node, notes)
        case "ordering":
            return _ordering(node, notes)
        case "description":
            raise Unreadable("This is a text without a question.")
        case _:
            raise Unreadable(f'We have no question of the kind "{kind[:40]}".')


def _markdown(node: Node | None, notes: list[str]) -> str:
    return text_formats.to_markdown(*formatted(node, text_formats.HTML), notes)


def _line(node: Node | None, notes: list[str]) -> str:
    return " ".join(_markdown(node, notes).split("\n"))


def _share(node: Node) -> Fraction:
    inner = node.child("fraction")
    if inner is not None and "fraction" not in node.attributes:
        # Very old files write the share as an element, from 0 to 1.
        part = decimals.read(inner.text)
        text = inner.text.strip() if part is None else decimals.percent(part)
    else:
        # Moodle counts an answer without any share as wrong.
        text = node.attributes.get("fraction", "0")
    known = decimals.share(text)
    if known is None:
        raise Unreadable(decimals.unknown_share(text))
    return known


def _answer(node: Node, notes: list[str]) -> Answer:
    text = _line(node, notes)
    if not text and "<img" in formatted(node, "")[0]:
        raise Unreadable("An answer is a picture without a description, which we cannot take over.")
    return Answer(text, _share(node), _markdown(node.child("feedback"), notes))


def _typed(node: Node) -> Answer:
    """Words to type are plain, whatever the element says of its format."""
    words = text_formats.to_words(formatted(node, "")[0], text_formats.PLAIN)
    return Answer(words, _share(node), formatted(node.child("feedback"), "")[0].strip())


def _all_or_nothing(node: Node, notes: list[str]) -> Item:
    """A kind that many add to Moodle: exactly the right boxes earn the mark, and nothing else does."""
    found = [_answer(answer, notes) for answer in node.named("answer")]
    if any(answer.share not in (0, 1) for answer in found):
        raise Unreadable("An answer is right for part of the mark, but all must be right at once.")
    right = max(sum(answer.share == 1 for answer in found), 1)
    fixed = plain(node, "shuffleanswers").lower() in ("0", "false")
    item = drafts.choices([replace(one, share=one.share / right) for one in found], [], fixed=fixed)
    return replace(item, marking=Marking.ALL_OR_NOTHING)


def _true_false(node: Node, notes: list[str]) -> SingleChoice | TrueFalse:
    names = {formatted(answer, "")[0].strip().lower() for answer in node.named("answer")}
    if len(names) == 2 and not names & {"true", "false"}:
        # Old files name the two in the language of the site.
        return drafts.choice([_answer(answer, notes) for answer in node.named("answer")], notes, fixed=True)
    found: dict[str, Option] = {}
    for answer in node.named("answer"):
        name = formatted(answer, "")[0].strip().lower()
        share = _share(answer)
        if name not in ("true", "false") or name in found or share not in (0, 1):
            raise Unreadable("A true or false question needs the answers true and false, one of them right.")
        found[name] = Option(name.title(), share == 1, share, _markdown(answer.child("feedback"), notes))
    if len(found) != 2 or found["true"].correct == found["false"].correct:
        raise Unreadable("A true or false question needs the answers true and false, one of them right.")
    return TrueFalse(id="", text="", options=(found["true"], found["false"]))


def _pair(row: Node, notes: list[str]) -> tuple[str, str]:
    answer = row.child("answer")
    if answer is None:
        raise Unreadable("A pair has no answer.")
    # Moodle shows the right-hand side in a drop-down list, so it is plain text there.
    return _line(row, notes), text_formats.to_markdown(
        formatted(answer, "")[0], formatted(answer, text_formats.PLAIN)[1], notes
    )


def _number(node: Node, notes: list[str]) -> Number:
    ranges: list[tuple[Fraction, Fraction, Fraction]] = []
    for answer in node.named("answer"):
        text, share = formatted(answer, "")[0].strip(), _share(answer)
        if formatted(answer.child("feedback"), "")[0].strip():
            notes.append("Feedback for a number was left out.")
        if share <= 0:
            continue
        leeway_text = plain(answer, "tolerance") or "0"
        middle, leeway = decimals.read(text), decimals.read(leeway_text)
        if middle is None or leeway is None:
            unread = text if middle is None else leeway_text
            raise Unreadable(f'We could not read "{unread[:60]}" as a number.')
        ranges.append((middle - abs(leeway), middle + abs(leeway), share))
    return replace(drafts.number(ranges, notes, span=False), unit=_unit(node, notes))


def _unit(node: Node, notes: list[str]) -> str:
    units = node.child("units")
    if units is None or not units.named("unit"):
        return ""
    plainest = [unit for unit in units.named("unit") if decimals.read(plain(unit, "multiplier") or "1") == 1]
    if len(units.named("unit")) > 1:
        notes.append("Only the unit of the right number was kept.")
    if not plainest:
        raise Unreadable("No unit of this number has the multiplier 1.")
    return " ".join(plain(plainest[0], "unit_name").split())


def _essay(node: Node, notes: list[str]) -> Reflection:
    if plain(node, "responseformat").lower() == "noinline":
        raise Unreadable("This question asks for a file, which we do not collect.")
    if plain(node, "attachmentsrequired") not in ("", "0"):
        raise Unreadable("This question asks for a file, which we do not collect.")
    if plain(node, "responsetemplate"):
        notes.append("The text to begin the answer with was left out.")
    told = _markdown(node.child("graderinfo"), notes)
    model, mark, scheme = told.partition(LOOK_FOR)
    criteria = _criteria(scheme) if mark else ()
    if criteria is None:
        model, criteria = told, ()
    return replace(drafts.reflection(model.strip()), look_for=criteria)


def _criteria(scheme: str) -> tuple[Criterion, ...] | None:
    """The mark scheme as our own export writes it: "- names their part (2 marks)"; None if it is not that."""
    found: list[Criterion] = []
    for line in scheme.strip().split("\n"):
        text, bracket, marks = line.removeprefix("- ").rpartition(" (")
        number = marks.removesuffix(")").removesuffix("s").removesuffix(" mark")
        if not line.startswith("- ") or not bracket or not (number.isascii() and number.isdigit()):
            return None
        found.append(Criterion(text, int(number[:4])))
    return tuple(found)


def _ordering(node: Node, notes: list[str]) -> Ordering:
    answers = node.named("answer")
    places = [decimals.read(answer.attributes.get("fraction", "")) for answer in answers]
    if len({place for place in places if place is not None}) == len(answers):
        order = sorted(range(len(answers)), key=lambda at: places[at] or 0)
        answers = [answers[at] for at in order]
    elif len(set(places)) > 1:
        raise Unreadable("The places of the steps are not surely in order.")
    item = drafts.ordering([_line(answer, notes) for answer in answers])
    if plain(node, "selecttype").upper() not in ("", "0", "ALL"):
        notes.append("Every step is shown now, and not only some.")
    marking = _ORDER.get(plain(node, "gradingtype").lower())
    if marking is None:
        notes.append("Each step in its right place counts now.")
        marking = OrderMarking.EACH_PLACE
    return replace(item, marking=marking)
