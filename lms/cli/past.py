"""Owns asking the database about the past of the configured content, for `lms content check`.

It must not know what the past is compared with.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

import click

from lms.cli import sessions
from lms.content.history import History
from lms.content.reading import Files
from lms.content.snapshots import Shelf
from lms.domain import errors
from lms.queries import history
from lms.settings import Settings


def of(settings: Settings, files: Files) -> History | None:
    """The past of these files; None, and a line for who runs the command, if the database does not answer."""
    zone = ZoneInfo(settings.timezone)
    shelf = Shelf.of(settings.content, settings.instance, follows=True, zone=zone)
    try:
        with sessions.session(settings) as session:
            return history.past(session, shelf, files)
    except errors.LmsError as fault:
        click.echo(f"lms: What was published before was not looked at. {fault.message}", err=True)
        return None
