"""The receipt for what was handed in, and the mail that carries it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.attempts import Response as ResponseRow
from lms.db.outbox import Outbox
from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.domain import receipts
from lms.services import notifications, outbox
from tests.support import learning, rows, signing
from tests.support.closings import LATE, result, row_of
from tests.support.learners import Learner


def test_handing_in_gives_a_receipt_that_can_be_checked(session: Session, learner: Learner) -> None:
    attempt_id = learner.start()
    ended = learner.submit(attempt_id, learner.right())
    row = row_of(session, attempt_id)
    bodies = dict(session.execute(sa.select(ResponseRow.item_id, ResponseRow.body)).all())
    assert row.answers_digest == receipts.answers_digest(bodies)
    assert row.receipt_code == receipts.code(attempt_id, rows.NOW, row.answers_digest) == ended.receipt_code
    found = result(learner, attempt_id)
    assert (found.receipt_code, found.answers_digest) == (row.receipt_code, row.answers_digest)
    assert learner.submit(attempt_id, now=LATE).receipt_code == ended.receipt_code


def test_the_receipt_is_mailed_once_to_whoever_has_an_address(session: Session) -> None:
    signing.make_keys(session)
    learner = Learner(session, rows.add_person(session, sign_in_name="sam@demo.example"))
    ended = learner.take()
    learner.submit(ended.attempt_id)
    mails = session.execute(sa.select(Outbox).where(Outbox.kind == notifications.MAIL)).scalars().all()
    assert [(mail.key, mail.body["to"]) for mail in mails] == [
        (f"receipt:{ended.attempt_id}", "sam@demo.example")
    ]
    assert ended.receipt_code is not None
    assert ended.receipt_code in mails[0].body["text"]
    assert "22 November 2026 at 10:00:00 GMT" in mails[0].body["text"]
    # The outbox's own worker leaves mail to the job that talks to a mail server.
    assert outbox.run_due(session, now=LATE, limit=9, issuing=learning.ISSUING) == 1
    assert session.execute(sa.select(Outbox.done_at).where(Outbox.kind == "mail")).scalar_one() is None


def test_nobody_is_mailed_whose_account_is_closed(session: Session) -> None:
    learner = Learner(session, rows.add_person(session, sign_in_name="sam@demo.example"))
    attempt_id = learner.start()
    with unit_of_work(session):
        session.execute(sa.update(Person).values(disabled_at=rows.NOW))
    learner.submit(attempt_id)
    assert session.scalars(sa.select(Outbox.id).where(Outbox.kind == "mail")).all() == []


@pytest.mark.parametrize(
    ("name", "address"),
    [
        (" sam@demo.example ", "sam@demo.example"),
        ("104711", None),
        ("sam", None),
        ("sam@localhost", None),
        ("a@b@c.example", None),
        ("sam@demo.example\nBcc: all", None),
        ("s" * 65 + "@demo.example", None),
        ("sam@" + "d" * 250 + ".example", None),
    ],
)
def test_an_address_is_a_sign_in_name_that_looks_like_one(name: str, address: str | None) -> None:
    assert notifications.address_of(name) == address


def test_a_mail_has_one_line_of_subject_and_may_have_html(session: Session) -> None:
    for _ in range(2):
        with unit_of_work(session):
            notifications.mail(
                session, key="m", to="a@b.example", subject="One\nTwo", text="T", html="<p>T", now=rows.NOW
            )
    body = session.execute(sa.select(Outbox.body)).scalar_one()
    assert body == {"to": "a@b.example", "subject": "One Two", "text": "T", "html": "<p>T"}
