"""Owns how a message leaves the house: from a row of the outbox to a mail server.

It must not know who is written to or why, nor touch the database.
"""

from __future__ import annotations

import base64
import hashlib
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from lms.domain import errors
from lms.jobs.clock import now

SECONDS = 15.0
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Post:
    """Where messages are handed in, and whom they come from.

    `server` is `smtp://user:password@host:port` (STARTTLS where the server offers it, and always where there
    is a password) or `smtps://…` (TLS from the start).
    """

    server: str
    sender: str
    sender_name: str

    def deliver(self, key: str, body: Mapping[str, object]) -> None:
        """Hand one message in. `key` makes its id: the same row twice is recognisably the same message.

        Raises: Undeliverable if the server refuses for good; OSError or SMTPException if a later try may
        help.
        """
        message = self.message(key, body)
        try:
            with self._connect() as line:
                line.send_message(message)
        except smtplib.SMTPRecipientsRefused as refusal:
            code, said = next(iter(refusal.recipients.values()))
            raise _explained(code, said) from refusal
        except smtplib.SMTPResponseException as refusal:
            raise _explained(refusal.smtp_code, refusal.smtp_error) from refusal

    def message(self, key: str, body: Mapping[str, object]) -> EmailMessage:
        """The message of a row: plain text, HTML beside it, a calendar file with it."""
        host = self.sender.rpartition("@")[2]
        made = EmailMessage()
        made["From"] = Address(self.sender_name, addr_spec=self.sender)
        made["To"] = Address(addr_spec=str(body["to"]))
        made["Subject"] = " ".join(str(body["subject"]).split())
        made["Date"] = format_datetime(now())
        made["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>"
        # Nobody is there to read an answer, and a machine that is away must not send one.
        made["Auto-Submitted"] = "auto-generated"
        if "unsubscribe" in body:
            made["List-Unsubscribe"] = f"<{body['unsubscribe']}>"
            # RFC 8058: one click is for a message that ends as a whole by it.
            if body.get("one_click"):
                made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        made.set_content(str(body["text"]))
        if "html" in body:
            made.add_alternative(str(body["html"]), subtype="html")
        if "calendar" in body:
            made.add_attachment(
                base64.b64decode(str(body["calendar"])),
                maintype="text",
                subtype="calendar",
                filename="training.ics",
                params={"method": "PUBLISH"},
            )
        return made

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.server)
        host = parts.hostname or ""
        port = parts.port or PORTS[parts.scheme]
        context = ssl.create_default_context()
        line = (
            smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
            if parts.scheme == "smtps"
            else smtplib.SMTP(host, port, timeout=SECONDS)
        )
        try:
            line.ehlo_or_helo_if_needed()
            if parts.scheme == "smtp" and (line.has_extn("starttls") or parts.password):
                line.starttls(context=context)
            if parts.username and parts.password:
                line.login(unquote(parts.username), unquote(parts.password))
        except BaseException:
            line.close()
            raise
        return line


def is_address(text: str) -> bool:
    """Whether `text` is one bare e-mail address."""
    return parseaddr(text)[1] == text and text.count("@") == 1 and not text.startswith("@")


def _explained(code: int, said: bytes | str) -> Exception:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    # 5xx is for good (RFC 5321, 4.2.1), except for what the server says of itself: 530 to 538 are about the
    # sign-in there, which somebody will mend.
    if 500 <= code <= 599 and not 530 <= code <= 538:
        return errors.Undeliverable(code, words)
    return OSError(f"the mail server answered {code}: {words}")
