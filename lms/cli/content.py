"""Owns `lms content`: what is wrong in the files of trainers, for people, programs and code review.

It must not need a secret or a database, and must not know a rule about content.
"""

import dataclasses
import json
import os
from collections.abc import Sequence
from pathlib import Path

import click

from lms.cli import faults
from lms.content import check as content_check
from lms.content.problems import Problem
from lms.settings import home


@click.group()
def content() -> None:
    """Look after courses and quizzes."""


@content.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH…]")
@click.pass_context
def check(ctx: click.Context, *, form: str, paths: tuple[Path, ...]) -> None:
    """Say what is wrong in each folder PATH that holds courses and quizzes. Ends with 1 on errors."""
    roots = paths or (Path(os.environ.get("LMS_CONTENT") or home()),)
    problems = [problem for root in roots for problem in _problems(root, alone=len(roots) == 1)]
    match form:
        case "json":
            found = [dataclasses.asdict(problem) for problem in problems]
            click.echo(json.dumps({"problems": found}, ensure_ascii=False, indent=2))
        case "github":
            for problem in problems:
                click.echo(_annotation(problem))
        case _:
            click.echo(_report(problems))
    if any(problem.level == "error" for problem in problems):
        ctx.exit(faults.BROKEN)


def _problems(root: Path, *, alone: bool) -> list[Problem]:
    """The problems under `root`; among several roots each path begins with its root."""
    if not any((root / folder).is_dir() for folder in ("courses", "quizzes")):
        raise faults.CannotStart(f"There is no courses or quizzes folder in {root}.")
    problems = content_check.check(root)
    if alone:
        return problems
    return [dataclasses.replace(problem, path=str(root / problem.path)) for problem in problems]


def _report(problems: Sequence[Problem]) -> str:
    lines = []
    for problem in problems:
        place = f"{problem.path}:{problem.line}:{problem.column}"
        lines += [f"{place} {problem.code} {problem.level} {problem.message}", f"  Fix: {problem.fix}"]
    levels = [problem.level for problem in problems]
    counts = [_count(levels.count(level), level) for level in ("error", "warning", "note") if level in levels]
    return "\n".join([*lines, ", ".join(counts) + "." if counts else "No problems."])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _annotation(problem: Problem) -> str:
    """A workflow command that puts the problem beside the line in a review."""
    level = {"error": "error", "warning": "warning", "note": "notice"}[problem.level]
    place = f"file={_property(problem.path)},line={problem.line},col={problem.column}"
    return f"::{level} {place},title={problem.code}::{_data(f'{problem.message} Fix: {problem.fix}')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
