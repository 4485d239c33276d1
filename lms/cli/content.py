"""Owns `lms content`: what is wrong in the files of trainers, and moving them between a folder and releases.

Checking needs no secret, and asks the database only what was published before. It must not know a rule.
"""

import dataclasses
import os
from fractions import Fraction
from pathlib import Path

import click

from lms.cli import content_exchange, content_tools, faults
from lms.cli import problems as problem_words
from lms.content import check as content_check
from lms.content import lint_guessing
from lms.content.history import History
from lms.content.problems import Problem
from lms.content.reading import Files
from lms.domain.changes import Label
from lms.settings import Settings, SettingsFault, home


@click.group()
def content() -> None:
    """Look after courses and quizzes."""


@content.command()
@problem_words.form_option
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH…]")
@click.pass_context
def check(ctx: click.Context, *, form: problem_words.Form, paths: tuple[Path, ...]) -> None:
    """Say what is wrong in each folder PATH that holds courses and quizzes. Ends with 1 on errors."""
    roots = paths or (configured(),)
    problems = [problem for root in roots for problem in _problems(root, alone=len(roots) == 1)]
    problem_words.show(problems, form)
    if any(problem.level == "error" for problem in problems):
        ctx.exit(faults.BROKEN)


@content.command()
@click.argument("path", required=False, type=click.Path(path_type=Path), metavar="[PATH]")
@click.option("--note", default="", help="A sentence for the history.")
@click.option(
    "--label",
    type=click.Choice([label.value for label in Label]),
    help="What to call it; found out if absent.",
)
@click.option("--yes-to-warnings", is_flag=True, help="Say that you have checked every warning.")
@click.option("--force", is_flag=True, help="Publish on top of releases that are not in the folder, too.")
@problem_words.form_option
@click.pass_context
def push(
    ctx: click.Context,
    *,
    path: Path | None,
    note: str,
    label: str | None,
    yes_to_warnings: bool,
    force: bool,
    form: problem_words.Form,
) -> None:
    """Publish the folder PATH as the next release (LMS_CONTENT_MODE=releases). Ends with 1 on errors."""
    # A check needs no database, so its drivers are loaded only here.
    from lms.cli import moving

    root = path or configured()
    _require_content(root)
    ctx.exit(
        moving.push(
            root,
            note=note,
            label=None if label is None else Label(label),
            checked_warnings=yes_to_warnings,
            force=force,
            form=form,
        )
    )


@content.command()
@click.argument("path", required=False, type=click.Path(path_type=Path), metavar="[PATH]")
@click.option("--force", is_flag=True, help="Write over files that were changed in the folder, too.")
def pull(*, path: Path | None, force: bool) -> None:
    """Write the files of the newest release into the folder PATH."""
    from lms.cli import moving

    moving.pull(path or configured(), force=force)


for command in (
    content_tools.fix,
    content_tools.tidy,
    content_tools.new,
    content_exchange.import_questions,
    content_exchange.export_quiz,
):
    content.add_command(command)


def configured() -> Path:
    """The folder that is meant when none is named."""
    return Path(os.environ.get("LMS_CONTENT") or home())


def _problems(root: Path, *, alone: bool) -> list[Problem]:
    """The problems under `root`; among several roots each path begins with its root."""
    _require_content(root)
    problems = content_check.check(root, past=lambda files: _past(root, files), most_guess=_most_guess())
    if alone:
        return problems
    return [dataclasses.replace(problem, path=str(root / problem.path)) for problem in problems]


def _most_guess() -> Fraction:
    """Files can be checked whatever else is set wrongly."""
    try:
        return Settings.from_env(os.environ, needs_secret=False).max_guess
    except SettingsFault:
        return lint_guessing.MOST


def _past(root: Path, files: Files) -> History | None:
    """What the database knows of the configured content; None for another folder, and without a database."""
    try:
        settings = Settings.from_env(os.environ, needs_secret=False)
    except SettingsFault:
        # Files can be checked whatever is set.
        return None
    if settings.content.resolve() != root.resolve():
        return None
    # Looking must not make a database where there is none.
    if settings.uses_sqlite and "DATABASE_URL" not in os.environ and not settings.instance.is_dir():
        return None
    # Most checks need no database, so its drivers are loaded only here.
    from lms.cli import past

    return past.of(settings, files)


def _require_content(root: Path) -> None:
    """Raises: CannotStart."""
    if not any((root / folder).is_dir() for folder in ("courses", "quizzes")):
        raise faults.CannotStart(f"There is no courses or quizzes folder in {root}.")
