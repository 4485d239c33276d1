"""Owns `lms content import` and `export`: questions from and for other systems, and what is lost on the way.

It must not need a secret or a database, and must not know how any format is written.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import click

from lms.cli import content_places, faults
from lms.content import links, source, tidy
from lms.content.exchange import formats, markdown_quiz, parts
from lms.content.exchange.formats import Format
from lms.content.exchange.report import MOST_BYTES, Imported, Loss
from lms.content.store import LibraryStore
from lms.domain import errors

_NAME_MOST = 60


class LossesNotAccepted(errors.Refused):
    def __init__(self, losses: int) -> None:
        super().__init__(
            "Nothing was written. Run it again with --accept-losses if you can do without these."
        )
        self.losses = losses


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--format",
    "form",
    type=click.Choice([kind.value for kind in formats.READABLE]),
    help="Without it, we look at the file.",
)
@click.option("--title", default="", help="Without it, taken from the file or its name.")
def import_questions(*, file: Path, form: str | None, title: str) -> None:
    """Read the questions of FILE into a draft quiz, and say what was left out. Nothing is written over."""
    root = content_places.content_root()
    with file.open("rb") as opened:
        data = opened.read(MOST_BYTES + 1)
    kind = Format(form) if form else formats.guess(data, file.name)
    if kind is None:
        raise click.UsageError("We cannot tell which format this is. Say it with --format.")
    found = formats.read(kind, data, file.name)
    click.echo(_report(found))
    if not found.items:
        raise errors.MalformedFile(file.name, "There is no question that we could take over.")
    found = replace(found, quiz_title=title or found.quiz_title)
    quizzes = parts.parts(markdown_quiz.draft(found, "", file.stem))
    name = links.file_slug(title or file.stem) or "imported"
    texts: dict[str, str] = {}
    for at, quiz in enumerate(quizzes, start=1):
        path = _free(root, name if len(quizzes) == 1 else f"{name[:_NAME_MOST]}-part-{at}")
        texts[path] = tidy.tidy(markdown_quiz.write(quiz), "quiz")
    content_places.write(root, {}, texts)
    if len(texts) > 1:
        click.echo(f"A file has at most {source.FILE_LIMIT // 1024} KB, so these became {len(texts)} drafts.")
    for path in texts:
        click.echo(f"{path}: written as a draft. It goes live when its settings name a course.")


@click.command("export")
@click.argument("quiz")
@click.option("--format", "form", type=click.Choice([kind.value for kind in formats.WRITABLE]), required=True)
@click.option("--to", "target", type=click.Path(path_type=Path), help="The file to write.")
@click.option("--accept-losses", is_flag=True, help="Write the file although something will be left out.")
def export_quiz(*, quiz: str, form: str, target: Path | None, accept_losses: bool) -> None:
    """Write QUIZ as a file for another system, after a list of what that system cannot hold."""
    root = content_places.content_root()
    name = links.file_slug(quiz)
    published = LibraryStore(root, watch=False).current().quiz(name).quiz
    kind = Format(form)
    losses = formats.losses(kind, published)
    for loss in losses:
        click.echo(_loss(loss))
    if losses and not accept_losses:
        raise LossesNotAccepted(len(losses))
    written = formats.write(kind, published)
    target = target or Path(written.name)
    try:
        with target.open("xb") as opened:
            opened.write(written.data)
            opened.flush()
            os.fsync(opened.fileno())
    except FileExistsError:
        raise content_places.AlreadyThere(str(target)) from None
    except (FileNotFoundError, NotADirectoryError):
        raise faults.CannotStart(f"There is no folder {target.parent}.") from None
    left = sum(loss.left_out for loss in losses)
    click.echo(f"{target}: {_questions(len(published.items) - left)} written as {formats.LABELS[kind]}")


def _report(found: Imported) -> str:
    """How many questions were read, then each that was skipped, then what changed on the way."""
    head = f"{_questions(len(found.items))} read, {len(found.skipped)} skipped"
    places = ", ".join(f"line {one.line}" for one in found.skipped)
    lines = [f"{head}: {places}" if places else head]
    for one in found.skipped:
        lines.append(f"  line {one.line}: {one.reason}" + (f" ({one.excerpt})" if one.excerpt else ""))
    return "\n".join([*lines, *(f"  {note}" for note in found.notes)])


def _loss(loss: Loss) -> str:
    what = "left out" if loss.left_out else "lost"
    return f"{what}: {f'{loss.item_id}: ' if loss.item_id else ''}{loss.text}"


def _questions(count: int) -> str:
    return f"{count} question{'' if count == 1 else 's'}"


def _free(root: Path, name: str) -> str:
    """A path under quizzes/ that no file has."""
    name = re.sub(r"-+$", "", name[: _NAME_MOST + len("-part-99")])
    count, path = 1, f"quizzes/{name}.md"
    while os.path.lexists(root / path):
        count += 1
        path = f"quizzes/{name}-{count}.md"
    return path
