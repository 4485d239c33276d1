"""SIGKILL of the process that sends, between the sending and the note of it: nothing is lost.

After any number of kills each message has arrived, and the copies of one beyond the first are at most as many
as there were kills, all with the same id.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench import people
from lms.db import engine as engines
from lms.db.outbox import Outbox
from lms.db.unit_of_work import unit_of_work
from lms.services import notifications
from tests.support import evidence, rows, smtp
from tests.support.smtp import Sink

CONTENT = Path(__file__).resolve().parent.parent / "support" / "content"
LONG = bool(os.environ.get("LMS_TEST_LONG"))
SEED = 20261122
KILLS = 100 if LONG else 4
# After this long without an end something is wrong; a run needs a second or two for each kill.
LONGEST_SECONDS = 1500


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_no_message_is_lost_when_its_sender_is_killed(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = "" if database == "sqlite" else request.getfixturevalue("postgresql_database").url
    environment = people.prepare(tmp_path, url, count=1, content=CONTENT).environment
    engine = engines.make_engine(environment["DATABASE_URL"])
    messages = KILLS * 2
    with Session(engine) as session, unit_of_work(session):
        for number in range(messages):
            notifications.mail(
                session, key=f"m{number}", to="jo@council.example", subject="S", text="T", now=rows.NOW
            )
    sink = Sink()
    chance = random.Random(SEED)
    kills = 0
    with smtp.serving(sink) as server:
        settings = environment | {
            "LMS_MAIL_SERVER": server,
            "LMS_MAIL_FROM": "learning@council.example",
            "LMS_LEASE_SECONDS": "3",
            "LMS_NO_BOOTSTRAP": "1",
        }
        ends = time.monotonic() + LONGEST_SECONDS
        while _open(engine) and time.monotonic() < ends:
            sender = subprocess.Popen([sys.executable, "-m", "lms", "jobs", "run"], env=settings)
            before = len(sink.messages)
            if kills < KILLS:
                # The server has the message; whether the note of it is made is a matter of microseconds.
                while len(sink.messages) == before and sender.poll() is None and _open(engine):
                    time.sleep(0.001)
                time.sleep(chance.random() * 0.004)
                sender.send_signal(signal.SIGKILL)
                kills += 1
            else:
                while _open(engine) and time.monotonic() < ends:
                    time.sleep(0.05)
                sender.send_signal(signal.SIGTERM)
            sender.wait(30)
    arrived = Counter(sink.ids())
    with Session(engine) as session:
        version = evidence.database(session)
    engine.dispose()
    doubles = sum(arrived.values()) - len(arrived)
    evidence.record(
        f"mail-kills-{database}",
        version=version,
        seed=SEED,
        counts={
            "kills": kills,
            "messages": messages,
            "lost": messages - len(arrived),
            "sent twice": doubles,
        },
    )
    assert len(arrived) == messages
    assert doubles <= kills
    assert kills > 0


def _open(engine: sa.Engine) -> int:
    """How many messages wait; there are no signing keys here, which waits beside them."""
    with Session(engine) as session:
        return session.execute(
            sa.select(sa.func.count())
            .select_from(Outbox)
            .where(Outbox.done_at.is_(None), Outbox.kind == "mail")
        ).scalar_one()
