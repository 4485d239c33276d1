"""The verdict beside each row, gap and step says the same as the mark."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lms.domain import marking
from lms.domain.drawing import Paper, PaperItem
from lms.domain.quizzes import GapFill, Item, MarkedBy, Matching, Ordering, OrderMarking, Quiz, Reflection
from lms.domain.responses import GapsResponse, OrderResponse, PairsResponse, Response, TextResponse
from lms.queries import results
from lms.queries.results import ResultItem
from tests.support import kinds

MATCHING, ORDERING, GAPS, REFLECTION = (kinds.ITEMS[index] for index in (3, 4, 5, 8))


def result(item: Item, response: Response) -> ResultItem:
    quiz = Quiz(slug="one", title="One", course="c", items=(item,))
    marks = {item.id: marking.mark(item, response)}
    (made,) = results.items(quiz, Paper((PaperItem(item.id, ()),)), {item.id: response}, marks)
    return made


def share_of_rows(made: ResultItem) -> Fraction:
    judged = [row.correct for row in made.rows if row.correct is not None]
    return Fraction(sum(judged), len(judged))


def share(item: Item, response: Response) -> Fraction:
    mark = marking.mark(item, response)
    return mark.earned / mark.available


@given(st.tuples(*[st.none() | st.integers(0, 2)] * 2))
def test_rows_of_a_matching_are_right_as_they_are_marked(rights: tuple[int | None, ...]) -> None:
    assert isinstance(MATCHING, Matching)
    response = PairsResponse(rights)
    assert share_of_rows(result(MATCHING, response)) == share(MATCHING, response)


ORDERS = st.permutations(range(4)).flatmap(
    lambda order: st.tuples(*(st.sampled_from([step, None]) for step in order))
)


def ordering(by: OrderMarking) -> Ordering:
    assert isinstance(ORDERING, Ordering)
    return Ordering(id="o", text="Order", steps=ORDERING.steps, marking=by)


@given(ORDERS)
def test_places_of_an_ordering_are_right_as_they_are_marked(steps: tuple[int | None, ...]) -> None:
    item, response = ordering(OrderMarking.EACH_PLACE), OrderResponse(steps)
    assert share_of_rows(result(item, response)) == share(item, response)


@given(ORDERS)
def test_neighbours_are_right_as_they_are_marked(steps: tuple[int | None, ...]) -> None:
    item, response = ordering(OrderMarking.NEIGHBOURS), OrderResponse(steps)
    rows = result(item, response).rows[1:]
    assert Fraction(sum(bool(row.correct) for row in rows), 3) == share(item, response)


@given(
    st.tuples(
        st.sampled_from(["", "canary-CAPACITY.", "other"]),
        st.sampled_from(["", "established", "likely"]),
        st.sampled_from(["", "CANARY-choose", "<b>"]),
    )
)
def test_gaps_are_right_as_they_are_marked(texts: tuple[str, ...]) -> None:
    assert isinstance(GAPS, GapFill)
    response = GapsResponse(texts)
    made = result(GAPS, response)
    assert share_of_rows(made) == share(GAPS, response)
    assert [gap.correct for gap in made.gaps] == [row.correct for row in made.rows]
    assert len(made.pieces) == len(made.gaps) + 1
    assert not any("<b>" in gap.text for gap in made.gaps)


def test_a_reflection_is_never_called_right_or_wrong() -> None:
    assert isinstance(REFLECTION, Reflection)
    told = {}
    for by in MarkedBy:
        item = Reflection(id="r", text="Think", model_answer="Model", marked_by=by)
        told[by] = result(item, TextResponse("words")).verdict
        assert result(item, TextResponse()).verdict == "not answered"
    assert told == {
        MarkedBy.TRAINER: "with a trainer",
        MarkedBy.SELF: "to compare",
        MarkedBy.NOBODY: "not marked",
    }
