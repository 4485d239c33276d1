"""Owns asking for a mail: it puts the message into the outbox, in the unit of work of the caller.

It must not know how a message is delivered; the rows of the kind `MAIL` are for `jobs`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from lms.queries import told
from lms.queries.told import Told
from lms.services import outbox_rows

MAIL = "mail"

_ADDRESS = re.compile(
    r"[^@\s<>,;:\"\x00-\x1f\x7f]{1,64}@[^@\s<>,;:\"\x00-\x1f\x7f]+\.[^@\s<>,;:\".\x00-\x1f\x7f]+"
)
_LONGEST_ADDRESS = 254


def address_of(sign_in_name: str) -> str | None:
    """The e-mail address that a sign-in name is; None for a staff number, which nobody can write to."""
    name = sign_in_name.strip()
    return name if len(name) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(name) else None


def mail(
    session: Session,
    *,
    key: str,
    to: str,
    subject: str,
    text: str,
    now: datetime,
    html: str | None = None,
    calendar: bytes | None = None,
    unsubscribe: str | None = None,
    one_click: bool = False,
    about: Sequence[Told] = (),
    due_at: datetime | None = None,
) -> bool:
    """Ask for one message to `to`, at once or at `due_at`; whether nobody had asked for it before.

    `key` is its id: the same key twice is one message. The row's body is {"to", "subject", "text"} and, where
    they are given, "html", "calendar" (an .ics file, base64) and "unsubscribe" (an address). With `one_click`
    everything in the message ends by that address, so mail programs may use it for their readers. With
    `about` it is not sent once all of that has been overtaken.
    """
    # A line break in a subject would begin a header of its own.
    body: dict[str, object] = {"to": to, "subject": " ".join(subject.split()), "text": text}
    if html is not None:
        body["html"] = html
    if about:
        body["about"] = [told.written(one) for one in about]
    if calendar is not None:
        body["calendar"] = base64.b64encode(calendar).decode()
    if unsubscribe is not None:
        body["unsubscribe"] = unsubscribe
        if one_click:
            body["one_click"] = True
    return outbox_rows.add(session, key=key, kind=MAIL, body=body, due_at=due_at or now)
