"""Owns telling a learner that a result is there, by a message in the outbox.

It must not know how it travels.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.people import Person
from lms.queries import pinned
from lms.services import outbox_rows
from lms.services.certification import Issuing
from lms.services.regrading import Held

MAIL = "mail"


def result_is_there(
    session: Session, held: Held, *, item_id: str, round: int, now: datetime, issuing: Issuing
) -> None:
    """One message for each round of marking; nobody without an address or with a closed account gets one.

    The mark is not in it: mail is read by more people than a page behind a sign-in.
    """
    holder = session.execute(
        sa.select(Person.sign_in_name, Person.disabled_at).where(Person.id == held.person_id)
    ).one()
    if "@" not in holder.sign_in_name or holder.disabled_at is not None:
        return
    title = pinned.quiz(session, held.quiz_digest).title
    text = (
        f"A trainer has marked what you wrote in “{title}”, so your result is there now, with what they say "
        f"about it.\n\nSee it here: {issuing.base_url}/attempts/{held.id}/result\n\n{issuing.organisation}\n"
    )
    outbox_rows.add(
        session,
        key=f"judged:{held.id}:{item_id}:{round}",
        kind=MAIL,
        body={"to": holder.sign_in_name, "subject": f"Your result: {title}", "text": text},
        due_at=now,
    )
