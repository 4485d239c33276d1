"""What holds for every mark: between nothing and what there is to earn, whatever the order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lms.domain import marking, responses
from lms.domain.quizzes import (
    GapFill,
    Item,
    Marking,
    Matching,
    MultipleResponse,
    Number,
    Ordering,
    Reflection,
    Scale,
    ShortText,
)
from lms.domain.responses import (
    ChoiceResponse,
    ChoicesResponse,
    GapsResponse,
    OrderResponse,
    PairsResponse,
    ScaleResponse,
    TextResponse,
)
from tests.domain import samples

NEVER_MARKED = (samples.reflection(), samples.scale())
ITEMS: list[Item] = [
    samples.single(marks=3),
    samples.truth(),
    samples.matching(),
    *(
        samples.multiple(correct=c, wrong=w, marking=rule)
        for rule in Marking
        for c, w in [(0, 3), (1, 1), (3, 2)]
    ),
]


@st.composite
def answered(draw: st.DrawFn) -> tuple[Item, responses.Response]:
    item = draw(st.sampled_from(ITEMS))
    size = sheet_size(item)
    choice = st.none() | st.integers(0, size - 1)
    words = st.text(max_size=12) | st.sampled_from(["advocate", "10", "capacity"])
    match responses.blank(item):
        case ChoiceResponse():
            return item, ChoiceResponse(draw(choice))
        case ChoicesResponse():
            return item, ChoicesResponse(draw(st.frozensets(st.integers(0, size - 1))))
        case PairsResponse(rights):
            return item, PairsResponse(tuple(draw(choice) for _ in rights))
        case OrderResponse(steps):
            return item, OrderResponse(tuple(draw(st.permutations(range(len(steps))))))
        case GapsResponse():
            return item, GapsResponse(
                (draw(words).strip(), draw(st.sampled_from(["", "likely", "established"])))
            )
        case TextResponse():
            return item, TextResponse(draw(words).strip())
        case ScaleResponse(choices):
            return item, ScaleResponse(tuple(draw(choice) for _ in choices))


def sheet_size(item: Item) -> int:
    """How many things of an item stand in an order on the sheet, or can be chosen from."""
    match item:
        case Matching():
            return len(item.rights)
        case Ordering():
            return len(item.steps)
        case Scale():
            return len(item.choices)
        case GapFill() | ShortText() | Number() | Reflection():
            return 1
        case _:
            return len(item.options)


@given(answered())
def test_a_mark_lies_between_nothing_and_what_is_available(pair: tuple[Item, responses.Response]) -> None:
    got = marking.mark(*pair)
    available = 0 if pair[0] in NEVER_MARKED else pair[0].marks
    assert 0 <= got.earned <= got.available == available
    assert got.because.endswith(".")


@given(answered(), st.randoms())
def test_the_order_on_the_sheet_never_changes_a_mark(pair: tuple[Item, responses.Response], chance) -> None:  # type: ignore[no-untyped-def]
    item, response = pair
    order = list(range(sheet_size(item)))
    chance.shuffle(order)
    read_back = responses.from_form(item, order, responses.to_form(response, order))
    assert read_back == response
    assert marking.mark(item, read_back) == marking.mark(item, response)


def test_a_question_that_was_skipped_earns_nothing_whatever_its_kind() -> None:
    items: list[Item] = [samples.multiple(correct=1, wrong=4, marking=rule) for rule in Marking]
    items += [item for item in ITEMS if not (isinstance(item, MultipleResponse) and item not in items)]
    assert {marking.mark(item, responses.blank(item)).earned for item in items} == {0}
