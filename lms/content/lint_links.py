"""Whether each link and picture of a page leads somewhere.

It must not know what kind of page it looks at.
"""

from __future__ import annotations

import posixpath

from lms.content import links, pictures
from lms.content.lessons import LessonDraft, SharedDraft
from lms.content.links import Link
from lms.content.problems import Report, meant_words, nearest
from lms.content.prose import PageHeading
from lms.content.reading import Files, course_folder


def page(report: Report, files: Files, page: LessonDraft | SharedDraft) -> None:
    """Follow every link of a page."""
    for link in page.links:
        follow(report, files, link, page.headings)


def follow(report: Report, files: Files, link: Link, headings: tuple[PageHeading, ...]) -> None:
    """Follow one link or picture to where it leads."""
    path, fragment = links.split(link.target)
    if links.is_outside(link.target):
        if link.picture:
            message = f'The picture "{link.target[:80]}" is on another site, and we only show our own.'
            report.add("L205", link.line, message, "Save it under media/ and link to that.", link.column)
        elif not links.is_safe_outside(link.target):
            message = (
                f'This link goes to "{link.target[:80]}", and we only follow http, https, mailto and tel.'
            )
            report.add("L212", link.line, message, "Correct the link.", link.column)
        return
    if link.target.startswith("/") and not link.picture:
        return
    resolved = links.resolve(report.path, path) if path else report.path
    if link.picture or (resolved is not None and posixpath.splitext(path)[1].lower() in pictures.TYPES):
        _media(report, files, link, resolved)
    elif resolved is None or (path and not _exists(files, resolved)):
        near = _near_page(report, files, path)
        message = f'This link goes to "{path or link.target}", but there is no such page.{meant_words(near)}'
        _add(report, "L212", link, message, "Correct the link.", path, near)
    elif fragment:
        _fragment(report, files, link, resolved, headings)


def _exists(files: Files, path: str) -> bool:
    return path in files.present or f"{path}/course.md" in files.present


def _add(
    report: Report, code: str, link: Link, message: str, fix: str, written: str, wanted: str | None
) -> None:
    report.add(code, link.line, message, fix, link.column, written=written, wanted=wanted)


def _near_page(report: Report, files: Files, path: str) -> str | None:
    folder = posixpath.dirname(report.path)
    inside = course_folder(report.path)
    names = [posixpath.relpath(other, folder) for other in sorted(files.present) if other.startswith(inside)]
    return nearest(path, names)


def _media(report: Report, files: Files, link: Link, path: str | None) -> None:
    media = None if path is None else files.media.get(path)
    thing = "picture" if link.picture else "file"
    if media is None:
        folder = posixpath.dirname(report.path)
        kind = _kind(link.target)
        # A picture is never what somebody meant by a video, nor captions by either.
        names = [posixpath.relpath(other, folder) for other in sorted(files.media) if _kind(other) == kind]
        near = nearest(link.target, names)
        message = f'The {thing} "{link.target}" is not there.{meant_words(near)}'
        fix = "Correct the name or upload the picture."
        _add(report, "L205", link, message, fix, link.target, near)
    elif media.unsafe:
        message = f'The picture "{link.target}" holds a script or something from another site.'
        report.add("L205", link.line, message, "Save it again as plain SVG or as PNG.", link.column)
    elif link.picture and media.size > pictures.LARGE:
        message = f'"{link.target}" is {media.size / 1_000_000:.1f} MB. Phones will struggle.'
        report.add("L206", link.line, message, "Let the site shrink it.", link.column)


def _kind(path: str) -> str:
    """What a file is by its ending: image, video, text and so on; pictures without an ending are images."""
    return pictures.TYPES.get(posixpath.splitext(path)[1].lower(), "image/").partition("/")[0]


def _fragment(report: Report, files: Files, link: Link, path: str, headings: tuple[PageHeading, ...]) -> None:
    written_path, fragment = links.split(link.target)
    names: list[str] | None = None
    if path in files.glossaries:
        names = [term.slug for term in files.glossaries[path].terms]
    elif path == report.path or path in files.lessons or path in files.shared:
        page = files.page(path)
        checks = page.checks if isinstance(page, LessonDraft) else ()
        found = headings if path == report.path else (page.headings if page is not None else ())
        names = [links.slugify(heading.text) for heading in found]
        names += [check.item.id for check in checks]
    if names is None or links.slugify(fragment) in names:
        return
    near = nearest(fragment, names)
    place = f"in {posixpath.basename(written_path)}" if written_path else "on this page"
    wanted = None if near is None else f"#{near}"
    message = f'This link goes to "#{fragment}" {place}, but there is no such heading.{meant_words(wanted)}'
    _add(report, "L212", link, message, "Correct the link.", f"#{fragment}", wanted)
