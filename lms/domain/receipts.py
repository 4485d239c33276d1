"""What somebody gets for handing in: a short code, the time with its zone, a digest of the answers.

All of it follows from what was handed in, so that a receipt can be checked years later. It must not know
where receipts are kept or how they are sent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from lms.domain.attempts import Closing
from lms.domain.ids import ALPHABET

CODE_LENGTH = 12
GROUP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`answered` of `questions` had an answer; `at` is the instant that the attempt ended."""

    code: str
    digest: str
    at: datetime
    closed_by: Closing
    quiz_title: str
    attempt_number: int
    answered: int
    questions: int
    organisation: str
    address: str


def answers_digest(answers: Mapping[str, Mapping[str, object]]) -> str:
    """SHA-256 of the answers as stored, by item; 64 hexadecimal digits, whatever their order."""
    plain = {item_id: dict(body) for item_id, body in answers.items()}
    text = json.dumps(plain, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def code(attempt_id: str, at: datetime, digest: str) -> str:
    """Twelve base-32 characters in three groups, such as "7K2M-QX4D-9TBA"; the same facts, the same code."""
    facts = f"{attempt_id} {at.astimezone(UTC).isoformat()} {digest}"
    bits = int.from_bytes(hashlib.sha256(facts.encode("utf-8")).digest())
    letters = "".join(ALPHABET[(bits >> 5 * place) & 31] for place in range(CODE_LENGTH))
    return "-".join(letters[at : at + GROUP] for at in range(0, CODE_LENGTH, GROUP))


def moment(at: datetime, zone: tzinfo) -> str:
    """An instant with its zone, such as "22 November 2026 at 10:42:07 GMT"."""
    local = at.astimezone(zone)
    return f"{local.day} {local:%B %Y} at {local:%H:%M:%S} {local.tzname()}"


def subject(receipt: Receipt) -> str:
    """The subject of the mail that carries a receipt."""
    match receipt.closed_by:
        case Closing.HANDED_IN:
            return f"Receipt: you have handed in “{receipt.quiz_title}”"
        case Closing.TIME_UP:
            return f"Receipt: the time for “{receipt.quiz_title}” has ended"


def text(receipt: Receipt, zone: tzinfo) -> str:
    """The mail itself, as plain text. It says nothing of marks: a mailbox is read by others too."""
    how = {
        Closing.HANDED_IN: "You handed in",
        Closing.TIME_UP: "The time ended, and your saved answers were handed in for you, in",
    }[receipt.closed_by]
    return (
        f"{how} “{receipt.quiz_title}”, attempt {receipt.attempt_number}.\n\n"
        f"Receipt code: {receipt.code}\n"
        f"Time: {moment(receipt.at, zone)}\n"
        f"Questions answered: {receipt.answered} of {receipt.questions}\n"
        f"Digest of your answers (SHA-256): {receipt.digest}\n\n"
        f"Your result: {receipt.address}\n\n"
        "Keep this message. With the code we can find exactly what you handed in.\n\n"
        f"{receipt.organisation}\n"
    )
