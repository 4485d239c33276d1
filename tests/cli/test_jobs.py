"""`lms jobs run`: it does what is due, and ends when it is told to."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from lms.cli import jobs
from lms.db import engine as engines
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.jobs import delivery
from lms.queries import releases
from lms.services import outbox_rows, slots
from lms.settings import Settings
from tests.cli.conftest import Run

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_once_does_what_is_due_and_ends(run: Run) -> None:
    run("db", "upgrade")
    ended = run("jobs", "run", "--once")
    assert (ended.code, ended.out) == (0, "Done: 0.\n")


def test_without_tables_the_way_to_them_is_told(run: Run, instance: Path) -> None:
    instance.mkdir()
    assert run("jobs", "run").code == 3


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_told_to(run: Run, how: signal.Signals) -> None:
    run("db", "upgrade")
    # Told from inside, once the loop has begun: no moment has to be guessed.
    script = (
        "import os, signal; from lms.cli import main; from lms.jobs import delivery\n"
        "was = delivery.run_round\n"
        f"delivery.run_round = lambda *a, **k: (was(*a, **k), os.kill(os.getpid(), signal.{how.name}))[0]\n"
        "main.run(['jobs', 'run'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_round_that_breaks_is_told_and_the_next_one_comes(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("db", "upgrade")
    rounds: list[int] = []

    def loop(*_: object, **more: object) -> None:
        rounds.append(1)
        if len(rounds) == 1:
            raise ZeroDivisionError("a broken round")
        os.kill(os.getpid(), signal.SIGTERM)

    # The real loop catches its own faults; what is tested is what becomes of one that it does not.
    monkeypatch.setattr(delivery, "loop", loop)
    # The real limit is so long that waiting for it would prove no more.
    monkeypatch.setattr(jobs, "PAUSE_AFTER_FAULT", 0.0)
    before = signal.getsignal(signal.SIGTERM)
    try:
        jobs.deliver_until_told(Settings.from_env(os.environ, needs_secret=False))
    finally:
        signal.signal(signal.SIGTERM, before)
    assert len(rounds) == 2
    assert capsys.readouterr().err == "lms: A round of jobs failed (ZeroDivisionError: a broken round).\n"


def test_once_also_notes_the_folder_in_the_history(run: Run, instance: Path) -> None:
    run("db", "upgrade")
    assert run("jobs", "run", "--once").code == 0
    engine = engines.make_engine(f"sqlite:///{instance / 'alongside.db'}")
    with Session(engine) as session:
        assert [line.number for line in releases.history(session)] == [1]
    engine.dispose()


def test_what_goes_wrong_each_second_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    say = jobs._each_once()
    for fault in (errors.NothingToPublish(), errors.NothingToPublish(), errors.Busy()):
        say(fault)
    assert capsys.readouterr().err == f"lms: {errors.NothingToPublish().message}\n"


def test_the_standing_of_the_work_is_told_in_words_and_as_json(run: Run) -> None:
    run("db", "upgrade")
    assert run("jobs", "status").out.splitlines() == ["Messages wait, because LMS_MAIL_SERVER is not set."]
    settings = Settings.from_env(os.environ, needs_secret=False)
    engine = engines.make_engine(settings.database_url)
    with Session(engine) as session:
        with unit_of_work(session):
            outbox_rows.add(session, key="odd", kind="nonsense", body={}, due_at=NOW)
        with pytest.raises(RuntimeError):
            slots.once(session, job="remind", slot="2026-11-22", now=NOW, work=_fail)
    engine.dispose()
    run("jobs", "run", "--once")
    said = run("jobs", "status").out
    assert "nonsense: 0 waiting, 1 failing, 0 done, 0 given up" in said
    assert "odd: try 1, next try" in said
    assert "remind for 2026-11-22: begun" in said
    assert "failed: RuntimeError: no list" in said
    told = json.loads(run("jobs", "status", "--format", "json").out)
    assert told["mail_server"] is False
    assert [(kind["kind"], kind["failing"]) for kind in told["kinds"]] == [
        ("nonsense", 1),
        # Nobody has made keys here, which is told before a certificate needs them.
        ("signing-check", 1),
    ]
    assert "odd" in {failure["key"] for failure in told["failures"]}
    assert told["periodic"][0]["said"] == "RuntimeError: no list"


def _fail() -> None:
    raise RuntimeError("no list")
