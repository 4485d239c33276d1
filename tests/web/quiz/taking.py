"""Taking a quiz through its pages, each step in one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.test import TestResponse

from lms.extensions import db
from tests.support import answers
from tests.support.client import Page, PageClient

FINAL = "tea-final"


@dataclass
class Taker:
    """Somebody who is signed in in `client`."""

    client: PageClient

    def start(self, quiz: str = FINAL) -> str:
        """Start, or go on; the id of the attempt."""
        page = self.client.page(f"/quizzes/{quiz}")
        answer = self.client.send(page, f"/quizzes/{quiz}/attempts")
        assert answer.status_code == 303
        return answer.location.removeprefix("/attempts/")

    def page(self, attempt_id: str, question: object = None, *, status: int = 200) -> Page:
        query = "" if question is None else f"?question={question}"
        return self.client.page(f"/attempts/{attempt_id}{query}", status=status)

    def save(self, attempt_id: str, number: int, values: Mapping[str, str | Sequence[str]]) -> TestResponse:
        """Answer question `number` on its own page."""
        return self.send(self.page(attempt_id, number), attempt_id, values)

    def send(
        self, page: Page, attempt_id: str, values: Mapping[str, str | Sequence[str]] | None = None
    ) -> TestResponse:
        return self.client.send(page, f"/attempts/{attempt_id}/answers", values)

    def right(self, attempt_id: str) -> list[dict[str, list[str]]]:
        """For each question the fields of its page that earn every mark."""
        with self.client.application.app_context():
            keys = answers.right_fields(db.session(), attempt_id)
        return [
            {answers.field_name(number, name): values for name, values in fields.items()}
            for number, fields in enumerate(keys, start=1)
        ]

    def answer_all(self, attempt_id: str, *, wrong: int = 0) -> None:
        """Answer everything right on one page, but for the first `wrong` questions, which stay empty."""
        page = self.page(attempt_id, "all")
        values = {name: given for fields in self.right(attempt_id)[wrong:] for name, given in fields.items()}
        assert self.send(page, attempt_id, values).location == f"/attempts/{attempt_id}?question=check"

    def hand_in(self, attempt_id: str) -> TestResponse:
        return self.client.send(self.page(attempt_id, "check"), f"/attempts/{attempt_id}")

    def take(self, quiz: str = FINAL, *, wrong: int = 0) -> str:
        """A whole attempt; its id."""
        attempt_id = self.start(quiz)
        self.answer_all(attempt_id, wrong=wrong)
        assert self.hand_in(attempt_id).location == f"/attempts/{attempt_id}/result"
        return attempt_id
