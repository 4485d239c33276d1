"""Owns `lms test`: every check of the project in one command, the same here and in continuous integration.

It must not know a test. `lms.bootstrap` has installed the packages; only Chromium may still be missing.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import click

from lms.cli import faults

CLONE = Path(__file__).resolve().parent.parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MOST_PROCESSES = 4
FLOOR = 95
FULL = "lms/domain/*,lms/content/*"
HOW_TO_GET_A_BROWSER = "apt-get install chromium"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one tool ended: its name, its exit code, and what it printed."""

    name: str
    code: int
    said: str


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.option("--long", is_flag=True, help="Run the long form of fault and race tests.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def test(ctx: click.Context, *, long: bool, arguments: tuple[str, ...]) -> None:
    """Run all tests, the linter, the type checker and the coverage floors; with ARGUMENTS, only pytest."""
    if not (CLONE / "tests").is_dir():
        raise faults.CannotStart(
            "The tests come with the source and not with the installed package: clone it."
        )
    os.chdir(CLONE)
    environment = {**os.environ, **({"LMS_TEST_LONG": "1"} if long else {})}
    python = sys.executable
    if arguments:
        ctx.exit(
            subprocess.run([python, "-m", "pytest", *arguments], env=environment, check=False).returncode
        )
    left_out = _browser_left_out(strict=environment.get("CI", "").lower() == "true")
    # Linting and typing use one core each, while the tests are on their way.
    tools = {
        "ruff": _begin([python, "-m", "ruff", "check", "."], environment),
        "mypy": _begin([python, "-m", "mypy"], environment),
    }
    tests = _tests(left_out=left_out, environment=environment)
    outcomes = [_end(name, tool) for name, tool in tools.items()]
    _drop_halves(CLONE)
    outcomes += _coverage(environment)
    for outcome in outcomes:
        click.echo(_summary(outcome))
    if left_out:
        click.echo(
            f"Left out: the browser tests, for want of Chromium. Get it with “{HOW_TO_GET_A_BROWSER}”."
        )
    failed = [outcome.name for outcome in outcomes if outcome.code != 0]
    if failed:
        click.echo(f"Failed beside the tests: {', '.join(failed)}.")
    click.echo(tests.said)
    ctx.exit(tests.code or (1 if failed else 0))


def _browser_left_out(*, strict: bool) -> bool:
    """Whether there is no browser, after trying to install one.

    Raises: CannotStart if there has to be one.
    """
    if _browser() is None:
        _install_browser()
    if _browser() is not None:
        return False
    if strict:
        raise faults.CannotStart(
            f"With CI=true the browser tests must run: “{HOW_TO_GET_A_BROWSER}” gets Chromium."
        )
    return True


def _browser() -> str | None:
    """A browser that starts; on some systems the command is there and only says how to install it."""
    for name in BROWSERS:
        path = shutil.which(name)
        if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    return None


def _install_browser() -> None:
    """Install Chromium from the system's packages if we are root, or may become root without a question."""
    if shutil.which("apt-get") is None:
        return
    rights: list[str] = []
    if os.geteuid() != 0:
        rights = ["sudo", "-n"]
        if (
            shutil.which("sudo") is None
            or subprocess.run([*rights, "true"], capture_output=True, check=False).returncode
        ):
            return
    click.echo("Installing Chromium for the browser tests …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # Without a font a page has no words, and nothing that measures it can be right.
    packages = ["chromium", "fonts-dejavu-core"]
    install = [*rights, "apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    for command in (install, [*rights, "apt-get", "update", "-q"], install):
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        if command is install and done.returncode == 0:
            return


def _tests(*, left_out: bool, environment: Mapping[str, str]) -> Outcome:
    """Run pytest with coverage in a few processes, showing what it prints; `said` is its closing line."""
    processes = min(MOST_PROCESSES, os.cpu_count() or 1)
    command = [sys.executable, "-m", "pytest", "-n", str(processes), "--cov=lms", "--cov-report="]
    # Whoever has nothing left takes from the others: a few tests of minutes would be waited for otherwise.
    command += ["--dist", "worksteal"]
    command += [f"--color={'yes' if sys.stdout.isatty() else 'no'}"]
    command += ["-m", "not browser"] if left_out else []
    # Settings of the person who runs the tests must not leak into them.
    ours = {name: value for name, value in environment.items() if not _is_setting(name)}
    with subprocess.Popen(command, env=ours, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as run:
        said = b""
        while run.stdout and (piece := os.read(run.stdout.fileno(), 65536)):
            sys.stdout.buffer.write(piece)
            sys.stdout.flush()
            said = (said + piece)[-10_000:]
    lines = said.decode(errors="replace").strip().splitlines() or ["The tests said nothing."]
    return Outcome("pytest", run.returncode, lines[-1])


def _is_setting(name: str) -> bool:
    return name in ("SECRET_KEY", "DATABASE_URL") or (
        name.startswith("LMS_") and not name.startswith("LMS_TEST_")
    )


def _drop_halves(folder: Path) -> None:
    """Take away what processes wrote of their measuring when they were killed in the middle of it.

    Fault tests kill processes on purpose. Half a file is no reason to fail, and coverage stops at the first
    one that it cannot read; what it should have held is then missing, so no floor gets easier.
    """
    for path in folder.glob(".coverage.*"):
        try:
            with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as measured:
                measured.execute("SELECT count(*) FROM file").fetchone()
                measured.execute("SELECT version FROM coverage_schema").fetchone()
        except sqlite3.Error:
            path.unlink(missing_ok=True)


def _coverage(environment: Mapping[str, str]) -> list[Outcome]:
    """The two floors: a share of every line and branch, and all of the floors that judge people."""
    report = [sys.executable, "-m", "coverage", "report"]
    return [
        _end("coverage", _begin([*report, f"--fail-under={FLOOR}"], environment)),
        _end(
            "coverage of domain and content",
            _begin([*report, f"--include={FULL}", "--fail-under=100"], environment),
        ),
    ]


def _begin(command: Sequence[str], environment: Mapping[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def _end(name: str, tool: "subprocess.Popen[str]") -> Outcome:
    said, _ = tool.communicate()
    return Outcome(name, tool.returncode, said.strip())


def _summary(outcome: Outcome) -> str:
    """The last line of a tool that found nothing, all it printed if it did."""
    said = outcome.said.splitlines() or ["done"]
    return f"{outcome.name}: {said[-1]}" if outcome.code == 0 else f"{outcome.name}:\n{outcome.said}"
