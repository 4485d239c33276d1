"""Owns `lms people`: accounts from the command line, for whoever may read the database anyway.

It must not know how a password is kept.
"""

import sys

import click

from lms.cli import clock, sessions
from lms.domain.permissions import Role
from lms.queries import people as people_reads
from lms.services import people as people_service

sign_in = click.option("--sign-in", "sign_in_name", required=True, help="What the person types to sign in.")
password_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from the standard input instead of making one."
)


@click.group()
def people() -> None:
    """Make and close accounts, and give out new passwords."""


@people.command()
@click.option("--name", required=True, help="The name as it will stand on certificates.")
@sign_in
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--team", help="The team that the person works in; it is made if there is none of this name.")
@password_stdin
def add(*, name: str, sign_in_name: str, role: str, team: str | None, password_stdin: bool) -> None:
    """Make an account, and print its password if none was given."""
    given = _given_password(wanted=password_stdin)
    with sessions.session(sessions.settings_without_secret()) as session:
        added = people_service.add(
            session,
            actor_id=None,
            name=name,
            sign_in_name=sign_in_name,
            role=Role(role),
            team=team,
            password=given,
            now=clock.now(),
        )
    click.echo(f"{name} can sign in as {sign_in_name}.")
    _show(added.password, given)


@people.command("reset-password")
@sign_in
@password_stdin
def reset_password(*, sign_in_name: str, password_stdin: bool) -> None:
    """Give a person a new password; they are signed out everywhere."""
    given = _given_password(wanted=password_stdin)
    with sessions.session(sessions.settings_without_secret()) as session:
        person = people_reads.by_sign_in_name(session, sign_in_name)
        password = people_service.reset_password(
            session, actor_id=None, person_id=person.person_id, password=given, now=clock.now()
        )
    click.echo(f"{person.name} has a new password and is signed out everywhere.")
    _show(password, given)


@people.command()
@sign_in
def disable(*, sign_in_name: str) -> None:
    """Close an account: the person is signed out and cannot sign in; certificates stay valid."""
    with sessions.session(sessions.settings_without_secret()) as session:
        person = people_reads.by_sign_in_name(session, sign_in_name)
        people_service.disable(session, actor_id=None, person_id=person.person_id, now=clock.now())
    click.echo(f"{person.name} can no longer sign in.")


def _given_password(*, wanted: bool) -> str | None:
    """The first line of the standard input; an empty one is a weak password, not a wish for a made one."""
    return sys.stdin.readline().rstrip("\r\n") if wanted else None


def _show(password: str, given: str | None) -> None:
    if given is None:
        click.echo(f"Password: {password}")
