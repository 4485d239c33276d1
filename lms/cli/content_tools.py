"""Owns `lms content fix`, `tidy` and `new`: commands that write trainers' files, and say what they wrote.

It must not need a secret or a database, and must not know a rule about content.
"""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from lms.cli import content_pictures, content_places, faults
from lms.content import fixes, links, reading, source, starters
from lms.content import tidy as tidying
from lms.content.problems import Report
from lms.domain import errors
from lms.domain.ids import is_slug

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH…]")


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; end with 1 if a file is not tidy.")
@PATHS
@click.pass_context
def tidy(ctx: click.Context, *, only_check: bool, paths: tuple[Path, ...]) -> None:
    """Write missing ids, put tick boxes, indents and settings in order. It never changes what a file says."""
    count = 0
    for place in content_places.places(paths):
        before: dict[str, bytes] = {}
        after: dict[str, str] = {}
        for path in place.paths:
            data = (place.root / path).read_bytes()
            report = Report(path)
            text = source.decode(report, data)
            if report.found:
                click.echo(f"{path}: left alone, because it is not in UTF-8 (lms content fix saves it so)")
                continue
            tidied = tidying.tidy(text, reading.kind_of(path) or "")
            if tidied.encode() != data:
                before[path], after[path] = data, tidied
        if after and not only_check:
            content_places.write(place.root, before, after)
        for path, data in before.items():
            said = "is not tidy" if only_check else "tidied"
            click.echo(f"{path}: {said}, {_lines(_count(data.decode('utf-8', 'replace'), after[path]))}")
        count += len(after)
    click.echo(
        f"{_files(count)} {'to tidy' if only_check else 'tidied'}." if count else "Everything is tidy."
    )
    if only_check and count:
        ctx.exit(faults.BROKEN)


@click.command()
@click.option("--dry-run", is_flag=True, help="Show what would change and write nothing.")
@PATHS
def fix(*, dry_run: bool, paths: tuple[Path, ...]) -> None:
    """Put right what can be put right in one way only, and say what is left."""
    count = left = 0
    for place in content_places.places(paths):
        mended = fixes.fix(place.root, place.paths)
        if mended.after and not dry_run:
            content_places.write(place.root, mended.before, mended.after)
        shrunk = () if dry_run else content_pictures.shrink(place.root, mended.left)
        for problem, path in shrunk:
            click.echo(f"{problem.path}:{problem.line}:{problem.column} {problem.code} {problem.message}")
            click.echo(f"{path}: written")
        for problem in mended.solved:
            click.echo(f"{problem.path}:{problem.line}:{problem.column} {problem.code} {problem.message}")
        for path, text in mended.after.items():
            if dry_run:
                old = mended.before[path].decode("utf-8", "replace")
                click.echo("".join(_difference(path, old, text)), nl=False)
            else:
                click.echo(f"{path}: written")
        count += len(mended.solved) + len(shrunk)
        left += len(mended.left) - len(shrunk)
    said = "would be put right" if dry_run else "put right"
    click.echo(f"{_problems(count)} {said}, {left} left." if count else f"Nothing to put right; {left} left.")


@click.group()
def new() -> None:
    """Write the first text of something new."""


@new.command("course")
@click.argument("name")
@click.option("--title", default="", help="Without it, made from the name.")
def new_course(*, name: str, title: str) -> None:
    """Start the course NAME: its settings, its list of modules and a first lesson."""
    root = content_places.first_root()
    _check_slug(name)
    is_first = not (root / "courses").is_dir()
    _write(root, {}, starters.course(name, title or starters.title_of(name)))
    if is_first:
        click.echo(f"It is the first one, so {root / 'courses'} was made for it.")


@new.command("quiz")
@click.argument("name")
@click.option("--title", default="", help="Without it, made from the name.")
@click.option("--course", "course", default="", help="The course it belongs to, by the name of its folder.")
def new_quiz(*, name: str, title: str, course: str) -> None:
    """Start the quiz NAME with two questions."""
    root = content_places.content_root()
    _check_slug(name)
    course = _course_for(root, course, name)
    _write(root, {}, {f"quizzes/{name}.md": starters.quiz(title or starters.title_of(name), course)})
    click.echo(f"Link to ../../quizzes/{name}.md from courses/{course}/course.md, so that people find it.")


@new.command("lesson")
@click.argument("name", metavar="COURSE/MODULE/NAME")
@click.option("--title", default="", help="Without it, made from the name.")
def new_lesson(*, name: str, title: str) -> None:
    """Start a lesson, for example family-conversations/02-practice/03-silence, and list it in its course."""
    title = title or starters.title_of(name)
    _write_page(name, title, starters.lesson(title))


@new.command("conversation")
@click.argument("name", metavar="COURSE/MODULE/NAME")
@click.option("--title", default="", help="Without it, made from the name.")
def new_conversation(*, name: str, title: str) -> None:
    """Start a conversation with scenes, choices and a debrief, and list it in its course."""
    title = title or starters.title_of(name)
    _write_page(name, title, starters.conversation(title))


def _write_page(name: str, title: str, text: str) -> None:
    root = content_places.content_root()
    path = f"courses/{name.removesuffix('.md')}.md"
    home = f"{reading.course_folder(path)}/course.md"
    if reading.kind_of(path) != "lesson":
        raise errors.MalformedFile(
            path, "Write the folder of the course, of the module and a name: a/01-b/02-c."
        )
    if not (root / home).is_file():
        raise errors.UnknownCourse(reading.course_folder(path))
    data = (root / home).read_bytes()
    course = source.decode(Report(home), data)
    listed = starters.listed(course, home, path, title)
    before = {home: data} if listed != course else {}
    _write(root, before, {path: text, **({home: listed} if before else {})})
    if not before:
        click.echo(f"Add a link to it to the list of modules in {home}.")


def _write(root: Path, before: dict[str, bytes], files: dict[str, str]) -> None:
    content_places.write(root, before, files)
    for path in files:
        click.echo(f"{path}: {'changed' if path in before else 'written'}")


def _check_slug(name: str) -> None:
    if not is_slug(name):
        raise errors.MalformedFile(name, "A name is made of small letters, digits and single hyphens.")


def _course_for(root: Path, wanted: str, quiz: str) -> str:
    """The course of a new quiz: the one that is named, the one of the same name, or the only one there is."""
    found = {
        links.file_slug(path.removesuffix("/course.md"))
        for path in reading.walk(root)
        if reading.kind_of(path) == "course"
    }
    if wanted or quiz in found:
        wanted = wanted or quiz
    elif len(found) == 1:
        wanted = min(found)
    if not found:
        raise click.UsageError(
            "A quiz belongs to a course, and there is none yet: lms content new course NAME."
        )
    if wanted not in found:
        raise click.UsageError(f"Say which course it belongs to with --course: {', '.join(sorted(found))}.")
    return wanted


def _count(before: str, after: str) -> int:
    """How many lines are new or different."""
    return sum(line.startswith("+") and not line.startswith("+++") for line in _difference("", before, after))


def _difference(path: str, before: str, after: str) -> list[str]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return [
        line if line.endswith("\n") else f"{line}\n"
        for line in difflib.unified_diff(old, new, path, path, n=1)
    ]


def _lines(count: int) -> str:
    return f"{count} line{'' if count == 1 else 's'}"


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'}"


def _problems(count: int) -> str:
    return f"{count} problem{'' if count == 1 else 's'}"
