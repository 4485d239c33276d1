"""What templates have drawn is kept with slots, and nothing that comes from outside can look like one."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

from lms.queries.sheets import SheetItem
from lms.web import kept
from lms.web.kept import Parts
from lms.web.quiz import drawn

ITEM = SheetItem(
    number=1,
    item_id="one",
    kind="short_text",
    question="What?",
    body="",
    hint="",
    choose="Write a word or a few.",
    options=(),
    rows=(),
    choices=(),
    chosen=frozenset(),
    answered=False,
)


def test_values_go_where_the_slots_were() -> None:
    frame = kept.cut(f"a {kept.slot('one')} b {kept.slot('two')}{kept.slot('one')}")
    assert frame.filled({"one": "1", "two": "2", "three": "3"}) == "a 1 b 21"


def test_a_text_that_looks_like_a_slot_is_left_alone() -> None:
    assert kept.cut("\x02one\x03").filled({}) == "\x02one\x03"


def test_a_part_is_drawn_once_for_the_same_values(app: Flask) -> None:
    parts = Parts(app, "quiz/parts.html", 2)
    first = parts.frame("entry", 1, True, False, False, None)
    assert parts.frame("entry", 1, True, False, False, None) is first
    assert parts.frame("entry", 1, False, False, False, None) is not first
    parts.frame("entry", 2, True, False, False, None)
    assert parts.frame("entry", 1, True, False, False, None) is not first


def test_what_somebody_typed_is_not_kept(app: Flask) -> None:
    pages = drawn.SheetPages(app)
    typed = replace(ITEM, text="CANARY", answered=True)
    written = pages._question("alone", typed, False) + pages._line(typed).filled({"attempt_id": "x"})
    assert written.count("CANARY") == 2
    pages._question("alone", ITEM, False)
    assert "CANARY" not in repr(pages._parts._frames._values)
    assert "What?" in repr(pages._parts._frames._values)
