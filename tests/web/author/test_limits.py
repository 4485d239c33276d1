"""One preview at a time for each author, none without an end."""

from __future__ import annotations

import threading

import pytest

from lms.web.author.limits import StillDrawing, TookTooLongToDraw, Turns


def test_what_is_drawn_comes_back() -> None:
    assert Turns().take(1, lambda: "drawn") == "drawn"


def test_a_fault_comes_back_too() -> None:
    def fail() -> str:
        raise KeyError("gone")

    turns = Turns()
    with pytest.raises(KeyError):
        turns.take(1, fail)
    assert turns.take(1, lambda: "drawn") == "drawn"


def test_what_takes_too_long_is_left_behind_and_keeps_its_authors_turn() -> None:
    turns = Turns(seconds=0.05)
    go_on = threading.Event()
    with pytest.raises(TookTooLongToDraw):
        turns.take(1, go_on.wait)
    with pytest.raises(StillDrawing):
        turns.take(1, lambda: True)
    assert turns.take(2, lambda: "somebody else") == "somebody else"
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "preview":
            thread.join()
    assert turns.take(1, lambda: "drawn") == "drawn"
