"""A signing key that cannot be used is told before any work needs it, and no longer once it is back."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.outbox import Outbox
from lms.jobs import delivery
from lms.jobs.watching import KeyWatch
from lms.jobs.working import Bench
from lms.queries import health
from lms.services import signing_keys
from lms.services.certification import Issuing
from tests.support import rows
from tests.support.databases import Database


@pytest.fixture
def folder(session: Session, tmp_path: Path) -> Path:
    signing_keys.ensure(session, tmp_path / "keys", now=rows.NOW)
    return tmp_path / "keys"


def some_rounds(database: Database, folder: Path, *, first: datetime, every: timedelta) -> list[str]:
    """Three rounds of the loop, `every` apart; what was said of them."""
    said: list[str] = []
    told = threading.Event()
    instants = [first + every * number for number in range(3)]

    def clock() -> datetime:
        if len(instants) == 1:
            told.set()
        return instants.pop(0)

    bench = Bench(
        database.session_factory,
        clock,
        Issuing("Walsall Council", "http://localhost", "Europe/London", keys=folder),
        alarm=lambda fault: said.append(str(fault)),
    )
    delivery.loop(bench, told, watch=KeyWatch(folder), pause=0)
    return said


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (lambda path: path.rename(path.with_suffix(".away")), "its file is missing"),
        (lambda path: path.chmod(0o644), "its file may be used by others"),
        (lambda path: path.write_text("no key"), "its file holds no key"),
    ],
    ids=["missing", "open", "broken"],
)
def test_a_key_that_cannot_be_used_is_told_at_once_and_until_it_can(
    database: Database, session: Session, folder: Path, harm: Callable[[Path], object], why: str
) -> None:
    path = sorted(folder.glob("*.pem"))[0]
    body = path.read_bytes()
    assert some_rounds(database, folder, first=rows.NOW, every=timedelta(seconds=5)) == []
    assert health.signing(session) == health.Signing(usable=True, waiting=0)
    session.rollback()
    harm(path)
    said = some_rounds(database, folder, first=rows.NOW + timedelta(hours=1), every=timedelta(seconds=5))
    assert why in said[0]
    assert health.signing(session) == health.Signing(usable=False, waiting=0)
    # However often it is looked at, it is one thing that is wrong.
    assert len(session.scalars(sa.select(Outbox.id)).all()) == 1
    session.rollback()
    path.write_bytes(body)
    os.chmod(path, 0o600)
    assert (
        some_rounds(database, folder, first=rows.NOW + timedelta(hours=2), every=timedelta(seconds=5)) == []
    )
    assert health.signing(session) == health.Signing(usable=True, waiting=0)


def test_the_keys_are_read_every_five_seconds_and_not_in_each_round(
    database: Database, session: Session, folder: Path
) -> None:
    watch = KeyWatch(folder)
    watch.look(database.session_factory, rows.NOW)
    for path in folder.glob("*.pem"):
        path.unlink()
    watch.look(database.session_factory, rows.NOW + timedelta(seconds=4))
    assert session.scalars(sa.select(Outbox.kind)).all() == []
    session.rollback()
    watch.look(database.session_factory, rows.NOW + timedelta(seconds=5))
    assert session.scalars(sa.select(Outbox.kind)).all() == [health.KEY_CHECK]
