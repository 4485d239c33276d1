"""Whole quizzes taken by many people at once, from several processes: by forms alone, or as our script does.

The client looks for what it needs in a page instead of reading all of it, so that it leaves the processors to
the server. It must not know the database, nor what is measured.
"""

from __future__ import annotations

import json
import multiprocessing
import re
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

_TOKEN = re.compile(
    r'action="(/(?:quizzes|attempts)/[^"]+)"[^>]*>\s*<input type="hidden" name="csrf_token" value="([^"]+)"'
)
_SEQ = re.compile(r'name="seq" value="([0-9]+)"')
_ANSWER = re.compile(r'name="(q[0-9]+)" type="radio" value="([^"]+)"')
_NEXT = re.compile(r'type="hidden" name="next" value="([^"]+)"')
_ON_PAGE = re.compile(r'name="on-page" value="([0-9]+)"')
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Taken:
    """`requests` is the number of one flow, `seconds` the time that all of them took together."""

    flows: int
    requests: int
    seconds: float


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
    return Taken(len(cookies) * rounds, counts[0], seconds)


def _share(port: int, quiz: str, cookies: list[str], script: bool, rounds: int) -> int:
    people = [_Person(port, cookie) for cookie in cookies]
    faults: list[BaseException] = []

    def work(person: _Person) -> None:
        try:
            for _ in range(rounds):
                person.flow(quiz, script=script)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(str(faults[0]))
    return people[0].requests


class _Person:
    """Sends one request after another on one connection; `requests` counts those of the last flow."""

    def __init__(self, port: int, cookie: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{port}"}
        self.requests = 0

    def flow(self, quiz: str, *, script: bool) -> None:
        self.requests = 0
        start, token = self._form(self._get(f"/quizzes/{quiz}"), "/quizzes/")
        sheet = self._post(start, {"csrf_token": token}).partition("?")[0]
        token = self._by_script(sheet) if script else self._by_forms(sheet)
        self._get(self._post(sheet, {"csrf_token": token}))

    def _by_script(self, sheet: str) -> str:
        page = self._get(f"{sheet}?question=all")
        action, token = self._form(page, "/attempts/")
        seq = int(_found(_SEQ, page))
        headers = {"Content-Type": "application/json", "X-CSRF-Token": token, "Sec-Fetch-Site": "same-origin"}
        for name, value in dict(reversed(_ANSWER.findall(page))).items():
            content = {"seq": seq, "answers": {name[1:]: {"answer": [value]}}}
            seq = json.loads(self._send("PUT", action, json.dumps(content), headers, 200)[1])["seq"]
        return token

    def _by_forms(self, sheet: str) -> str:
        path = sheet
        while True:
            page = self._get(path)
            action, token = self._form(page, "/attempts/")
            if not action.endswith("/answers"):
                return token
            name, value = _ANSWER.findall(page)[0]
            fields = {"csrf_token": token, "seq": _found(_SEQ, page), "on-page": _found(_ON_PAGE, page)}
            path = self._post(action, {**fields, "next": _found(_NEXT, page), name: value})

    def _form(self, page: str, below: str) -> tuple[str, str]:
        return next((action, token) for action, token in _TOKEN.findall(page) if action.startswith(below))

    def _get(self, path: str) -> str:
        return self._send("GET", path, None, {}, 200)[1]

    def _post(self, path: str, fields: dict[str, str]) -> str:
        return self._send("POST", path, urlencode(fields), {"Content-Type": _FORM}, 303)[0]

    def _send(
        self, method: str, path: str, body: str | None, headers: dict[str, str], status: int
    ) -> tuple[str, str]:
        self._connection.request(method, path, body=body, headers=self._headers | headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        self.requests += 1
        if answer.status != status:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {text[:300]}")
        return answer.headers.get("Location") or "", text


def _found(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    if found is None:
        raise RuntimeError(f"a page has no {pattern.pattern}")
    return found[1]
