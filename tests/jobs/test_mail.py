"""Messages leave the house through a real mail server: up, down, slow, busy, choosy."""

from __future__ import annotations

import base64
import smtplib
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.outbox import Outbox
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.jobs import mail
from lms.jobs.working import Bench
from lms.services import notifications
from tests.support import learning, rows, smtp
from tests.support.databases import Database
from tests.support.smtp import Sink

BODY = {"to": "jo@council.example", "subject": "Your refresher", "text": "It is due.\n"}


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def post(sink: Sink) -> Iterator[mail.Post]:
    with smtp.serving(sink) as server:
        yield mail.Post(server, "learning@council.example", "Alongside")


def ask(session: Session, key: str = "one", to: str = "jo@council.example") -> None:
    with unit_of_work(session):
        notifications.mail(session, key=key, to=to, subject="Hello", text="Text\n", now=rows.NOW)


def bench(database: Database, post: mail.Post | None) -> Bench:
    deliver = None if post is None else post.deliver
    return Bench(database.session_factory, lambda: rows.NOW, learning.ISSUING, deliver=deliver)


def row(session: Session, key: str = "one") -> Outbox:
    session.rollback()
    return session.execute(sa.select(Outbox).where(Outbox.key == key)).scalar_one()


def test_a_message_arrives_with_text_html_and_calendar(post: mail.Post, sink: Sink) -> None:
    calendar = base64.b64encode(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n").decode()
    post.deliver("a", {**BODY, "html": "<p>It is <b>due</b>.</p>", "calendar": calendar})
    (got,) = sink.messages
    assert got["From"] == "Alongside <learning@council.example>"
    assert got["To"] == "jo@council.example"
    assert got["Auto-Submitted"] == "auto-generated"
    text = got.get_body(("plain",))
    html = got.get_body(("html",))
    assert text is not None
    assert text.get_content().strip() == "It is due."
    assert html is not None
    assert "<b>due</b>" in html.get_content()
    (file,) = got.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "training.ics")


def test_the_same_row_is_recognisably_the_same_message(post: mail.Post, sink: Sink) -> None:
    for key in ("a", "a", "b"):
        post.deliver(key, BODY)
    first, again, other = sink.ids()
    assert first == again != other
    assert first.endswith("@council.example>")


def test_a_line_break_in_a_subject_begins_no_header(post: mail.Post, sink: Sink) -> None:
    post.deliver("a", {**BODY, "subject": "Hello\r\nBcc: everybody@council.example"})
    (got,) = sink.messages
    assert got["Bcc"] is None
    assert got["Subject"] == "Hello Bcc: everybody@council.example"


def test_names_and_words_of_any_language_arrive(sink: Sink) -> None:
    with smtp.serving(sink) as server:
        mail.Post(server, "learning@council.example", "Dysgu Ŷnys Môn").deliver(
            "a", {**BODY, "subject": "Adnewyddu’r cwrs – ŵythnos", "text": "Dźień dobry 漢字 🙂\n"}
        )
    (got,) = sink.messages
    assert got["Subject"] == "Adnewyddu’r cwrs – ŵythnos"
    assert "漢字 🙂" in got.get_content()


def test_an_address_that_is_refused_for_good_is_given_up_and_the_others_go_on(
    database: Database, session: Session, post: mail.Post, sink: Sink
) -> None:
    sink.answers["gone@council.example"] = "550 No such person"
    ask(session, "gone", "gone@council.example")
    ask(session, "one")
    assert bench(database, post).do_all(rows.NOW) == 1
    gone = row(session, "gone")
    assert (gone.given_up, gone.done_at) == (True, rows.NOW)
    assert "550" in (gone.last_error or "")
    assert (row(session).given_up, len(sink.messages)) == (False, 1)
    assert bench(database, post).do_all(rows.NOW + timedelta(days=9)) == 0


@pytest.mark.parametrize("answer", ["450 Mailbox busy", "421 Closing", "535 Who are you"])
def test_a_passing_refusal_is_tried_again(
    database: Database, session: Session, post: mail.Post, sink: Sink, answer: str
) -> None:
    sink.answers["jo@council.example"] = answer
    ask(session)
    assert bench(database, post).do_all(rows.NOW) == 0
    waiting = row(session)
    assert (waiting.done_at, waiting.due_at) == (None, rows.NOW + timedelta(seconds=5))
    sink.answers.clear()
    assert bench(database, post).do_all(waiting.due_at) == 1
    assert len(sink.messages) == 1


@pytest.mark.parametrize(("answer", "given_up"), [("451 Try later", False), ("554 No thanks", True)])
def test_a_refusal_after_the_text_is_understood(
    database: Database, session: Session, post: mail.Post, sink: Sink, answer: str, given_up: bool
) -> None:
    sink.after_data = answer
    ask(session)
    assert bench(database, post).do_all(rows.NOW) == 0
    assert row(session).given_up is given_up


def test_a_server_that_is_down_costs_only_time(database: Database, session: Session, sink: Sink) -> None:
    port = smtp.free_port()
    post = mail.Post(f"smtp://127.0.0.1:{port}", "learning@council.example", "Alongside")
    ask(session)
    assert bench(database, post).do_all(rows.NOW) == 0
    assert "ConnectionRefusedError" in (row(session).last_error or "")
    with smtp.serving(sink, port):
        assert bench(database, post).do_all(rows.NOW + timedelta(minutes=1)) == 1
    assert len(sink.messages) == 1


def test_a_slow_server_is_left_after_a_while(
    monkeypatch: pytest.MonkeyPatch, post: mail.Post, sink: Sink
) -> None:
    # The real limit is so long that waiting for it would prove no more.
    monkeypatch.setattr(mail, "SECONDS", 0.2)
    sink.delay = 1.0
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        post.deliver("a", BODY)


def test_a_message_that_nobody_takes_for_days_is_given_up(sqlite_database: Database, sink: Sink) -> None:
    post = mail.Post(f"smtp://127.0.0.1:{smtp.free_port()}", "learning@council.example", "Alongside")
    with sqlite_database.session() as session:
        ask(session)
    now = rows.NOW
    for _ in range(100):
        bench(sqlite_database, post).do_all(now)
        with sqlite_database.session() as session:
            found = row(session)
        if found.done_at is not None:
            break
        now = found.due_at
    assert found.given_up
    assert timedelta(days=2) < now - rows.NOW < timedelta(days=4)


def test_without_a_mail_server_messages_wait(database: Database, session: Session) -> None:
    ask(session)
    assert bench(database, None).do_all(rows.NOW) == 0
    assert (row(session).tries, row(session).done_at) == (0, None)


@pytest.mark.parametrize("code", [530, 535, 538])
def test_trouble_with_our_own_sign_in_is_not_the_readers_fault(code: int) -> None:
    assert isinstance(mail._explained(code, b"no"), OSError)
    assert isinstance(mail._explained(550, "no"), errors.Undeliverable)
