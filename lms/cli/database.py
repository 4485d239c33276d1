"""Owns `lms db`: the tables of the configured database. It must not know what they are for."""

import click

from lms import migrations
from lms.cli import instance, sessions


@click.group()
def database() -> None:
    """Care for the database."""


@database.command()
def upgrade() -> None:
    """Bring the tables to the version of this program; does nothing if they are. Make a backup first."""
    settings = sessions.settings_without_secret()
    if settings.uses_sqlite:
        instance.make_folder(settings.instance)
    click.echo(f"The tables are at version {migrations.upgrade(settings.database_url)}.")
