"""Moodle XML: every kind we hold, every kind we do not, and files that mean harm."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lms.content.exchange import formats, xml_reading
from lms.content.exchange.formats import Format
from lms.domain.quizzes import (
    Gap,
    GapFill,
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
from tests.content.exchange.texts import answer, moodle_file, moodle_item, question

UNREADY = "Line 3: It needs a model answer before it can go live."
FEEDBACK = (
    '<feedback format="html"><text>&lt;p&gt;Yes &lt;em&gt;indeed&lt;/em&gt;&lt;/p&gt;</text></feedback>'
)


def test_single_choice_with_everything_around_it() -> None:
    item = moodle_item(
        question(
            "multichoice",
            "<generalfeedback format='html'><text>Because.</text></generalfeedback>"
            "<defaultgrade>2.0000000</defaultgrade>"
            "<idnumber>fire-2</idnumber><single>true</single><shuffleanswers>0</shuffleanswers>"
            + answer("100", "&lt;p&gt;One&lt;/p&gt;", FEEDBACK)
            + answer("33.33333", "Two")
            + answer("0", "Three")
            + "<hint><text>Think.</text></hint><tags><tag><text>Fire</text></tag></tags>",
            "<p>Which <b>one</b>?</p><ul><li>a</li><li>b</li></ul>",
        )
    )
    assert isinstance(item, SingleChoice)
    assert (item.text, item.body) == ("Which **one**?", "- a\n- b")
    assert (item.id, item.marks, item.why, item.hint, item.tags) == (
        "fire-2",
        2,
        "Because.",
        "Think.",
        ("fire",),
    )
    assert [(one.text, one.share, one.feedback) for one in item.options] == [
        ("One", 1, "Yes *indeed*"),
        ("Two", Fraction(1, 3), ""),
        ("Three", 0, ""),
    ]
    assert item.fixed_order


def test_the_other_kinds() -> None:
    many = "<single>false</single>" + answer("50", "a") + answer("50", "b") + answer("-50", "c")
    assert isinstance(moodle_item(question("multichoice", many)), MultipleResponse)
    truth = moodle_item(question("truefalse", answer("0", "true") + answer("100", "false", FEEDBACK)))
    assert isinstance(truth, TrueFalse)
    assert [one.correct for one in truth.options] == [False, True]
    rows = "".join(
        f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer></subquestion>'
        for left, right in (("a", "1"), ("b", "2"), ("", "3"))
    )
    pairs = moodle_item(question("matching", rows))
    assert isinstance(pairs, Matching)
    assert (pairs.pairs, pairs.spares) == ((Pair("a", "1"), Pair("b", "2")), ("3",))
    short = moodle_item(question("shortanswer", answer("100", "ice") + answer("0", "*")))
    assert isinstance(short, ShortText)
    assert short.accept == ("ice",)


def test_numbers_have_leeway_and_a_unit() -> None:
    units = (
        "<units><unit><multiplier>1000</multiplier><unit_name>m</unit_name></unit>"
        "<unit><multiplier>1</multiplier><unit_name>km</unit_name></unit></units>"
    )
    found = moodle_file(
        question(
            "numerical", answer("100", "10", "<tolerance>2</tolerance>" + FEEDBACK) + answer("0", "*") + units
        )
    )
    (item,) = found.items
    assert isinstance(item, Number)
    assert (item.low, item.high, item.unit, item.shown) == (8, 12, "km", "10 ± 2")
    assert found.notes == (
        "Line 3: Feedback for a number was left out.",
        "Line 3: Only the unit of the right number was kept.",
    )
    assert isinstance(moodle_item(question("numerical", answer("100", "10") + "<units></units>")), Number)


def test_essays_keep_what_the_marker_is_told() -> None:
    item = moodle_item(question("essay", "<graderinfo><text>Names it.</text></graderinfo>"))
    assert isinstance(item, Reflection)
    assert (item.model_answer, item.look_for) == ("Names it.", ())
    odd = moodle_item(
        question(
            "essay",
            '<graderinfo format="markdown"><text>A\n\n**Look for:**\n\n- x (many)</text></graderinfo>',
        )
    )
    assert isinstance(odd, Reflection)
    assert odd.look_for == ()
    noted = moodle_file(question("essay", "<responsetemplate><text>Dear</text></responsetemplate>"))
    assert noted.notes == ("Line 3: The text to begin the answer with was left out.", UNREADY)


@pytest.mark.parametrize(
    ("grading", "marking", "notes"),
    [
        ("ABSOLUTE_POSITION", OrderMarking.EACH_PLACE, 0),
        ("ALL_OR_NOTHING", OrderMarking.ALL_OR_NOTHING, 0),
        ("RELATIVE_NEXT_EXCLUDE_LAST", OrderMarking.NEIGHBOURS, 0),
        ("LONGEST_ORDERED_SUBSET", OrderMarking.EACH_PLACE, 1),
    ],
)
def test_orderings(grading: str, marking: OrderMarking, notes: int) -> None:
    steps = answer("2.0000000", "two") + answer("1.0000000", "one") + answer("3.0000000", "three")
    found = moodle_file(question("ordering", f"<gradingtype>{grading}</gradingtype>{steps}"))
    (item,) = found.items
    assert isinstance(item, Ordering)
    assert (item.steps, item.marking, len(found.notes)) == (("one", "two", "three"), marking, notes)


def test_steps_without_places_stand_in_the_order_of_the_file() -> None:
    steps = "".join(f"<answer><text>{name}</text></answer>" for name in ("a", "b", "c"))
    found = moodle_file(question("ordering", f"<selecttype>RANDOM</selecttype>{steps}"))
    assert [item.steps for item in found.items if isinstance(item, Ordering)] == [("a", "b", "c")]
    assert found.notes == ("Line 3: Every step is shown now, and not only some.",)


def test_embedded_answers_become_gaps() -> None:
    text = (
        "<p>Finish it</p><p>Water {1:SHORTANSWER:=boils~=is \\} hot~%0%*#No} at "
        "{1:MULTICHOICE_V:50~=100#Yes~%0%&lt;b} °C"
        " {not a gap}.</p>"
    )
    item = moodle_item(question("cloze", "", text))
    assert isinstance(item, GapFill)
    assert item.text == "Finish it"
    assert item.pieces == ("Water ", " at ", " °C {not a gap}.")
    assert item.gaps == (Gap(("boils", "is } hot")), Gap(("100",), ("50", "100", "<b")))
    alone = moodle_item(question("cloze", "", "It is {:SAC:=A}."))
    assert (alone.text, alone.id) == ("Name", "name")


def test_categories_give_the_title_and_tags() -> None:
    category = '<question type="category"><category><text>$course$/top/{}</text></category></question>'
    found = moodle_file(
        category.format("Bank")
        + question("essay", "")
        + category.format("Fire")
        + question("essay", "")
        + question(
            "essay",
            "<hint><text>a</text></hint><hint><text>b</text></hint><defaultgrade>0.5</defaultgrade>"
            "<correctfeedback><text>Well done</text></correctfeedback><generalfeedback/>",
        )
    )
    assert found.quiz_title == "Bank"
    assert [(item.tags, item.hint) for item in found.items] == [
        ((), ""),
        (("fire",), ""),
        (("fire",), "a\n\nb"),
    ]
    assert tuple(note for note in found.notes if "model answer" not in note) == (
        "Line 3: Several hints became one.",
        "Line 3: The weight 0.5 became 1.",
        "Feedback on a question as a whole (right, partly right, wrong) was left out.",
    )


def test_capitals_and_pictures_are_noted() -> None:
    usecase = moodle_file(question("shortanswer", "<usecase>1</usecase>" + answer("100", "Ice")))
    assert usecase.notes == ("Line 3: Capitals no longer count in the words to type.",)
    picture = moodle_file(question("essay", "", 'See <img src="data:image/png;base64,AAAA" alt="a cat">'))
    assert (picture.items[0].text, picture.notes) == (
        "See a cat",
        ("Line 3: A picture was left out.", "Line 3: It needs a model answer before it can go live."),
    )


def test_a_file_in_another_character_set_is_read() -> None:
    text = question("essay", "", "Café?")
    latin = f'<?xml version="1.0" encoding="ISO-8859-1"?><quiz>{text}</quiz>'.encode("latin-1")
    assert formats.read(Format.MOODLE_XML, latin).items[0].text == "Café?"
    wide = f'<?xml version="1.0" encoding="UTF-16"?><quiz>{text}</quiz>'.encode("utf-16")
    assert formats.read(Format.MOODLE_XML, wide).items[0].text == "Café?"
    assert xml_reading.tree("<a><b>x</b><b>y</b></a>").child("b") is not None


def test_losses_are_named_and_the_file_still_opens() -> None:
    options = tuple(Option(f"o{at}", True, Fraction(1), "", "m") for at in range(2))
    many = tuple(Option(f"o{at}", True, Fraction(1)) for at in range(12))
    quiz = Quiz(
        slug="q",
        title="T",
        course="c",
        items=(
            Scale(id="a", text="A", choices=("x", "y"), statements=("s",)),
            MultipleResponse(id="b", text="B", options=many),
            Number(id="c", text="C", low=Fraction(1, 3), high=Fraction(2, 3)),
            MultipleResponse(id="d", text="D", options=options),
            GapFill(
                id="e",
                text="E",
                pieces=("a ", " b ", ""),
                gaps=(Gap(("&lt;",)), Gap(("y",), ("=y", "y", "%5"))),
            ),
            GapFill(id="f", text="{1:SA:x}", pieces=("a ", ""), gaps=(Gap(("x",)),), marks=2),
            GapFill(id="g", text="```\ncode", pieces=("a ", ""), gaps=(Gap(("x",)),)),
        ),
    )
    losses = formats.losses(Format.MOODLE_XML, quiz)
    assert [(loss.item_id, loss.left_out) for loss in losses] == [
        (None, False),
        ("a", True),
        ("b", True),
        ("c", True),
        ("d", False),
        ("e", False),
        ("f", False),
    ]
    data = formats.write(Format.MOODLE_XML, quiz).data
    found = formats.read(Format.MOODLE_XML, data)
    assert [item.id for item in found.items] == ["d", "e", "f", "g"]
    assert [item.gaps for item in found.items if isinstance(item, GapFill)] == [
        item.gaps for item in quiz.items if isinstance(item, GapFill)
    ]
    assert b"<![CDATA[<p>" in data
