"""The answers of each kind in QTI's terms: what is right, what is shown, how it is marked.

It must not know what stands around the answers, nor packages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from lms.content.exchange import cloze, decimals, markdown_html
from lms.content.exchange import qti_scoring as scoring
from lms.content.exchange.qti_xml import Edition, Element, Markup, element, spelled
from lms.domain.quizzes import (
    Gap,
    GapFill,
    Item,
    Marking,
    Matching,
    MultipleResponse,
    Number,
    Ordering,
    OrderMarking,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The declarations, the body under the question's text, and the rules of marking."""

    declared: tuple[Element, ...]
    body: tuple[Element | Markup, ...]
    rules: tuple[Element, ...] = ()


def _inline(text: str) -> Markup:
    return Markup(markdown_html.to_inline(text))


def parts_of(item: Item, edition: Edition, shuffle: bool) -> Parts:
    """The parts for an item of any kind; `shuffle` is what the quiz says of its options."""
    match item:
        case SingleChoice() | TrueFalse():
            return _choice(item, shuffle)
        case MultipleResponse():
            return _choices(item, shuffle)
        case Matching():
            return _matching(item)
        case Ordering():
            return _ordering(item)
        case GapFill():
            return _gaps(item, edition)
        case ShortText():
            entry = _entry(scoring.RESPONSE, item.accept)
            return Parts((_typed(scoring.RESPONSE, item.accept),), (element("p", entry),), _earned())
        case Number():
            return _number(item)
        case Reflection():
            return _reflection(item, edition)
        case Scale():
            return _scale(item)
        case _:
            assert_never(item)


def _earned() -> tuple[Element, ...]:
    return (scoring.when(scoring.answered(), scoring.set_to(scoring.SCORE, scoring.mapped())),)


def _interaction(item: SingleChoice | TrueFalse | MultipleResponse, most: int, shuffle: bool) -> Element:
    fixed = isinstance(item, TrueFalse) or item.fixed_order or not shuffle
    choices = [
        element("simpleChoice", _inline(option.text), identifier=f"C{at}", fixed="true" if fixed else None)
        for at, option in enumerate(item.options, start=1)
    ]
    return element(
        "choiceInteraction",
        *choices,
        responseIdentifier=scoring.RESPONSE,
        shuffle="false" if fixed else "true",
        maxChoices=str(most),
    )


def _choice(item: SingleChoice | TrueFalse, shuffle: bool) -> Parts:
    right = [f"C{at}" for at, option in enumerate(item.options, start=1) if option.correct]
    parts = any(0 < option.share < 1 for option in item.options)
    earns = [
        (f"C{at}", decimals.show(option.share) or f"{float(option.share):.16g}")
        for at, option in enumerate(item.options, start=1)
        if parts and option.share
    ]
    declared = scoring.response("identifier", "single", right, earns)
    # Without part marks, feedback or reasons the standard's own rule "match_correct" is enough.
    rules: tuple[Element, ...] = ()
    if parts:
        rules = _earned()
    elif item.why or any(option.feedback for option in item.options):
        rules = (scoring.when(scoring.is_right(), scoring.set_to(scoring.SCORE, scoring.number(1))),)
    return Parts((declared,), (_interaction(item, 1, shuffle),), rules)


def _choices(item: MultipleResponse, shuffle: bool) -> Parts:
    names = [f"C{at}" for at in range(1, len(item.options) + 1)]
    right = [name for name, option in zip(names, item.options, strict=True) if option.correct]
    wrong = len(names) - len(right)
    ticks = [
        (name, "1" if option.correct else "-1") for name, option in zip(names, item.options, strict=True)
    ]
    body = (_interaction(item, 0, shuffle),)
    match item.marking:
        case Marking.ALL_OR_NOTHING:
            rule = scoring.when(scoring.is_right(), scoring.set_to(scoring.SCORE, scoring.number(1)))
            return Parts((scoring.response("identifier", "multiple", right),), body, (rule,))
        case Marking.EACH_OPTION:
            declared = scoring.response("identifier", "multiple", right, ticks)
            rules = (
                # Wrong boxes left alone are right: counted first, and each wrong tick takes one away.
                scoring.set_to(scoring.SCORE, scoring.number(wrong)),
                scoring.when(scoring.answered(), scoring.more(scoring.mapped())),
                scoring.part_of(len(names)),
            )
            return Parts((declared,), body, rules)
        case Marking.RIGHT_MINUS_WRONG:
            declared = scoring.response("identifier", "multiple", right, ticks, floor=True)
            return Parts((declared,), body, (*_earned(), scoring.part_of(max(len(right), 1))))
        case _:
            assert_never(item.marking)


def _matching(item: Matching) -> Parts:
    rights = item.rights
    correct = [f"L{at} R{at}" for at in range(1, len(item.pairs) + 1)]
    # Two left-hand texts may share a right-hand text, so the words decide and not the places.
    earns = [
        (f"L{left} R{right}", "1")
        for left, pair in enumerate(item.pairs, start=1)
        for right, text in enumerate(rights, start=1)
        if text == pair.right
    ]
    lefts = [
        element("simpleAssociableChoice", _inline(pair.left), identifier=f"L{at}", matchMax="1")
        for at, pair in enumerate(item.pairs, start=1)
    ]
    others = [
        element("simpleAssociableChoice", _inline(text), identifier=f"R{at}", matchMax="0")
        for at, text in enumerate(rights, start=1)
    ]
    interaction = element(
        "matchInteraction",
        element("simpleMatchSet", *lefts),
        element("simpleMatchSet", *others),
        responseIdentifier=scoring.RESPONSE,
        shuffle="true",
        maxAssociations=str(len(item.pairs)),
    )
    declared = scoring.response("directedPair", "multiple", correct, earns)
    return Parts((declared,), (interaction,), (*_earned(), scoring.part_of(len(item.pairs))))


def _ordering(item: Ordering) -> Parts:
    names = [f"C{at}" for at in range(1, len(item.steps) + 1)]
    choices = [
        element("simpleChoice", _inline(step), identifier=name)
        for name, step in zip(names, item.steps, strict=True)
    ]
    interaction = element("orderInteraction", *choices, responseIdentifier=scoring.RESPONSE, shuffle="true")
    declared = scoring.response("identifier", "ordered", names)
    if item.marking is OrderMarking.ALL_OR_NOTHING:
        whole = scoring.set_to(scoring.SCORE, scoring.number(1))
        return Parts((declared,), (interaction,), (scoring.when(scoring.is_right(), whole),))
    places = [
        scoring.when(
            element(
                "match",
                element("index", scoring.variable(scoring.RESPONSE), n=str(at)),
                element("index", element("correct", identifier=scoring.RESPONSE), n=str(at)),
            ),
            scoring.more(scoring.number(1)),
        )
        for at in range(1, len(names) + 1)
    ]
    return Parts((declared,), (interaction,), (*places, scoring.part_of(len(names))))


def _typed(name: str, accepted: tuple[str, ...]) -> Element:
    earns = [(text, "1") for text in dict.fromkeys(accepted)]
    return scoring.response("string", "single", accepted[:1], earns, name, words_only=True)


def _entry(name: str, accepted: tuple[str, ...]) -> Element:
    longest = max(len(text) for text in accepted)
    return element("textEntryInteraction", responseIdentifier=name, expectedLength=str(max(longest, 10)))


def _gaps(item: GapFill, edition: Edition) -> Parts:
    html = markdown_html.to_html(cloze.with_places(item.pieces))
    declared: list[Element] = []
    rules: list[Element] = []
    inside: list[str] = []
    for at, gap in enumerate(item.gaps, start=1):
        name = f"{scoring.RESPONSE}{at}"
        if gap.choices:
            inside.append(spelled(_menu(name, gap), edition))
            right = [f"C{place}" for place, text in enumerate(gap.choices, start=1) if text in gap.accepted]
            declared.append(scoring.response("identifier", "single", right, name=name))
            rules.append(scoring.when(scoring.is_right(name), scoring.more(scoring.number(1))))
        else:
            inside.append(spelled(_entry(name, gap.accepted), edition))
            declared.append(_typed(name, gap.accepted))
            rules.append(scoring.when(scoring.answered(name), scoring.more(scoring.mapped(name))))
    body = Markup(f"<div>{cloze.replaced(html, inside)}</div>")
    return Parts(tuple(declared), (body,), (*rules, scoring.part_of(len(item.gaps))))


def _menu(name: str, gap: Gap) -> Element:
    choices = [
        element("inlineChoice", _inline(text), identifier=f"C{at}")
        for at, text in enumerate(gap.choices, start=1)
    ]
    return element("inlineChoiceInteraction", *choices, responseIdentifier=name, shuffle="false")


def _number(item: Number) -> Parts:
    low, high = decimals.show(item.low) or "0", decimals.show(item.high) or "0"
    given = scoring.variable(scoring.RESPONSE)
    if item.low == item.high:
        right = element("equal", given, scoring.decimal(low), toleranceMode="exact")
    else:
        # The two ends as written: a leeway would be added in binary and could miss the ends.
        right = element(
            "and",
            element("gte", given, scoring.decimal(low)),
            element("lte", given, scoring.decimal(high)),
        )
    entry = element("textEntryInteraction", responseIdentifier=scoring.RESPONSE, expectedLength="10")
    middle = decimals.show((item.low + item.high) / 2) or low
    unit = Markup(f" {markdown_html.to_inline(item.unit)}") if item.unit else Markup("")
    return Parts(
        (scoring.response("float", "single", [middle]),),
        (element("p", entry, unit),),
        (scoring.when(right, scoring.set_to(scoring.SCORE, scoring.number(1))),),
    )


def _reflection(item: Reflection, edition: Edition) -> Parts:
    scheme = "".join(f"\n- {' '.join(one.text.split())} ({one.marks})" for one in item.look_for)
    told = "\n\n".join(text for text in (item.model_answer, scheme.strip("\n")) if text)
    block: list[Element | Markup] = []
    if told:
        use = "scoring" if edition is Edition.V30 else None
        block = [element("rubricBlock", Markup(markdown_html.to_html(told)), view="scorer", use=use)]
    entry = element("extendedTextInteraction", responseIdentifier=scoring.RESPONSE, expectedLines="10")
    return Parts((scoring.response("string", "single"),), (*block, entry))


def _scale(item: Scale) -> Parts:
    names = [f"{scoring.RESPONSE}{at}" for at in range(1, len(item.statements) + 1)]
    body = [
        element(
            "choiceInteraction",
            element("prompt", _inline(statement)),
            *(
                element("simpleChoice", _inline(choice), identifier=f"C{at}")
                for at, choice in enumerate(item.choices, start=1)
            ),
            **{"class": "likert"},
            responseIdentifier=name,
            shuffle="false",
            maxChoices="1",
        )
        for name, statement in zip(names, item.statements, strict=True)
    ]
    return Parts(tuple(scoring.response("identifier", "single", name=name) for name in names), tuple(body))
