"""Owns `lms jobs`: the process that does what was put off, such as drawing certificates.

It must not know the work itself. Any number of these may run beside each other.
"""

import signal
import threading

import click
from sqlalchemy.orm import sessionmaker

from lms.cli import clock, sessions
from lms.db import engine as database
from lms.jobs import delivery
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
                sessionmaker(session.get_bind()), clock.now(), _issuing(settings), clean=True
            )
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
    try:
        while not told.is_set():
            try:
                delivery.loop(sessionmaker(engine), told, clock.now, _issuing(settings))
            except Exception as fault:
                # One broken round must not end the deliveries of a service that runs for months.
                click.echo(f"lms: A round of jobs failed ({type(fault).__name__}: {fault}).", err=True)
                told.wait(PAUSE_AFTER_FAULT)
    finally:
        engine.dispose()


def _issuing(settings: Settings) -> Issuing:
    return Issuing(organisation=settings.organisation, base_url=settings.base_url, timezone=settings.timezone)
