"""Owns the fix buttons: which problems can be put right by the platform, and the text when one is.

It must not know how a repair was found.
"""

from __future__ import annotations

from collections.abc import Iterable

from lms.content import edits
from lms.content.problems import Problem
from lms.domain import errors
from lms.extensions import db
from lms.services import drafts, pictures
from lms.web import access, clock
from lms.web.author import shelves


def with_repairs(problems: Iterable[Problem], path: str, text: str) -> tuple[Problem, ...]:
    """The problems of one file with the edits that would put them right; `text` is what was read of it."""
    return tuple(sorted(edits.mended(problems, {path: text})))


def can_repair(problem: Problem) -> bool:
    """Whether a problem brings its own repair, or is a picture that can be drawn smaller."""
    return bool(problem.edits) or pictures.place(problem) is not None


def repaired(text: str, problem: Problem) -> str:
    """The text with the repair of this problem made in it; a picture drawn smaller is kept as a draft."""
    place = pictures.place(problem)
    return edits.applied(text, problem.edits) if place is None else _with_small_picture(text, problem, place)


def _with_small_picture(text: str, problem: Problem, place: str) -> str:
    """The text itself if the picture cannot be made smaller, or another of the new name is there."""
    media = shelves.drafted().media.get(place)
    try:
        made = None if media is None else pictures.smaller(problem, text, media.full.read_bytes())
        if made is None:
            return text
        drafts.save_picture(
            db.session(),
            shelves.shelf(),
            path=made.path,
            data=made.data,
            base_digest=None,
            author_id=access.viewer().person_id,
            now=clock.now(),
        )
    except (OSError, errors.StaleDraft):
        return text
    return made.text
