"""Fills a scratch database with people who can sign in, through the platform's own services."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from lms import migrations
from lms.db import engine as engines
from lms.domain.permissions import Role
from lms.services import passwords
from lms.services import people as people_services

PASSWORD = "kind-and-clear-at-once"
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Prepared:
    environment: dict[str, str]
    names: list[str]
    password: str


def prepare(folder: Path, database_url: str, *, count: int, content: Path = ROOT) -> Prepared:
    """A database at head with `count` learners, and the environment that serves it."""
    url = database_url or f"sqlite:///{folder / 'bench.db'}"
    migrations.upgrade(url)
    engine = engines.make_engine(url)
    stamp = f"{time.time_ns():x}"
    names = [f"learner-{stamp}-{number}@bench.example" for number in range(count)]
    with Session(engine) as session:
        for number, name in enumerate(names):
            people_services.add(
                session,
                actor_id=None,
                name=f"Learner {number}",
                sign_in_name=name,
                role=Role.LEARNER,
                team=None,
                password=PASSWORD,
                now=datetime.now(UTC),
            )
    engine.dispose()
    environment = {
        "SECRET_KEY": "bench-" * 8,
        "DATABASE_URL": url,
        "LMS_CONTENT": str(content),
        "LMS_INSTANCE": str(folder / "instance"),
        "LMS_HOST": "127.0.0.1",
        "LMS_ORGANISATION": "Bench Council",
    }
    return Prepared(environment, names, PASSWORD)


def hash_ms(password: str) -> float:
    """CPU milliseconds of one password check, measured in this process."""
    stored = passwords.hash_of(password)
    spent = []
    for _ in range(10):
        before = time.process_time()
        passwords.verify(stored, password)
        spent.append((time.process_time() - before) * 1000)
    return statistics.median(spent)
