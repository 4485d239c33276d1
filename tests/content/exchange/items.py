"""Items of every kind as trainers write them, drawn by hypothesis; it must not know any format."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from xml.etree import ElementTree

from hypothesis import strategies as st

from lms.content.exchange import decimals
from lms.domain import comparing
from lms.domain.quizzes import (
    Criterion,
    Difficulty,
    Gap,
    GapFill,
    Item,
    MarkedBy,
    Marking,
    Matching,
    MultipleResponse,
    Number,
    Option,
    Ordering,
    OrderMarking,
    Pair,
    Quiz,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)

SPECIAL = "~=#{}:\\*_[]<>&\"'%|/$!?()`.,;+-→"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789éŵ漢😀"

characters = st.sampled_from(LETTERS * 2 + SPECIAL + "    ")


def _clean(text: str) -> str:
    return " ".join(text.split())


lines = (
    st.one_of(
        st.text(characters, min_size=1, max_size=30),
        st.sampled_from(
            [
                "->",
                "[html]x",
                "%50%x",
                "T",
                "a -> b",
                "&lt;b&gt;",
                "1. One",
                "- two",
                "// no",
                "::x::",
                "<b>bold</b>",
                "**bold** and *thin*",
                "[link](https://example.org/a_b)",
                "{1:SHORTANSWER:=a}",
                "]]>",
                "$CATEGORY: x",
                "=5",
                "*star",
                "`code`",
            ]
        ),
    )
    .map(_clean)
    .filter(lambda text: text and not text.startswith(("```", "~~~")))
)
blocks = st.lists(st.lists(lines, min_size=1, max_size=3).map("\n".join), min_size=1, max_size=3).map(
    "\n\n".join
)
maybe_blocks = st.one_of(st.just(""), blocks)
slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
tags = st.lists(st.from_regex(r"[a-z]{1,8}( [a-z0-9\-]{1,6})?", fullmatch=True), max_size=3, unique=True).map(
    tuple
)
numbers = st.decimals(-1000, 1000, places=3).map(Fraction)
words = lines.filter(lambda text: bool(comparing.fold(text)) and "\\*" not in text)


def _same(text: str) -> str:
    return " ".join(text.split()).rstrip(".").casefold()


def different(least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(lines, min_size=least, max_size=most, unique_by=_same).filter(
        lambda texts: all(_same(text) for text in texts)
    )


@st.composite
def options(draw: st.DrawFn, right: int, shares: tuple[int, ...] = (0,)) -> tuple[Option, ...]:
    texts = draw(different(right + 1, right + 4))
    made = []
    for at, text in enumerate(texts):
        share = Fraction(1) if at < right else Fraction(draw(st.sampled_from(shares)), 100)
        made.append(Option(text, at < right, share, draw(maybe_blocks)))
    return tuple(draw(st.permutations(made)))


@st.composite
def single(draw: st.DrawFn) -> Item:
    return SingleChoice(
        id="x",
        text="x",
        options=draw(options(1, (0, 0, 50, 25, 5))),
        fixed_order=draw(st.booleans()),
    )


@st.composite
def multiple(draw: st.DrawFn) -> Item:
    right = draw(st.integers(1, 5))
    return MultipleResponse(
        id="x",
        text="x",
        options=draw(options(right)),
        marking=draw(st.sampled_from(Marking)),
        fixed_order=draw(st.booleans()),
    )


@st.composite
def true_false(draw: st.DrawFn) -> Item:
    names = draw(st.sampled_from([("True", "False"), ("False", "True"), ("Gwir", "Anghywir")]))
    right = draw(st.integers(0, 1))
    pair = [
        Option(name, at == right, Fraction(at == right), draw(maybe_blocks)) for at, name in enumerate(names)
    ]
    return TrueFalse(id="x", text="x", options=(pair[0], pair[1]))


@st.composite
def matching(draw: st.DrawFn) -> Item:
    texts = draw(different(5, 8))
    lefts = draw(different(2, 3))
    pairs = tuple(Pair(left, right) for left, right in zip(lefts, texts, strict=False))
    return Matching(id="x", text="x", pairs=pairs, spares=tuple(texts[3 : draw(st.integers(3, 5))]))


@st.composite
def ordering(draw: st.DrawFn) -> Item:
    marking = draw(st.sampled_from(OrderMarking))
    return Ordering(id="x", text="x", steps=tuple(draw(different(3, 6))), marking=marking)


@st.composite
def gap_fill(draw: st.DrawFn) -> Item:
    count = draw(st.integers(1, 3))
    plain = st.text(st.sampled_from("abc é,.'"), min_size=1, max_size=15).map(_clean).filter(bool)
    gaps = []
    for _ in range(count):
        texts = tuple(draw(st.lists(words.filter(bool), min_size=2, max_size=3, unique_by=_same)))
        if not all(_same(text) for text in texts) or draw(st.booleans()):
            gaps.append(Gap((draw(words),)))
        else:
            gaps.append(Gap((texts[-1],), texts))
    between = [f" {draw(plain)} " for _ in range(count - 1)]
    last = draw(st.sampled_from(["", ".", " and so on."]))
    pieces = (f"{draw(plain)} ", *between, last)
    return GapFill(id="x", text="x", pieces=pieces, gaps=tuple(gaps))


@st.composite
def short_text(draw: st.DrawFn) -> Item:
    accept = draw(st.lists(words, min_size=1, max_size=4, unique=True))
    return ShortText(id="x", text="x", accept=tuple(accept))


@st.composite
def number(draw: st.DrawFn) -> Item:
    low = draw(numbers)
    high = low + abs(draw(st.one_of(st.just(Fraction(0)), numbers)))
    unit = draw(st.sampled_from(["", "days", "m/s & more"]))
    return Number(id="x", text="x", low=low, high=high, unit=unit, shown=decimals.key(low, high))


@st.composite
def reflection(draw: st.DrawFn) -> Item:
    scheme = draw(st.lists(st.builds(Criterion, lines, st.integers(0, 9)), max_size=3))
    return Reflection(
        id="x",
        text="x",
        model_answer=draw(maybe_blocks),
        look_for=tuple(scheme),
        marked_by=draw(st.sampled_from(MarkedBy)),
    )


@st.composite
def scale(draw: st.DrawFn) -> Item:
    choices, statements = tuple(draw(different(2, 5))), tuple(draw(different(1, 3)))
    return Scale(id="x", text="x", choices=choices, statements=statements)


kinds = st.one_of(
    single(),
    multiple(),
    true_false(),
    matching(),
    ordering(),
    gap_fill(),
    short_text(),
    number(),
    reflection(),
    scale(),
)


@st.composite
def items(draw: st.DrawFn) -> Item:
    item = draw(kinds)
    item = replace(
        item,
        text=draw(lines),
        why=draw(maybe_blocks),
        hint=draw(st.one_of(st.just(""), lines)),
        tags=draw(tags),
        difficulty=draw(st.one_of(st.none(), st.sampled_from(Difficulty))),
        objective=draw(st.one_of(st.just(""), lines)),
        marks=draw(st.sampled_from([1, 1, 1, 3])),
        retired_on=draw(st.one_of(st.none(), st.just(date(2026, 9, 1)))),
    )
    if isinstance(item, GapFill):
        return item
    return replace(item, body=draw(maybe_blocks))


@st.composite
def quizzes(draw: st.DrawFn, most: int = 4) -> Quiz:
    names = draw(st.lists(slugs, min_size=1, max_size=most, unique=True))
    return Quiz(
        slug="listening",
        title=draw(st.sampled_from(["Listening", "Support: what/why & how", "Clywed"])),
        course="c",
        items=tuple(replace(draw(items()), id=name) for name in names),
    )


def parsed(text: str) -> ElementTree.Element:
    """The root of a well-formed XML text."""
    reader = ElementTree.XMLPullParser(["end"])
    reader.feed(text)
    reader.close()
    *_, (_, root) = reader.read_events()
    assert isinstance(root, ElementTree.Element)
    return root
