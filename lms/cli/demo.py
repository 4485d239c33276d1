"""Owns `lms demo`: a small council on an embedded database, from nothing to an address in one word.

It must not change a database that holds real people.
"""

import os

import click
from sqlalchemy.orm import Session

from lms import migrations
from lms.cli import clock, faults, first_keys, instance, server, sessions
from lms.cli.serve import check_content
from lms.content.folder import Folder
from lms.content.snapshots import Shelf
from lms.content.store import LibraryStore
from lms.domain import errors
from lms.queries import people as people_reads
from lms.queries import releases
from lms.services import demo as demo_council
from lms.services import demo_history, publishing
from lms.services.certification import Issuing
from lms.settings import Settings

ADMINISTRATOR = "admin@demo.example"
ACCOUNTS = (
    ("learner@demo.example", "reads lessons, takes quizzes, earns certificates"),
    ("nia@demo.example", "holds a certificate that comes near its end"),
    ("trainer@demo.example", "sees what is wrong in the content, and says who has to hold what"),
    ("manager@demo.example", "leads a team, and sees who holds what"),
    (ADMINISTRATOR, "makes accounts"),
)


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="The port to serve at; 8000 if neither this nor LMS_PORT says.",
)
def demo(*, port: int | None = None) -> None:
    """Set up a demo council, show its sign-ins, and serve it. Its data stays in the instance folder."""
    if port is not None:
        os.environ["LMS_PORT"] = str(port)
    settings = sessions.settings_without_secret()
    check_content(settings)
    server.check_port(settings, "with “lms demo --port”")
    instance.make_folder(settings.instance)
    # The workers read the environment, so what the demo makes for itself is put there.
    os.environ.setdefault("SECRET_KEY", "")
    os.environ["SECRET_KEY"] = os.environ["SECRET_KEY"] or instance.secret_key(settings.instance)
    password = settings.demo_password or instance.demo_password(settings.instance)
    settings = Settings.from_env(os.environ)
    _set_up(settings, password)
    server.run(settings, lambda: click.echo(_welcome(settings, password)), with_jobs=True)


def _set_up(settings: Settings, password: str) -> None:
    migrations.upgrade(settings.database_url)
    with sessions.session(settings) as session:
        if people_reads.people(session):
            try:
                people_reads.by_sign_in_name(session, ADMINISTRATOR)
            except errors.UnknownPerson:
                raise faults.CannotStart(
                    "This database holds people already, and a demo would add accounts that everybody knows: "
                    "use “lms serve”, or another LMS_INSTANCE."
                ) from None
        demo_council.set_up(session, password=password, now=clock.now())
        first_keys.make(session, settings)
        if not settings.follows_folder:
            _publish(session, settings)
        # Reading all courses takes half a second, so only the first start does it.
        if settings.follows_folder and demo_history.is_missing(session):
            issuing = Issuing(settings.organisation, settings.base_url, settings.timezone)
            library = LibraryStore(settings.content, keep=settings.instance / "content").current()
            demo_history.set_up(session, library, password=password, issuing=issuing, now=clock.now())


def _publish(session: Session, settings: Settings) -> None:
    """Make the shipped courses the first release, where nothing has been published yet."""
    shelf = Shelf.of(settings.content, settings.instance, follows=False)
    if releases.live(session, shelf).number or not (settings.content / "courses").is_dir():
        return
    publishing.push(
        session,
        shelf,
        Folder(settings.content),
        onto=0,
        note="The courses of the demonstration",
        label=None,
        checked_warnings=True,
        author_id=None,
        now=clock.now(),
    )


def _welcome(settings: Settings, password: str) -> str:
    width = max(len(name) for name, _ in ACCOUNTS)
    lines = [f"{settings.brand_name} is ready at {settings.base_url}", "", "Sign in as"]
    lines += [f"  {name:<{width}}  {does}" for name, does in ACCOUNTS]
    lines += [f"each with the password  {password}", ""]
    return "\n".join([*lines, f"Everything is kept in {settings.instance}. Stop with Ctrl+C."])
