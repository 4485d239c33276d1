"""The law of imports: which floor may lean on which, and the three things that happen in one place only."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "lms"


@dataclass(frozen=True)
class Floor:
    """What the files of one folder may import: floors of ours, and packages of others beside Python's own."""

    ours: frozenset[str]
    others: frozenset[str]


def floor(ours: str = "", others: str = "") -> Floor:
    return Floor(frozenset(ours.split()), frozenset(others.split()))


FLOORS = {
    "domain": floor(),
    # A file beside the floors: a process that may be stopped, whatever it works on (ADR 0035).
    "aside": floor(),
    "content": floor("domain aside", "markdown pymdownx nh3"),
    "db": floor("domain", "sqlalchemy psycopg"),
    "documents": floor("domain aside", "typst segno cryptography pyld joserfc pypdf"),
    "migrations": floor("db", "alembic sqlalchemy"),
    "queries": floor("domain content db", "sqlalchemy fsrs"),
    "services": floor("domain content db documents queries", "sqlalchemy argon2 itsdangerous icalendar"),
    "jobs": floor("domain content queries services", "sqlalchemy structlog huey"),
    "web": floor(
        "domain content queries services extensions settings",
        "flask flask_login wtforms markupsafe werkzeug jinja2 structlog",
    ),
    "cli": floor(
        "domain content queries services jobs migrations extensions settings app bootstrap",
        "click flask granian sqlalchemy",
    ),
    # Bytes that browsers fetch; no Python at all.
    "static": floor(),
}
BESIDE = {"aside"}
# A command has no request that lends it a session, so it opens one with the engine of floor 1.
ALSO = {"cli": frozenset({"db"})}
# Names that only type checkers read.
TYPING = {"_typeshed"}
# Composition root: these may import everything.
ROOF = {"app", "settings", "extensions", "wsgi"}
# Runs on a bare Python, before anything is installed.
BARE = {"__main__", "bootstrap"}
# One clock for each way in; everything below is told the time.
CLOCKS = {"web/clock.py", "cli/clock.py", "jobs/clock.py"}
ONLY_COMMIT = "db/unit_of_work.py"
CLOCK_READINGS = {"now", "utcnow", "today"}
TIME_READINGS = {"time", "time_ns", "localtime", "gmtime", "ctime"}

FILES = sorted(PACKAGE.rglob("*.py"))


def of_package(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def floor_of(path: Path) -> str:
    """The folder below lms/, or the name of a file that stands in it."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else path.stem


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything imported, at any depth of the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield node.lineno, "." * node.level + (node.module or "")
            elif node.module == "lms":
                for alias in node.names:
                    yield node.lineno, f"lms.{alias.name}"
            else:
                yield node.lineno, node.module or ""


def import_faults(path: Path, tree: ast.Module) -> Iterator[str]:
    here = floor_of(path)
    for line, name in imports(tree):
        where = f"{of_package(path)}:{line}"
        if name.startswith("."):
            yield f"{where} is a relative import"
            continue
        top, _, rest = name.partition(".")
        if top == "lms":
            target = rest.partition(".")[0]
            # The package itself holds nothing but the version.
            if target in {"", here, "__version__"} or here in ROOF:
                continue
            if here in BARE:
                if target not in BARE | {"cli"}:
                    yield f"{where} imports {name}, but must run before anything is installed"
            elif target not in FLOORS[here].ours | ALSO.get(here, frozenset()):
                yield f"{where} imports {name}: the floor {here} may not lean on {target}"
        elif top not in sys.stdlib_module_names | TYPING:
            if here in BARE:
                yield f"{where} imports {name}, but must run on a bare Python"
            elif here not in ROOF and top not in FLOORS[here].others:
                yield f"{where} imports {name}: not a package of the floor {here}"


def habit_faults(path: Path, tree: ast.Module) -> Iterator[str]:
    """Commits and readings of the clock outside the files that own them."""
    name = of_package(path)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        called, owner = node.func.attr, ast.unparse(node.func.value)
        if called == "commit" and name != ONLY_COMMIT:
            yield f"{name}:{node.lineno} commits; only {ONLY_COMMIT} does"
        reads = (called in CLOCK_READINGS and owner != "clock") or (
            called in TIME_READINGS and owner == "time"
        )
        # The installer measures how long a step takes and asks nobody for the date.
        if reads and name not in CLOCKS and floor_of(path) not in BARE:
            yield f"{name}:{node.lineno} reads the clock"


def web_faults(path: Path, tree: ast.Module) -> Iterator[str]:
    """Two packages of pages know nothing of each other."""
    parts = path.relative_to(PACKAGE).parts
    if parts[0] != "web" or len(parts) < 3:
        return
    packages = {folder.name for folder in (PACKAGE / "web").iterdir() if folder.is_dir()}
    for line, name in imports(tree):
        steps = name.split(".")
        if steps[:2] == ["lms", "web"] and len(steps) > 2 and steps[2] in packages - {parts[1]}:
            yield f"{of_package(path)}:{line} imports {name}, a neighbour"


def faults(path: Path, source: str) -> list[str]:
    tree = ast.parse(source)
    here = floor_of(path)
    if here not in FLOORS and here not in ROOF | BARE | {"__init__"}:
        return [f"{of_package(path)} stands on a floor that the table does not know"]
    if here == "__init__":
        return []
    return [*import_faults(path, tree), *habit_faults(path, tree), *web_faults(path, tree)]


@pytest.mark.parametrize("path", FILES, ids=of_package)
def test_a_file_keeps_the_law_of_its_floor(path: Path) -> None:
    assert faults(path, path.read_text(encoding="utf-8")) == []


def test_every_folder_below_the_package_is_in_the_table() -> None:
    folders = {
        folder.name for folder in PACKAGE.iterdir() if folder.is_dir() and folder.name != "__pycache__"
    }
    assert folders | BESIDE == set(FLOORS)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("domain/marking.py", "import sqlalchemy"),
        ("domain/marking.py", "from lms.content import library"),
        ("content/library.py", "from lms.db import engine"),
        ("queries/people.py", "from lms.services import people"),
        ("services/people.py", "import flask"),
        ("services/people.py", "def late():\n    from lms.web import access"),
        ("web/access.py", "from lms.db import people"),
        ("web/access.py", "import sqlalchemy"),
        ("web/access.py", "from lms.cli import main"),
        ("web/quiz/views.py", "from lms.web.learn import views"),
        ("web/quiz/views.py", "from lms.web.learn.views import blueprint"),
        ("cli/people.py", "from lms.web import access"),
        ("db/people.py", "from . import base"),
        ("services/people.py", "session.commit()"),
        ("services/people.py", "now = datetime.now(UTC)"),
        ("domain/progress.py", "today = date.today()"),
        ("jobs/delivery.py", "started = time.time()"),
        ("bootstrap.py", "import click"),
        ("bootstrap.py", "from lms import settings"),
        ("helpers/words.py", ""),
        ("utils.py", ""),
    ],
)
def test_the_law_sees_a_breach(name: str, source: str) -> None:
    assert faults(PACKAGE / name, source)
