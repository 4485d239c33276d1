"""Where each file of the content is found on the site, and where a link in a file therefore leads.

It must not know what is broken: it is given the files that are live.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from lms.content import links
from lms.content.extensions import Picture
from lms.content.library import MediaFile
from lms.content.links import Link
from lms.content.reading import Files, Media, course_folder


class Site:
    """The addresses of live files. `used` collects the media that pages lead to."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.course_of = {course.folder: course.slug for course in files.courses.values()}
        self.used: dict[str, Media] = {}

    def addresses(self, path: str, found: Iterable[Link]) -> dict[str, str]:
        """For the links and pictures of one file: as written -> address on the site."""
        targets = dict.fromkeys(link.target for link in found)
        pairs = ((target, self.address(path, target)) for target in targets)
        return {target: address for target, address in pairs if address is not None}

    def pictures(self, path: str, found: Iterable[Link]) -> dict[str, Picture]:
        """For the pictures of one file: as written -> address and size."""
        pictures: dict[str, Picture] = {}
        for link in found:
            media = self._media(path, link.target) if link.picture else None
            if media is not None:
                width, height = media.pixels or (None, None)
                pictures[link.target] = Picture(_media_address(media), width, height)
        return pictures

    def address(self, base: str, target: str) -> str | None:
        """Where a link written in the file `base` leads; None if that is not a page or file of ours."""
        if links.is_outside(target) or target.startswith("/"):
            return None
        path, fragment = links.split(target)
        slug = links.slugify(fragment)
        if not path:
            return f"#g-{slug}" if base in self.files.glossaries else None
        resolved = links.resolve(base, path)
        if resolved is None:
            return None
        media = self._media(base, target)
        if media is not None:
            return _media_address(media)
        return self._page(resolved, slug)

    def _page(self, path: str, fragment: str) -> str | None:
        course = self.course_of.get(course_folder(path))
        if path.startswith("quizzes/"):
            return f"/quizzes/{links.file_slug(path)}" if path in self.files.quizzes else None
        if course is None:
            return None
        if path in self.files.lessons:
            lesson = f"/courses/{course}/{self.files.lessons[path].slug}"
            return f"{lesson}#h-{fragment}" if fragment else lesson
        if path in self.files.glossaries:
            return f"/courses/{course}/glossary{f'#g-{fragment}' if fragment else ''}"
        if path in self.files.courses or path in self.course_of:
            return f"/courses/{course}"
        return None

    def _media(self, base: str, target: str) -> Media | None:
        resolved = links.resolve(base, links.split(target)[0])
        media = None if resolved is None or links.is_outside(target) else self.files.media.get(resolved)
        if media is None or media.unsafe:
            return None
        self.used[media.key] = media
        return media

    def media(self) -> Mapping[str, MediaFile]:
        """The media that the pages asked for so far lead to, by key."""
        return {
            key: MediaFile(media.full, media.digest, media.content_type) for key, media in self.used.items()
        }


def _media_address(media: Media) -> str:
    return f"/media/{quote(media.key)}"
