"""Short requests go one after the other, long ones a few at once, and who only waits takes nobody's place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest

from lms.cli.places import PATIENCE_S, Places
from lms.cli.worker import Gate

# Longer than any patience, so that whoever waits for it has given up.
LONG_S = 30


class Inside:
    """An application in which everybody stays until `go`, and which counts who is in at once."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.changed = threading.Condition()
        self.go = threading.Event()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self.changed:
            self.now += 1
            self.most = max(self.most, self.now)
            self.changed.notify_all()
        self.go.wait(LONG_S)
        with self.changed:
            self.now -= 1
        return []

    def wait_for(self, number: int) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: self.now == number, LONG_S)


def ask(application: WSGIApplication, begin: Callable[[], None] = lambda: None) -> threading.Thread:
    def work() -> None:
        begin()
        application({"REQUEST_METHOD": "GET"}, lambda *_: lambda _: None)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def end(inside: Inside, threads: list[threading.Thread]) -> None:
    inside.go.set()
    for thread in threads:
        thread.join(LONG_S)
        assert not thread.is_alive()


def test_no_more_than_the_long_places_are_inside_the_framework_at_once() -> None:
    inside, places = Inside(), Places(short=1, long=2)
    gate = Gate(places.long_way(inside), places)
    threads = [ask(gate) for _ in range(6)]
    assert inside.wait_for(2)
    # The others have had more than their patience, and still stand outside.
    with inside.changed:
        assert not inside.changed.wait_for(lambda: inside.now > 2, 10 * PATIENCE_S)
    end(inside, threads)
    assert inside.most == 2


def test_a_short_request_is_not_held_up_by_long_ones() -> None:
    inside, places = Inside(), Places(short=1, long=1)
    slow = Gate(places.long_way(inside), places)
    threads = [ask(slow) for _ in range(3)]
    assert inside.wait_for(1)
    answered = threading.Event()

    def quick(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answered.set()
        return []

    ask(Gate(quick, places)).join(LONG_S)
    assert answered.is_set()
    end(inside, threads)


def test_whoever_waits_too_long_for_a_short_place_goes_on_beside_the_other() -> None:
    inside, places = Inside(), Places(short=1, long=1)
    threads = [ask(Gate(inside, places)) for _ in range(3)]
    assert inside.wait_for(3)
    end(inside, threads)
    # Those who went without a place gave none back: one is still one.
    places.enter()
    again = Inside()
    thread = ask(Gate(again, places))
    assert again.wait_for(1)
    end(again, [thread])


def test_who_only_waits_leaves_the_place_to_others() -> None:
    inside, places = Inside(), Places(short=1, long=1)

    def waits(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # As a write does that waits for its commit, and once more where it is none of its business.
        places.leave()
        places.leave()
        return inside(environ, start_response)

    slow = [ask(Gate(places.long_way(waits), places)) for _ in range(4)]
    assert inside.wait_for(4)
    end(inside, slow)


@pytest.mark.parametrize("layer", ["short", "long"])
def test_a_fault_gives_its_place_back(layer: str) -> None:
    def broken(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        raise ZeroDivisionError

    places = Places(short=1, long=1)
    gate = Gate(broken if layer == "short" else places.long_way(broken), places)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            gate({"REQUEST_METHOD": "GET"}, lambda *_: lambda _: None)
