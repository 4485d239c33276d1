"""What a change of an item amounts to, for every kind of item."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from lms.domain import fingerprints
from lms.domain.fingerprints import Weight
from lms.domain.quizzes import (
    Criterion,
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
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from tests.domain import samples

ONE, NONE = Fraction(1), Fraction(0)
WITH = Option("With people", True, ONE, "Yes, indeed.")
FOR = Option("For people", False, NONE)
TO = Option("Done to them", False, NONE)
SINGLE = SingleChoice(id="a", text="What is it?", options=(WITH, FOR))
MULTIPLE = MultipleResponse(id="a", text="Which?", options=(WITH, FOR, TO))
TRUE_FALSE = TrueFalse(id="a", text="So?", options=(Option("True", True, ONE), Option("False", False, NONE)))
MATCHING = Matching(
    id="a", text="Match", pairs=(Pair("harm", "broken"), Pair("repair", "mended")), spares=("x",)
)
ORDERING = Ordering(id="a", text="Order", steps=("Ask everyone", "Listen well", "Agree together"))
GAPS = GapFill(id="a", text="Fill", pieces=("He ", " it."), gaps=(Gap(("said",), ("said", "did")),))
SHORT = ShortText(id="a", text="Who?", accept=("Christie", "Nils Christie"))
NUMBER = Number(id="a", text="How many?", low=Fraction(9), high=Fraction(11), unit="days", shown="10 ± 1")
REFLECTION = Reflection(id="a", text="Think", model_answer="So and so", look_for=(Criterion("Names it", 2),))
SCALE = Scale(id="a", text="Agree?", choices=("No", "Yes"), statements=("I was heard",))


def weight(old: Item, new: Item) -> Weight:
    return fingerprints.compare(old, new)[0].weight


@pytest.mark.parametrize(
    "item", [SINGLE, MULTIPLE, TRUE_FALSE, MATCHING, ORDERING, GAPS, SHORT, NUMBER, REFLECTION, SCALE]
)
def test_equal_items_have_no_change(item: Item) -> None:
    assert fingerprints.compare(item, replace(item)) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (SINGLE, TRUE_FALSE),
        (SINGLE, replace(SINGLE, marks=2)),
        (SINGLE, replace(SINGLE, options=(replace(WITH, correct=False), replace(FOR, correct=True)))),
        (SINGLE, replace(SINGLE, options=(WITH, replace(FOR, share=Fraction(1, 2))))),
        (SINGLE, replace(SINGLE, options=(WITH, FOR, TO))),
        (MULTIPLE, replace(MULTIPLE, options=(WITH, FOR))),
        (MULTIPLE, replace(MULTIPLE, marking=Marking.ALL_OR_NOTHING)),
        (TRUE_FALSE, replace(TRUE_FALSE, options=(Option("True", False, NONE), Option("False", True, ONE)))),
        (MATCHING, replace(MATCHING, pairs=(Pair("harm", "mended"), Pair("repair", "broken")))),
        (MATCHING, replace(MATCHING, pairs=MATCHING.pairs[:1])),
        (MATCHING, replace(MATCHING, spares=())),
        (ORDERING, replace(ORDERING, steps=("Listen well", "Ask everyone", "Agree together"))),
        (ORDERING, replace(ORDERING, steps=ORDERING.steps[:2])),
        (ORDERING, replace(ORDERING, marking=OrderMarking.NEIGHBOURS)),
        (GAPS, replace(GAPS, gaps=(Gap(("said", "told"), ("said", "did")),))),
        (GAPS, replace(GAPS, gaps=(Gap(("said",), ("said", "made")),))),
        (GAPS, replace(GAPS, gaps=(*GAPS.gaps, Gap(("x",))), pieces=("He ", " it", "."))),
        (SHORT, replace(SHORT, accept=("Christie",))),
        (NUMBER, replace(NUMBER, high=Fraction(12))),
        (NUMBER, replace(NUMBER, unit="weeks")),
        (REFLECTION, replace(REFLECTION, marked_by=MarkedBy.TRAINER)),
        (REFLECTION, replace(REFLECTION, look_for=(Criterion("Names it", 1),))),
        (SCALE, replace(SCALE, choices=("No", "Perhaps", "Yes"))),
        (SCALE, replace(SCALE, statements=())),
    ],
)
def test_another_key_answer_number_order_or_pair_is_another_meaning(old: Item, new: Item) -> None:
    assert weight(old, new) is Weight.MEANING


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (SINGLE, replace(SINGLE, text="What does it mean?")),
        (SINGLE, replace(SINGLE, why="Because it is.")),
        (replace(SINGLE, hint="Look"), SINGLE),
        (SINGLE, replace(SINGLE, options=(replace(WITH, feedback="No, never."), FOR))),
        (SINGLE, replace(SINGLE, options=(replace(WITH, text="With all people"), FOR))),
        (MATCHING, replace(MATCHING, spares=("y",))),
        (MATCHING, replace(MATCHING, pairs=(Pair("the harm", "broken"), MATCHING.pairs[1]))),
        (ORDERING, replace(ORDERING, steps=("Ask them everyone", *ORDERING.steps[1:]))),
        (GAPS, replace(GAPS, pieces=("She never ", " it."))),
        (REFLECTION, replace(REFLECTION, model_answer="Other things")),
        (REFLECTION, replace(REFLECTION, look_for=(Criterion("Says who", 2),))),
        (SCALE, replace(SCALE, statements=("I could speak",))),
    ],
)
def test_other_words_with_the_same_key_are_wording(old: Item, new: Item) -> None:
    assert weight(old, new) is Weight.WORDING


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (SINGLE, replace(SINGLE, text="What  is it")),
        (SINGLE, replace(SINGLE, tags=("x",))),
        (SINGLE, replace(SINGLE, options=(FOR, WITH))),
        (SINGLE, replace(SINGLE, fixed_order=True)),
        (SHORT, replace(SHORT, accept=("christie", "Nils Christie."))),
        (NUMBER, replace(NUMBER, shown="9 to 11")),
    ],
)
def test_looks_and_labels_are_cosmetic(old: Item, new: Item) -> None:
    assert {change.weight for change in fingerprints.compare(old, new)} == {Weight.COSMETIC}


def test_a_misspelt_word_is_a_slip() -> None:
    assert weight(replace(SINGLE, text="We recieve it"), replace(SINGLE, text="We receive it")) is Weight.SLIP


def test_retiring_is_not_a_change_of_the_item_itself() -> None:
    assert fingerprints.compare(SINGLE, replace(SINGLE, retired_on=date(2026, 1, 1))) == ()


def test_the_words_go_on_from_the_name_of_the_question() -> None:
    changed = replace(SINGLE, marks=2, options=(WITH, replace(FOR, correct=True)))
    assert [change.words for change in fingerprints.compare(SINGLE, changed)] == [
        "now has “For people” as right",
        "now gives 2 marks instead of 1",
    ]
    assert fingerprints.compare(changed, SINGLE)[-1].words == "now gives 1 mark instead of 2"


def test_items_of_two_kinds_have_no_key_in_common_to_compare() -> None:
    assert fingerprints._key(samples.single(), samples.scale()) == []
