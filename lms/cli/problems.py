"""Owns how problems of content are printed: for people, for programs, and beside the lines of a review.

It must not know how problems are found.
"""

import dataclasses
import json
from collections.abc import Sequence
from typing import Literal, TypeAlias

import click

from lms.content.problems import Problem

Form: TypeAlias = Literal["text", "json", "github"]

form_option = click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True
)


def show(problems: Sequence[Problem], form: Form) -> None:
    """Print problems to the standard output."""
    match form:
        case "json":
            found = [_facts(problem) for problem in problems]
            click.echo(json.dumps({"problems": found}, ensure_ascii=False, indent=2))
        case "github":
            for problem in problems:
                click.echo(_annotation(problem))
        case "text":
            click.echo(_report(problems))


def _facts(problem: Problem) -> dict[str, object]:
    """A problem for programs; what its repair was made of is our own business."""
    return {name: fact for name, fact in dataclasses.asdict(problem).items() if name != "change"}


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
