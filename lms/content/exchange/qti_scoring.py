"""How QTI is told to mark: declarations of what is right, and rules that turn responses into a score.

Scores run from 0 to 1; the weight stands in the test. It must not know how an item looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lms.content.exchange.qti_xml import Element, element, words

RESPONSE, SCORE = "RESPONSE", "SCORE"


def response(
    kind: str,
    cardinality: str,
    correct: Sequence[str] = (),
    mapped: Sequence[tuple[str, str]] = (),
    name: str = RESPONSE,
    *,
    floor: bool = False,
    words_only: bool = False,
) -> Element:
    """The declaration of one response with its right values and what each value earns."""
    children: list[Element] = []
    if correct:
        children.append(element("correctResponse", *(_value(one) for one in correct)))
    if mapped:
        entries = [
            element("mapEntry", mapKey=key, mappedValue=earns, caseSensitive="false" if words_only else None)
            for key, earns in mapped
        ]
        children.append(element("mapping", *entries, lowerBound="0" if floor else None, defaultValue="0"))
    return element("responseDeclaration", *children, identifier=name, cardinality=cardinality, baseType=kind)


def _value(text: str) -> Element:
    return element("value", words(text))


def outcome(name: str, kind: str, cardinality: str = "single", **attributes: str | None) -> Element:
    """The declaration of an outcome; a number begins at 0."""
    default = [element("defaultValue", _value("0"))] if kind == "float" else []
    return element(
        "outcomeDeclaration", *default, identifier=name, cardinality=cardinality, baseType=kind, **attributes
    )


def variable(name: str) -> Element:
    return element("variable", identifier=name)


def number(value: Fraction | int) -> Element:
    """A constant, exact where decimals can be, otherwise to sixteen places."""
    return element("baseValue", words(f"{float(value):.16g}"), baseType="float")


def decimal(text: str) -> Element:
    """A constant that is written as a decimal already."""
    return element("baseValue", words(text), baseType="float")


def set_to(name: str, value: Element) -> Element:
    return element("setOutcomeValue", value, identifier=name)


def when(condition: Element, *rules: Element) -> Element:
    """Rules that hold if the condition is true."""
    return element("responseCondition", element("responseIf", condition, *rules))


def is_right(name: str = RESPONSE) -> Element:
    return element("match", variable(name), element("correct", identifier=name))


def answered(name: str = RESPONSE) -> Element:
    return element("not", element("isNull", variable(name)))


def more(value: Element) -> Element:
    """The score grows by a value."""
    return set_to(SCORE, element("sum", variable(SCORE), value))


def mapped(name: str = RESPONSE) -> Element:
    return element("mapResponse", identifier=name)


def part_of(count: int) -> Element:
    """The score becomes its share of `count`."""
    return set_to(SCORE, element("divide", variable(SCORE), number(count)))
