"""Owns `lms serve`: the platform as a service. It must not make accounts, secrets or tables by
itself, but for the signing keys, which the process that delivers jobs makes at the first start.
"""

import os

import click

from lms.cli import faults, server, sessions
from lms.settings import Settings


@click.command()
@click.option(
    "--jobs/--no-jobs", "with_jobs", default=True, help="Deliver due jobs from here as well (default)."
)
def serve(*, with_jobs: bool) -> None:
    """Serve the platform with the settings of the environment (docs/settings.md)."""
    settings = Settings.from_env(os.environ)
    check_content(settings)
    server.check_port(settings, "with LMS_PORT")
    sessions.require_tables(settings)
    if "LMS_ORGANISATION" not in os.environ:
        click.echo("lms: Certificates will name the “Demo Council” until LMS_ORGANISATION is set.", err=True)

    note = without_content(settings)

    def ready() -> None:
        click.echo(f"{settings.brand_name} is ready at {settings.base_url}")
        if note:
            click.echo(note, err=True)

    server.run(settings, ready, with_jobs=with_jobs)


def without_content(settings: Settings) -> str:
    """What to do where learners see nothing, because nothing has been published; empty where they do."""
    if settings.follows_folder:
        return ""
    from lms.queries import releases

    with sessions.session(settings) as session:
        if releases.history(session, limit=1):
            return ""
    return (
        "lms: Nothing has been published yet, so learners see no course. Push a folder with "
        f"“lms content push”, or open {settings.base_url}/author."
    )


def check_content(settings: Settings) -> None:
    """Raises: CannotStart if there is no folder to follow; what is released is in the database."""
    if settings.follows_folder and not (settings.content / "courses").is_dir():
        raise faults.CannotStart(
            f"There is no courses folder in {settings.content}: "
            "set LMS_CONTENT to the folder that holds courses and quizzes."
        )
