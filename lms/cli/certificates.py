"""Owns `lms certificates`: corrections from the command line, for whoever may read the database anyway.

It must not know how a correction is made.
"""

from __future__ import annotations

import click

from lms.cli import clock, sessions
from lms.domain.certificates import RevocationReason
from lms.queries import people as people_reads
from lms.services import corrections, wallets

number_argument = click.argument("number")
note_option = click.option("--note", default="", help="Why, for the audit; nobody else sees it.")


@click.group()
def certificates() -> None:
    """Correct certificates, and hand them to people who leave."""


@certificates.command()
@number_argument
@click.option(
    "--reason",
    required=True,
    type=click.Choice([reason.value for reason in RevocationReason]),
    help="The class of reason, which everybody sees.",
)
@note_option
def revoke(*, number: str, reason: str, note: str) -> None:
    """Take a certificate back. It can be restored."""
    with sessions.session(sessions.settings_without_secret()) as session:
        corrections.revoke(session, number=number, reason=reason, note=note, actor_id=None, now=clock.now())
    click.echo("It is revoked.")


@certificates.command()
@number_argument
@note_option
def restore(*, number: str, note: str) -> None:
    """Undo a revocation."""
    with sessions.session(sessions.settings_without_secret()) as session:
        corrections.restore(session, number=number, note=note, actor_id=None, now=clock.now())
    click.echo("It counts again.")


@certificates.command()
@number_argument
@note_option
def reissue(*, number: str, note: str) -> None:
    """Issue a certificate anew with the holder's name of today; the old one is superseded."""
    with sessions.session(sessions.settings_without_secret()) as session:
        made = corrections.reissue(session, number=number, note=note, actor_id=None, now=clock.now())
    click.echo(f"The new number is {made}.")


@certificates.command("erase-holder")
@click.option("--sign-in", "sign_in_name", required=True, help="What the person types to sign in.")
@click.confirmation_option(prompt="Name and files of all their certificates are deleted for good. Go on?")
def erase_holder(*, sign_in_name: str) -> None:
    """Erase a person from their certificates; what was earned still checks as genuine."""
    with sessions.session(sessions.settings_without_secret()) as session:
        person = people_reads.by_sign_in_name(session, sign_in_name)
        count = corrections.erase_holder(session, person_id=person.person_id, actor_id=None, now=clock.now())
    click.echo(f"Certificates without a name now: {count}.")


@certificates.command("send-link")
@click.option("--sign-in", "sign_in_name", required=True, help="What the person types to sign in.")
@click.option("--to", required=True, help="The e-mail address that they keep.")
def send_link(*, sign_in_name: str, to: str) -> None:
    """Send a person a link to their files, which works once and without an account."""
    settings = sessions.settings_without_secret()
    with sessions.session(settings) as session:
        person = people_reads.by_sign_in_name(session, sign_in_name)
        link = wallets.send(
            session,
            person_id=person.person_id,
            to=to,
            base_url=settings.base_url,
            actor_id=None,
            now=clock.now(),
        )
    click.echo(f"The link is on its way to {to}: {link}")
