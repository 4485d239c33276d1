"""The gate in front of the application: bodies are whole. And a worker ends with its parent."""

import io
import signal
import subprocess
import sys
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from lms.cli.places import Places
from lms.cli.worker import BODY_LIMIT, Gate


class Cut(io.BytesIO):
    """What the server hands over when a line breaks in the middle of a body: nothing."""

    def read(self, size: int | None = -1) -> bytes:
        return b""


def echo(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [environ.get("CONTENT_LENGTH", "").encode(), b" ", environ["wsgi.input"].read()]


def gate() -> Gate:
    return Gate(echo, Places(short=1, long=1))


def ask(gate: Gate, body: io.BytesIO, method: str = "POST", **environ: str) -> tuple[str, bytes]:
    told: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], error: object = None) -> object:
        told.append(status)
        return None

    answer = gate({"REQUEST_METHOD": method, "wsgi.input": body, **environ}, start)
    return told[0], b"".join(answer)


def test_a_whole_body_reaches_the_application() -> None:
    assert ask(gate(), io.BytesIO(b"a=1"), CONTENT_LENGTH="3") == ("200 OK", b"3 a=1")


def test_a_body_sent_in_pieces_reaches_the_application_with_its_length() -> None:
    assert ask(gate(), io.BytesIO(b"a=1"), HTTP_TRANSFER_ENCODING="chunked") == ("200 OK", b"3 a=1")


def test_a_request_without_a_body_is_no_cut_off_one() -> None:
    assert ask(gate(), io.BytesIO()) == ("200 OK", b"0 ")
    assert ask(gate(), io.BytesIO(), CONTENT_LENGTH="0") == ("200 OK", b"0 ")


@pytest.mark.parametrize("announced", [{"CONTENT_LENGTH": "900"}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_a_body_that_was_cut_off_is_refused_and_not_taken_for_an_empty_form(
    announced: dict[str, str],
) -> None:
    status, said = ask(gate(), Cut(b"a=1"), **announced)
    assert status == "400 Bad Request"
    assert b"Nothing was changed" in said


def test_an_over_long_body_goes_on_unread_for_the_application_to_refuse() -> None:
    body = io.BytesIO(b"x")
    status, said = ask(gate(), body, CONTENT_LENGTH=str(BODY_LIMIT + 1))
    assert (status, said) == ("200 OK", str(BODY_LIMIT + 1).encode() + b" x")


def test_an_over_long_body_in_pieces_is_read_only_to_the_limit() -> None:
    status, said = ask(gate(), io.BytesIO(b"x" * (BODY_LIMIT + 100)), HTTP_TRANSFER_ENCODING="chunked")
    assert said.startswith(str(BODY_LIMIT + 1).encode())
    assert status == "200 OK"


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
