"""Owns `lms keys`: the signing keys of this platform, for whoever may read its folder of keys anyway.

It must not know what is signed with them.
"""

from __future__ import annotations

import click

from lms.cli import clock, sessions
from lms.queries import health
from lms.queries import signing_keys as key_reads
from lms.queries.signing_keys import KINDS
from lms.services import signing_keys

name_argument = click.argument("name")


@click.group()
def keys() -> None:
    """Care for the keys that sign certificates."""


@keys.command()
@click.option("--kind", type=click.Choice(KINDS), help="Without it, one of each.")
@click.option("--name", help="Its name; made from the kind and the year without one.")
def create(*, kind: str | None, name: str | None) -> None:
    """Make a key, which signs from then on. The keys before it stay published."""
    if name is not None and kind is None:
        raise click.UsageError("--name needs --kind: two keys cannot have one name.")
    settings = sessions.settings_without_secret()
    with sessions.session(settings) as session:
        for wanted in [known for known in KINDS if kind in (None, known)]:
            made = signing_keys.create(session, settings.keys_folder, kind=wanted, name=name, now=clock.now())
            click.echo(f"{made} is made and signs from now on.")


@keys.command(name="list")
def list_() -> None:
    """Show every key, whether it can sign, and how much work waits for one."""
    settings = sessions.settings_without_secret()
    with sessions.session(settings) as session:
        rows = key_reads.listed(session)
        for row in rows:
            state = row.state
            if state == "in use":
                fault = signing_keys.fault(row, settings.keys_folder)
                state = state if fault is None else f"CANNOT SIGN: {fault}"
            click.echo(f"{row.name}  {row.kind}  {row.created_at:%Y-%m-%d}  {state}")
        if not rows:
            click.echo("There are no keys yet: “lms keys create” makes them.")
        waiting = health.signing(session).waiting
        if waiting:
            click.echo(f"Waiting for a key: {waiting} pieces of work.")


@keys.command()
def rotate() -> None:
    """Make a new key of each kind and retire those in use; what they signed stays valid."""
    settings = sessions.settings_without_secret()
    with sessions.session(settings) as session:
        made = signing_keys.rotate(session, settings.keys_folder, now=clock.now())
    click.echo(f"{' and '.join(made)} sign from now on. The keys before them stay published.")


@keys.command()
@name_argument
def retire(*, name: str) -> None:
    """Stop signing with a key. It stays published, so what it signed stays valid."""
    with sessions.session(sessions.settings_without_secret()) as session:
        signing_keys.retire(session, name=name, now=clock.now())
    click.echo(f"{name} signs no more and stays published.")


@keys.command()
@name_argument
@click.option("--yes", is_flag=True, help="Do not ask.")
def revoke(*, name: str, yes: bool) -> None:
    """After a leak: unpublish a key, delete its file, and sign everything anew that it had signed."""
    if not yes:
        click.confirm(
            "Files that this key signed stop verifying, wherever copies of them are. Go on?", abort=True
        )
    settings = sessions.settings_without_secret()
    with sessions.session(settings) as session:
        count = signing_keys.revoke(session, settings.keys_folder, name=name, now=clock.now())
    noun = "certificate" if count == 1 else "certificates"
    click.echo(
        f"{name} is revoked. {count} {noun} will be signed anew by “lms jobs run” or the running server."
    )
