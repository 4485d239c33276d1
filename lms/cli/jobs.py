"""Owns `lms jobs`: the process that does what was put off, such as drawing certificates.

It must not know the work itself. Any number of these may run beside each other.
"""

import signal
import threading
from collections.abc import Callable

import click
from sqlalchemy.orm import sessionmaker

from lms.cli import clock, sessions
from lms.content.snapshots import Shelf
from lms.db import engine as database
from lms.domain import errors
from lms.jobs import delivery
from lms.jobs.following import Follower
from lms.services import publishing
from lms.services.certification import Issuing
from lms.settings import Settings

PAUSE_AFTER_FAULT = 5.0


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
            done = delivery.run_round(
                sessionmaker(session.get_bind()),
                clock.now(),
                _issuing(settings),
                clean=True,
                alarm=_each_once(),
            )
            publishing.record_folder(session, _shelf(settings), now=clock.now())
        click.echo(f"Done: {done}.")
        return
    sessions.require_tables(settings)
    deliver_until_told(settings, signals=(signal.SIGTERM, signal.SIGINT))


def deliver_until_told(
    settings: Settings, *, signals: tuple[signal.Signals, ...] = (signal.SIGTERM,)
) -> None:
    """Run the delivery loop until one of `signals` comes; a round in hand is finished first."""
    told = threading.Event()
    for number in signals:
        signal.signal(number, lambda *_: told.set())
    engine = database.make_engine(settings.database_url)
    follower = Follower(_shelf(settings))
    say = _each_once()
    try:
        while not told.is_set():
            try:
                delivery.loop(
                    sessionmaker(engine), told, clock.now, _issuing(settings), follower=follower, report=say
                )
            except Exception as fault:
                # One broken round must not end the deliveries of a service that runs for months.
                click.echo(f"lms: A round of jobs failed ({type(fault).__name__}: {fault}).", err=True)
                told.wait(PAUSE_AFTER_FAULT)
    finally:
        engine.dispose()


def _each_once() -> Callable[[Exception], None]:
    """Says what went wrong in a round, but not the same thing each second. A busy database says it itself."""
    last = ""

    def say(fault: Exception) -> None:
        nonlocal last
        if str(fault) != last and not isinstance(fault, errors.Busy):
            click.echo(f"lms: {fault}", err=True)
            last = str(fault)

    return say


def _shelf(settings: Settings) -> Shelf:
    return Shelf.of(
        settings.content,
        settings.instance,
        follows=settings.follows_folder,
        most_guess=settings.max_guess,
    )


def _issuing(settings: Settings) -> Issuing:
    return Issuing(
        organisation=settings.organisation,
        base_url=settings.base_url,
        timezone=settings.timezone,
        keys=settings.keys_folder,
    )
