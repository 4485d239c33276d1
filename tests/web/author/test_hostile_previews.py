"""Texts that were written to hold the server up get an answer, and so does everybody else."""

from __future__ import annotations

import threading

import pytest

from tests.support.client import PageClient
from tests.web.author.conftest import LESSON, QUIZ

SIZE = 199_000
HEAD = "---\ntitle: T\ncourse: tea\nminutes: 5\n---\n\n"
HOSTILE = {
    "open brackets": "[" * SIZE,
    "code": "`" * SIZE,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("path", [LESSON, QUIZ], ids=["lesson", "quiz"])
def test_a_hostile_text_is_answered_and_others_are_answered_meanwhile(
    trainer: PageClient, colleague: PageClient, name: str, path: str
) -> None:
    headers = {"X-CSRF-Token": trainer.csrf()}
    got: list[int] = []

    def ask() -> None:
        sent = {"path": path, "text": HEAD + HOSTILE[name]}
        got.append(trainer.post("/author/preview", json=sent, headers=headers).status_code)

    asking = threading.Thread(target=ask)
    asking.start()
    assert colleague.get("/healthz").status_code == 200
    asking.join()
    # Drawn with its problems, or said in words that it took too long: never a fault.
    assert got[0] in (200, 409)
