"""The gate in front of the application: bodies are whole, and only a few requests are worked on at once."""

import io
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from lms.cli.worker import BODY_LIMIT, Gate


class Cut(io.BytesIO):
    """What the server hands over when a line breaks in the middle of a body: nothing."""

    def read(self, size: int | None = -1) -> bytes:
        return b""


def echo(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [environ.get("CONTENT_LENGTH", "").encode(), b" ", environ["wsgi.input"].read()]


def ask(gate: Gate, body: io.BytesIO, method: str = "POST", **environ: str) -> tuple[str, bytes]:
    told: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], error: object = None) -> object:
        told.append(status)
        return None

    answer = gate({"REQUEST_METHOD": method, "wsgi.input": body, **environ}, start)
    return told[0], b"".join(answer)


def test_a_whole_body_reaches_the_application() -> None:
    assert ask(Gate(echo, 1), io.BytesIO(b"a=1"), CONTENT_LENGTH="3") == ("200 OK", b"3 a=1")


def test_a_body_sent_in_pieces_reaches_the_application_with_its_length() -> None:
    assert ask(Gate(echo, 1), io.BytesIO(b"a=1"), HTTP_TRANSFER_ENCODING="chunked") == ("200 OK", b"3 a=1")


def test_a_request_without_a_body_is_no_cut_off_one() -> None:
    assert ask(Gate(echo, 1), io.BytesIO()) == ("200 OK", b"0 ")
    assert ask(Gate(echo, 1), io.BytesIO(), CONTENT_LENGTH="0") == ("200 OK", b"0 ")


@pytest.mark.parametrize("announced", [{"CONTENT_LENGTH": "900"}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_a_body_that_was_cut_off_is_refused_and_not_taken_for_an_empty_form(
    announced: dict[str, str],
) -> None:
    status, said = ask(Gate(echo, 1), Cut(b"a=1"), **announced)
    assert status == "400 Bad Request"
    assert b"Nothing was changed" in said


def test_an_over_long_body_goes_on_unread_for_the_application_to_refuse() -> None:
    body = io.BytesIO(b"x")
    status, said = ask(Gate(echo, 1), body, CONTENT_LENGTH=str(BODY_LIMIT + 1))
    assert (status, said) == ("200 OK", str(BODY_LIMIT + 1).encode() + b" x")


def test_an_over_long_body_in_pieces_is_read_only_to_the_limit() -> None:
    status, said = ask(Gate(echo, 1), io.BytesIO(b"x" * (BODY_LIMIT + 100)), HTTP_TRANSFER_ENCODING="chunked")
    assert said.startswith(str(BODY_LIMIT + 1).encode())
    assert status == "200 OK"


def test_a_fault_gives_its_place_back() -> None:
    def broken(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        raise ZeroDivisionError

    gate = Gate(broken, 1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            ask(gate, io.BytesIO(), "GET")


def test_no_more_requests_than_places_are_worked_on_at_once() -> None:
    inside, most, lock = 0, 0, threading.Lock()
    both = threading.Barrier(2)

    def count(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        # Passes only when two are inside together, so the gate lets two in; a third would be counted.
        both.wait(timeout=30)
        with lock:
            inside -= 1
        start_response("200 OK", [])
        return []

    gate = Gate(count, 2)
    threads = [threading.Thread(target=ask, args=(gate, io.BytesIO(), "GET")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert most == 2


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's message at the end of a parent is Linux's")
def test_a_worker_ends_when_its_parent_is_killed() -> None:
    child = (
        "import os, signal, time; from lms.cli.worker import end_with_parent;"
        "end_with_parent(os.getppid(), signal.SIGKILL); print(os.getpid(), flush=True); time.sleep(60)"
    )
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert int(running.stdout.readline()) > 0
        running.send_signal(signal.SIGKILL)
        # The child holds the other end of the pipe: it closes when the child is gone.
        assert running.stdout.read() == ""
