"""A real mail server on the loopback address, which can be slow, busy or choosy."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """Keeps what it is given. `answers`: what to say to an address instead of “250”; `delay` in seconds."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.delay = 0.0
        self.after_data = "250 Kept"

    async def handle_RCPT(  # noqa: N802 (the library looks for this name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (the library looks for this name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self.delay)
        made = email.message_from_bytes(envelope.content or b"", policy=email.policy.default)
        assert isinstance(made, EmailMessage)
        self.messages.append(made)
        return self.after_data

    def ids(self) -> list[str]:
        """The id of each message, in the order they came."""
        return [str(message["Message-ID"]) for message in self.messages]


def free_port() -> int:
    """A port that nobody listens on; the library cannot choose one itself."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def serving(sink: Sink, port: int | None = None) -> Iterator[str]:
    """Serve `sink`; the address for LMS_MAIL_SERVER."""
    controller = Controller(sink, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()
