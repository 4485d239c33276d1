"""Owns telling a learner that a result is there, by a message in the outbox.

It must not know how it travels.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.people import Person
from lms.queries import pinned
from lms.services import notifications
from lms.services.certification import Issuing
from lms.services.regrading import Held


def result_is_there(
    session: Session, held: Held, *, item_id: str, round: int, now: datetime, issuing: Issuing
) -> None:
    """One message for each round of marking; nobody without an address or with a closed account gets one.

    The mark is not in it: mail is read by more people than a page behind a sign-in.
    """
    holder = session.execute(
        sa.select(Person.sign_in_name, Person.disabled_at).where(Person.id == held.person_id)
    ).one()
    to = notifications.address_of(holder.sign_in_name)
    if to is None or holder.disabled_at is not None:
        return
    title = pinned.quiz(session, held.quiz_digest).title
    text = (
        f"A trainer has marked what you wrote in “{title}”, so your result is there now, with what they say "
        f"about it.\n\nSee it here: {issuing.base_url}/attempts/{held.id}/result\n\n{issuing.organisation}\n"
    )
    notifications.mail(
        session,
        key=f"judged:{held.id}:{item_id}:{round}",
        to=to,
        subject=f"Your result: {title}",
        text=text,
        now=now,
    )
