"""Responses: what a sheet can send is read, everything else is refused."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain import responses
from lms.domain.errors import MalformedResponse
from lms.domain.quizzes import Item
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

ALL: list[Item] = [
    samples.single(),
    samples.truth(),
    samples.multiple(),
    samples.matching(),
    samples.ordering(),
    samples.gap_fill(),
    samples.short_text(),
    samples.number(),
    samples.reflection(),
    samples.scale(),
]


@pytest.mark.parametrize("item", ALL)
def test_a_blank_response_is_blank_and_reads_back(item: Item) -> None:
    blank = responses.blank(item)
    assert responses.is_blank(blank)
    assert responses.from_form(item, (0, 1, 2, 3), {}) == blank
    assert responses.from_plain(item, responses.to_plain(blank)) == blank


@pytest.mark.parametrize(
    "response",
    [
        ChoiceResponse(0),
        ChoicesResponse(frozenset({1})),
        PairsResponse((None, 2)),
        OrderResponse((None, 1)),
        GapsResponse(("", "x")),
        TextResponse("x"),
        ScaleResponse((None, 0)),
    ],
)
def test_a_given_response_is_not_blank(response: responses.Response) -> None:
    assert not responses.is_blank(response)


def test_positions_on_the_sheet_are_turned_into_places_in_the_item() -> None:
    order = (2, 0, 1)
    assert responses.from_form(samples.single(), order, {"answer": ["1"]}) == ChoiceResponse(2)
    ticked = responses.from_form(samples.multiple(), (4, 3, 2, 1, 0), {"answer": ["1", "5", ""]})
    assert ticked == ChoicesResponse(frozenset({4, 0}))
    rows = responses.from_form(samples.matching(), (3, 2, 1, 0), {"row-1": ["4"], "row-3": ["1"]})
    assert rows == PairsResponse((0, None, 3))


@pytest.mark.parametrize(
    ("item", "fields"),
    [
        (samples.single(), {"answer": ["1", "2"]}),
        (samples.single(), {"answer": ["0"]}),
        (samples.single(), {"answer": ["4"]}),
        (samples.single(), {"answer": ["-1"]}),
        (samples.single(), {"answer": ["²"]}),
        (samples.single(), {"answer": ["one"]}),
        (samples.single(), {"answer": ["9" * 5000]}),
        (samples.multiple(), {"answer": ["1", "x"]}),
        (samples.matching(), {"row-1": ["1", "2"]}),
        (samples.matching(), {"row-2": ["7"]}),
        (samples.ordering(), {"row-1": ["5"]}),
        (samples.ordering(), {"row-1": ["1", "2"]}),
        (samples.gap_fill(), {"row-2": ["something else"]}),
        (samples.short_text(), {"answer": ["a", "b"]}),
        (samples.short_text(), {"answer": ["a\x00b"]}),
        (samples.reflection(), {"answer": ["a" * 20_001]}),
        (samples.scale(), {"row-1": ["4"]}),
    ],
)
def test_what_no_sheet_could_send_is_refused(item: Item, fields: dict[str, list[str]]) -> None:
    order = (0, 1, 2) if item.id == "one" else (0, 1, 2, 3)
    with pytest.raises(MalformedResponse) as caught:
        responses.from_form(item, order, fields)
    assert caught.value.item_id == item.id


@pytest.mark.parametrize(
    ("item", "plain"),
    [
        (samples.single(), {}),
        (samples.single(), {"choice": True}),
        (samples.single(), {"choice": 3}),
        (samples.single(), {"choice": "1"}),
        (samples.truth(), {"choice": -1}),
        (samples.multiple(), {"choices": None}),
        (samples.multiple(), {"choices": [0, 9]}),
        (samples.matching(), {"rights": [0]}),
        (samples.matching(), {"rights": [0, None, 4]}),
        (samples.matching(), {"rights": "012"}),
        (samples.ordering(), {"steps": [0, 1, 2, 4]}),
        (samples.scale(), {"scale": [0]}),
        (samples.gap_fill(), {"texts": ["one"]}),
        (samples.gap_fill(), {"texts": ["one", 2]}),
        (samples.short_text(), {"text": None}),
    ],
)
def test_a_stored_response_that_does_not_fit_is_refused(item: Item, plain: dict[str, object]) -> None:
    with pytest.raises(MalformedResponse):
        responses.from_plain(item, plain)


@pytest.mark.parametrize(
    ("item", "response"),
    [
        (samples.single(), ChoiceResponse(2)),
        (samples.multiple(), ChoicesResponse(frozenset({0, 4}))),
        (samples.matching(), PairsResponse((3, None, 1))),
        (samples.ordering(), OrderResponse((3, None, 1, 0))),
        (samples.gap_fill(), GapsResponse(("capacity", "likely"))),
        (samples.number(), TextResponse("10")),
        (samples.scale(), ScaleResponse((2, None))),
    ],
)
def test_storing_and_reading_back_gives_the_same_response(item: Item, response: responses.Response) -> None:
    assert responses.from_plain(item, responses.to_plain(response)) == response


def test_a_step_is_put_in_the_place_that_was_chosen_for_it() -> None:
    # The sheet shows d, b, a, c; d goes to place 4, a to place 1.
    got = responses.from_form(samples.ordering(), (3, 1, 0, 2), {"row-1": ["4"], "row-3": ["1"]})
    assert got == OrderResponse((0, None, None, 3))


def test_two_steps_in_one_place_leave_the_first_there() -> None:
    got = responses.from_form(samples.ordering(), (3, 1, 0, 2), {"row-1": ["2"], "row-2": ["2"]})
    assert got == OrderResponse((None, 3, None, None))


def test_lines_of_a_text_are_kept_in_one_form() -> None:
    got = responses.from_form(samples.reflection(), (), {"answer": [" one\r\ntwo "]})
    assert got == TextResponse("one\ntwo")


@given(
    st.sampled_from(ALL), st.dictionaries(st.sampled_from(["answer", "row-1", "row-2"]), st.lists(st.text()))
)
def test_no_field_value_breaks_the_reader(item: Item, fields: dict[str, list[str]]) -> None:
    order = {"one": (2, 0, 1), "truth": (0, 1), "many": (4, 2, 0, 1, 3)}.get(item.id, (3, 1, 0, 2))
    with contextlib.suppress(MalformedResponse):
        response = responses.from_form(item, order, fields)
        assert responses.from_form(item, order, responses.to_form(response, order)) == response


def test_every_response_of_a_kind_can_be_put_back_on_the_sheet() -> None:
    order = (3, 1, 0, 2)
    given = OrderResponse((0, None, 2, 3))
    assert responses.from_form(samples.ordering(), order, responses.to_form(given, order)) == given
    choice = ChoiceResponse(1)
    assert responses.from_form(samples.single(), (2, 0, 1), responses.to_form(choice, (2, 0, 1))) == choice
