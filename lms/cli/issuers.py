"""Owns `lms issuers`: the list of other authorities whose certificates we look at.

It must not know how a certificate is checked.
"""

from __future__ import annotations

from datetime import datetime

import click

from lms.cli import clock, sessions
from lms.queries import issuers as issuer_reads
from lms.services import issuers as issuer_writes

day_option = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def issuers() -> None:
    """Care for the list of trusted issuers."""


@issuers.command(name="list")
def list_() -> None:
    """Show whom we trust, and since when."""
    with sessions.session(sessions.settings_without_secret()) as session:
        rows = issuer_reads.trusted(session)
    for row in rows:
        until = f" until {row.until.isoformat()}" if row.until else ""
        click.echo(f"{row.did}  {row.name}  since {row.since.isoformat()}{until}")
    if not rows:
        click.echo("Nobody is trusted yet.")


@issuers.command()
@click.argument("did")
@click.option("--name", required=True, help="The name of the authority, as pages show it.")
@click.option("--since", type=day_option, help="The first day whose certificates count; today without it.")
def trust(*, did: str, name: str, since: datetime | None) -> None:
    """Trust an authority, named by the issuer that stands in its certificates."""
    first = (since or clock.now()).date()
    with sessions.session(sessions.settings_without_secret()) as session:
        issuer_writes.trust(session, did=did, name=name, since=first, actor_id=None, now=clock.now())
    click.echo(f"{name} is trusted since {first.isoformat()}.")


@issuers.command()
@click.argument("did")
@click.option("--until", type=day_option, help="The last day whose certificates count; today without it.")
def end(*, did: str, until: datetime | None) -> None:
    """Stop trusting what an authority issues from a day on."""
    last = (until or clock.now()).date()
    with sessions.session(sessions.settings_without_secret()) as session:
        issuer_writes.end_trust(session, did=did, until=last, actor_id=None, now=clock.now())
    click.echo(f"{did} is trusted until {last.isoformat()}.")
