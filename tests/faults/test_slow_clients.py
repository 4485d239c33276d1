"""Visitors on slow and broken lines must not keep others waiting: the real server beside 200 of each kind.

Each of the others has to be answered while all 200 are held; how fast is the bench's business.
"""

import contextlib
import http.client
import resource
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import people, server
from tests.support import leftovers

CONTENT = Path(__file__).resolve().parent.parent / "support" / "content"
HELD = 200
HALF_HEADERS = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-"
HALF_BODY = (
    b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 1000\r\n\r\nemail=somebody%40example.gov.uk&pass"
)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A real server with its default workers and threads."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 4096), most))
    folder = tmp_path_factory.mktemp("slow")
    prepared = people.prepare(folder, "", count=1, content=CONTENT)
    found = server.free_port()
    environment = prepared.environment | {"LMS_PORT": str(found), "LMS_BASE_URL": f"http://127.0.0.1:{found}"}
    # How it is started and answers is measured elsewhere; here it only has to stand up to others.
    environment |= leftovers.UNMEASURED
    with server.running(["-m", "lms", "serve"], environment, found, folder / "server.log"):
        yield found


def ask(port: int, path: str) -> int:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as line:
        line.request("GET", path)
        return line.getresponse().status


@pytest.mark.parametrize("sent", [b"", HALF_HEADERS, HALF_BODY], ids=["idle", "half headers", "half bodies"])
def test_others_are_answered_beside_200_slow_visitors(port: int, sent: bytes) -> None:
    with contextlib.ExitStack() as held:
        for _ in range(HELD):
            line = held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            line.sendall(sent)
        answers = [ask(port, path) for path in ("/healthz", "/sign-in") for _ in range(10)]
    assert answers == [200] * 20
    assert ask(port, "/healthz") == 200


def test_a_body_that_is_finished_late_is_answered(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(HALF_BODY)
        assert ask(port, "/healthz") == 200
        line.sendall(b"x" * (1000 - len(HALF_BODY.partition(b"\r\n\r\n")[2])))
        assert line.recv(64).startswith(b"HTTP/1.1 4")


def test_headers_far_beyond_the_limit_are_not_taken_in(port: int) -> None:
    answer = b""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=30) as line,
        contextlib.suppress(ConnectionError),
    ):
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        # The server may close the line while we are still sending.
        for number in range(100):
            line.sendall(b"X-Long-%d: " % number + b"a" * 20_000 + b"\r\n")
        line.sendall(b"\r\n")
        answer = line.recv(64)
    assert answer[:12] in (b"", b"HTTP/1.1 431")
    assert ask(port, "/healthz") == 200
