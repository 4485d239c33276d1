"""Small items and quizzes for the domain tests; plain values, no files."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from lms.domain.courses import Course, Lesson, Module
from lms.domain.quizzes import (
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

RIGHT = Fraction(1)
NONE = Fraction(0)


def option(text: str, *, correct: bool = False, share: Fraction | None = None) -> Option:
    return Option(text, correct, share if share is not None else (RIGHT if correct else NONE))


def single(
    item_id: str = "one", *, tags: tuple[str, ...] = (), marks: int = 1, **more: object
) -> SingleChoice:
    options = (option("a"), option("b", correct=True), option("c", share=Fraction(1, 2)))
    return SingleChoice(id=item_id, text="Which?", options=options, tags=tags, marks=marks, **more)  # type: ignore[arg-type]


def multiple(
    item_id: str = "many",
    *,
    correct: int = 3,
    wrong: int = 2,
    marking: Marking = Marking.RIGHT_MINUS_WRONG,
    marks: int = 1,
) -> MultipleResponse:
    options = (
        *(option(f"right {n}", correct=True) for n in range(correct)),
        *(option(f"wrong {n}") for n in range(wrong)),
    )
    return MultipleResponse(id=item_id, text="Which ones?", options=options, marking=marking, marks=marks)


def truth(item_id: str = "truth") -> TrueFalse:
    return TrueFalse(id=item_id, text="So?", options=(option("True", correct=True), option("False")))


def matching(item_id: str = "match") -> Matching:
    pairs = (Pair("A", "1"), Pair("B", "2"), Pair("C", "3"))
    return Matching(id=item_id, text="Match.", pairs=pairs, spares=("4",))


def quiz(*items: Item, **more: object) -> Quiz:
    return Quiz(slug="sample", title="Sample", course="sample", items=items, **more)  # type: ignore[arg-type]


def bank(size: int, *, tag: str, start: int = 0) -> list[SingleChoice]:
    levels = list(Difficulty)
    return [
        single(f"{tag}-{start + n}", tags=(tag,), difficulty=levels[n % len(levels)]) for n in range(size)
    ]


def course() -> Course:
    def lesson(slug: str, minutes: int = 5, *, optional: bool = False) -> Lesson:
        return Lesson(slug=slug, title=slug, minutes=minutes, path=f"{slug}.md", optional=optional)

    return Course(
        slug="sample",
        title="Sample",
        digest="d",
        modules=(
            Module(slug="m1", title="M1", lessons=(lesson("a"), lesson("b", 7)), quiz="q1"),
            Module(slug="m2", title="M2", lessons=(lesson("c"), lesson("extra", optional=True))),
        ),
        final_quiz="final",
    )


def ordering(item_id: str = "order", *, marking: OrderMarking = OrderMarking.EACH_PLACE) -> Ordering:
    return Ordering(id=item_id, text="Put in order.", steps=("a", "b", "c", "d"), marking=marking)


def gap_fill(item_id: str = "gaps") -> GapFill:
    gaps = (
        Gap(("capacity", "mental capacity")),
        Gap(("established",), ("suspected", "established", "likely")),
    )
    return GapFill(id=item_id, text="Complete it.", pieces=("A person has ", " unless ", "."), gaps=gaps)


def short_text(item_id: str = "short") -> ShortText:
    return ShortText(id=item_id, text="Who helps?", accept=("advocate", "an advocate"))


def number(item_id: str = "number", *, unit: str = "days") -> Number:
    return Number(id=item_id, text="How many?", low=Fraction(8), high=Fraction(12), unit=unit, shown="10 ± 2")


def reflection(item_id: str = "reflect", *, by: MarkedBy = MarkedBy.NOBODY) -> Reflection:
    return Reflection(id=item_id, text="Think.", model_answer="A model.", marked_by=by)


def scale(item_id: str = "scale") -> Scale:
    return Scale(id=item_id, text="How sure?", choices=("Not", "Fairly", "Very"), statements=("One", "Two"))


def day(text: str) -> date:
    return date.fromisoformat(text)
