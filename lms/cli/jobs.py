"""Owns `lms jobs`: the process that does what was put off, such as drawing certificates, and how it stands.

It must not know the work itself. Any number of these may run beside each other.
"""

import json
import signal
import threading
from collections.abc import Callable
from datetime import datetime, time, timedelta

import click
from sqlalchemy.orm import Session, sessionmaker

from lms.cli import clock, sessions, shelves
from lms.db import engine as database
from lms.db.base import every_table
from lms.domain import errors
from lms.jobs import carrier, delivery, mail, periodic
from lms.jobs.following import Follower
from lms.jobs.renewing import Renewer
from lms.jobs.watching import KeyWatch
from lms.jobs.working import Bench
from lms.queries import jobs as job_reads
from lms.services import publishing, reminders
from lms.services.certification import Issuing
from lms.settings import Settings

PAUSE_AFTER_FAULT = 5.0
# In the zone of the organisation: read with the first coffee, not at night.
REMINDERS_AT = time(7)


@click.group()
def jobs() -> None:
    """Do the work that pages put off."""


@jobs.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def run(*, once: bool) -> None:
    """Do due work until told to stop (SIGTERM or Ctrl+C)."""
    settings = sessions.settings_without_secret()
    if once:
        with sessions.session(settings) as session:
            factory = sessionmaker(session.get_bind())
            KeyWatch(settings.keys_folder).look(factory, clock.now())
            done = delivery.run_round(bench(settings, factory), clock.now(), clean=True, report=_each_once())
            _periodic(settings).look(factory, clock.now())
            publishing.record_folder(session, shelves.shelf(settings), now=clock.now())
            opened = _renewer(settings).look(sessionmaker(session.get_bind()), clock.now())
        click.echo(f"Done: {done}.")
        if opened:
            click.echo(f"Refreshers and first rounds opened: {opened}.")
        return
    sessions.require_tables(settings)
    deliver_until_told(settings, signals=(signal.SIGTERM, signal.SIGINT))


@jobs.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def status(*, form: str) -> None:
    """Say how the work stands: what waits, what failed and why, and when periodic work last ran."""
    settings = sessions.settings_without_secret()
    with sessions.session(settings) as session:
        standing = job_reads.standing(session)
    if form == "json":
        click.echo(json.dumps(_plain(standing, settings), indent=2))
        return
    for line in _sentences(standing, settings):
        click.echo(line)


def bench(settings: Settings, factory: Callable[[], Session]) -> Bench:
    """What the workers of `settings` need: without a mail server, messages wait."""
    post = (
        mail.Post(settings.mail_server, settings.mail_from, settings.brand_name)
        if settings.mail_server
        else None
    )
    return Bench(
        factory,
        clock.now,
        _issuing(settings),
        deliver=None if post is None else post.deliver,
        lease=timedelta(seconds=settings.lease_seconds),
        alarm=_each_once(),
        boot=clock.boot,
    )


def deliver_until_told(
    settings: Settings, *, signals: tuple[signal.Signals, ...] = (signal.SIGTERM,)
) -> None:
    """Run the delivery loop until one of `signals` comes; a round in hand is finished first."""
    told = threading.Event()
    for number in signals:
        signal.signal(number, lambda *_: told.set())
    every_table()
    engine = database.make_engine(settings.database_url)
    follower = Follower(shelves.shelf(settings))
    work = _periodic(settings)
    renewer = _renewer(settings)
    watch = KeyWatch(settings.keys_folder)
    say = _each_once()
    try:
        while not told.is_set():
            try:
                delivery.loop(
                    bench(settings, sessionmaker(engine)),
                    told,
                    carrier=_carrier(settings, say),
                    follower=follower,
                    work=work,
                    renewer=renewer,
                    watch=watch,
                    report=say,
                )
            except Exception as fault:
                # One broken round must not end the deliveries of a service that runs for months.
                click.echo(f"lms: A round of jobs failed ({type(fault).__name__}: {fault}).", err=True)
                told.wait(PAUSE_AFTER_FAULT)
    finally:
        engine.dispose()


def _carrier(settings: Settings, say: Callable[[Exception], None]) -> carrier.Safe | None:
    try:
        return carrier.of(settings.queue, database_url=settings.database_url, folder=settings.instance)
    except carrier.QueueAway as away:
        say(away)
        return None


def _each_once() -> Callable[[Exception], None]:
    """Says what went wrong in a round, but not the same thing each second. A busy database says it itself."""
    last = ""

    def say(fault: Exception) -> None:
        nonlocal last
        if str(fault) != last and not isinstance(fault, errors.Busy):
            click.echo(f"lms: {fault}", err=True)
            last = str(fault)

    return say


def _periodic(settings: Settings) -> periodic.Periodic:
    library = shelves.live(settings)

    def remind(session: Session, now: datetime) -> None:
        reminders.send_due(session, library(), now, issuing=_issuing(settings))

    return periodic.Periodic(settings.zone, (periodic.Daily("reminders", REMINDERS_AT, remind),))


def _renewer(settings: Settings) -> Renewer:
    return Renewer(shelves.live(settings), settings.timezone)


def _issuing(settings: Settings) -> Issuing:
    return Issuing(
        organisation=settings.organisation,
        base_url=settings.base_url,
        timezone=settings.timezone,
        keys=settings.keys_folder,
    )


def _sentences(standing: job_reads.JobsStanding, settings: Settings) -> list[str]:
    lines = []
    for kind in standing.kinds:
        oldest = f", the oldest since {kind.oldest_due_at:%Y-%m-%d %H:%M} UTC" if kind.oldest_due_at else ""
        lines.append(
            f"{kind.kind}: {kind.waiting} waiting, {kind.failing} failing, {kind.done} done, "
            f"{kind.given_up} given up{oldest}"
        )
    if not settings.mail_server:
        lines.append("Messages wait, because LMS_MAIL_SERVER is not set.")
    for failure in standing.failures:
        ended = "given up" if failure.given_up else f"next try {failure.due_at:%Y-%m-%d %H:%M} UTC"
        lines.append(f"  {failure.key}: try {failure.tries}, {ended}: {failure.said}")
    for slot in standing.periodic:
        how = f"failed: {slot.said}" if slot.said else ("done" if slot.done_at else "not ended")
        lines.append(f"{slot.job} for {slot.slot}: begun {slot.begun_at:%Y-%m-%d %H:%M} UTC, {how}")
    return lines or ["Nothing has been asked for yet."]


def _plain(standing: job_reads.JobsStanding, settings: Settings) -> dict[str, object]:
    return {
        "mail_server": bool(settings.mail_server),
        "kinds": [
            {
                "kind": kind.kind,
                "waiting": kind.waiting,
                "failing": kind.failing,
                "done": kind.done,
                "given_up": kind.given_up,
                "oldest_due_at": kind.oldest_due_at.isoformat() if kind.oldest_due_at else None,
            }
            for kind in standing.kinds
        ],
        "failures": [
            {
                "key": failure.key,
                "kind": failure.kind,
                "tries": failure.tries,
                "due_at": failure.due_at.isoformat(),
                "given_up": failure.given_up,
                "said": failure.said,
            }
            for failure in standing.failures
        ],
        "periodic": [
            {
                "job": slot.job,
                "slot": slot.slot,
                "begun_at": slot.begun_at.isoformat(),
                "done_at": slot.done_at.isoformat() if slot.done_at else None,
                "said": slot.said,
            }
            for slot in standing.periodic
        ],
    }
