"""Owns making the signing keys at the first start of an embedded instance.

It must not know how keys are made, and never ends a start: without keys certificates wait, learning goes on.
"""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from lms.cli import clock
from lms.domain import errors
from lms.services import signing_keys
from lms.settings import Settings


def make(session: Session, settings: Settings) -> None:
    """Make the keys if there never were any, and say so if that fails."""
    try:
        signing_keys.ensure(session, settings.keys_folder, now=clock.now())
    except errors.KeyUnavailable as missing:
        click.echo(f"lms: {missing.message} Certificates wait until then.", err=True)
