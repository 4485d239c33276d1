"""Whole quizzes taken by many people at once, from a few processes: by forms alone, or as our script does.

The client looks for what it needs in a page instead of reading all of it, and each of its processes talks for
many people in one thread, so that it leaves the processors to the server. It must not know the database, nor
what is measured.
"""

from __future__ import annotations

import json
import multiprocessing
import re
import selectors
import socket
import time
from collections.abc import Generator
from dataclasses import dataclass
from urllib.parse import urlencode

_TOKEN = re.compile(
    r'action="(/(?:quizzes|attempts)/[^"]+)"[^>]*>\s*<input type="hidden" name="csrf_token" value="([^"]+)"'
)
_SEQ = re.compile(r'name="seq" value="([0-9]+)"')
_ANSWER = re.compile(r'name="(q[0-9]+)" type="radio" value="([^"]+)"')
_NEXT = re.compile(r'type="hidden" name="next" value="([^"]+)"')
_ON_PAGE = re.compile(r'name="on-page" value="([0-9]+)"')
_FORM = "application/x-www-form-urlencoded"
_LENGTH = re.compile(rb"\r\ncontent-length: ([0-9]+)\r\n", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: ([^\r]+)\r\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Taken:
    """`requests` is the number of one flow, `seconds` the time that all of them took together."""

    flows: int
    requests: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    path: str
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 200


@dataclass(frozen=True, slots=True)
class _Answer:
    location: str
    text: str


# What one person does: each request that it gives is answered before the next one.
_Steps = Generator[_Request, _Answer, None]


def take(port: int, quiz: str, cookies: list[str], *, script: bool, rounds: int, processes: int = 4) -> Taken:
    """Have everybody who is signed in with `cookies` take a quiz `rounds` times, all at once.

    Raises: RuntimeError for any answer that is not as it should be.
    """
    processes = min(processes, len(cookies))
    shares = [cookies[number::processes] for number in range(processes)]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        began = time.perf_counter()
        counts = pool.starmap(_share, [(port, quiz, share, script, rounds) for share in shares])
        seconds = time.perf_counter() - began
    flows = len(cookies) * rounds
    return Taken(flows, sum(counts) // flows, seconds)


def _share(port: int, quiz: str, cookies: list[str], script: bool, rounds: int) -> int:
    """Let these people take the quiz; the number of all requests."""
    requests = 0
    with selectors.DefaultSelector() as waiting:
        for cookie in cookies:
            person = _Person(port, cookie, _sitting(quiz, script=script, rounds=rounds))
            waiting.register(person.socket, selectors.EVENT_READ, person)
        while waiting.get_map():
            for key, _ in waiting.select():
                if not key.data.goes_on():
                    waiting.unregister(key.fileobj)
                    requests += key.data.requests
    return requests


def _sitting(quiz: str, *, script: bool, rounds: int) -> _Steps:
    for _ in range(rounds):
        page = (yield _Request("GET", f"/quizzes/{quiz}")).text
        start, token = _form(page, "/quizzes/")
        sheet = (yield _post(start, {"csrf_token": token})).location.partition("?")[0]
        token = yield from _by_script(sheet) if script else _by_forms(sheet)
        result = (yield _post(sheet, {"csrf_token": token})).location
        yield _Request("GET", result)


def _by_script(sheet: str) -> Generator[_Request, _Answer, str]:
    page = (yield _Request("GET", f"{sheet}?question=all")).text
    action, token = _form(page, "/attempts/")
    seq = int(_found(_SEQ, page))
    headers = (
        ("Content-Type", "application/json"),
        ("X-CSRF-Token", token),
        ("Sec-Fetch-Site", "same-origin"),
    )
    for name, value in dict(reversed(_ANSWER.findall(page))).items():
        content = {"seq": seq, "answers": {name[1:]: {"answer": [value]}}}
        seq = json.loads((yield _Request("PUT", action, json.dumps(content), headers)).text)["seq"]
    return token


def _by_forms(sheet: str) -> Generator[_Request, _Answer, str]:
    path = sheet
    while True:
        page = (yield _Request("GET", path)).text
        action, token = _form(page, "/attempts/")
        if not action.endswith("/answers"):
            return token
        name, value = _ANSWER.findall(page)[0]
        fields = {"csrf_token": token, "seq": _found(_SEQ, page), "on-page": _found(_ON_PAGE, page)}
        path = (yield _post(action, {**fields, "next": _found(_NEXT, page), name: value})).location


def _post(path: str, fields: dict[str, str]) -> _Request:
    return _Request("POST", path, urlencode(fields), (("Content-Type", _FORM),), 303)


def _form(page: str, below: str) -> tuple[str, str]:
    return next((action, token) for action, token in _TOKEN.findall(page) if action.startswith(below))


class _Person:
    """Sends what `steps` asks for on one connection, one request after another; `requests` counts them."""

    def __init__(self, port: int, cookie: str, steps: _Steps) -> None:
        self.requests = 0
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._always = f"Host: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
        self._steps = steps
        self._read = b""
        self._asked = next(steps)
        self._send()

    def goes_on(self) -> bool:
        """Read what has come, and send the next request once an answer is whole; False after the last one.

        Raises: RuntimeError for an answer that is not as it should be.
        """
        piece = self.socket.recv(262_144)
        self._read += piece
        head, end, body = self._read.partition(b"\r\n\r\n")
        length = _LENGTH.search(head + b"\r\n")
        if not piece or (end and head[9:12] != str(self._asked.status).encode()):
            asked = f"{self._asked.method} {self._asked.path}"
            raise RuntimeError(f"{asked} was answered {self._read[:300].decode(errors='replace')}")
        if not end or (length and len(body) < int(length[1])):
            return True
        location = _LOCATION.search(head + b"\r\n")
        self._read = b""
        try:
            self._asked = self._steps.send(_Answer(location[1].decode() if location else "", body.decode()))
        except StopIteration:
            self.socket.close()
            return False
        self._send()
        return True

    def _send(self) -> None:
        asked = self._asked
        headers = "".join(f"{name}: {value}\r\n" for name, value in asked.headers)
        body = asked.body.encode()
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        self.requests += 1
        self.socket.sendall(
            f"{asked.method} {asked.path} HTTP/1.1\r\n{self._always}{headers}{length}\r\n".encode() + body
        )


def _found(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    if found is None:
        raise RuntimeError(f"a page has no {pattern.pattern}")
    return found[1]
