"""Owns the links in the header bar: which ones a person sees and which one they stand on.

It must not know what stands behind a link.
"""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain import permissions
from lms.domain.permissions import Action
from lms.queries.people import Viewer


@dataclass(frozen=True, slots=True)
class Link:
    """One place in the header; `current` is this very page, `active` one below it."""

    text: str
    href: str
    current: bool
    active: bool


_PLACES = (
    ("My learning", "/", Action.LEARN),
    ("Certificates", "/certificates", Action.LEARN),
    ("Courses and quizzes", "/author", Action.WRITE_CONTENT),
    ("Answers to read", "/marking", Action.MARK_RESPONSES),
    ("Content problems", "/author/problems", Action.SEE_CONTENT_PROBLEMS),
    ("Standings", "/manage/standings", Action.SEE_STANDINGS),
    ("Requirements", "/manage/requirements", Action.SEE_REQUIREMENTS),
    ("People", "/manage/people", Action.MANAGE_PEOPLE),
    ("Issued certificates", "/manage/certificates", Action.CORRECT_CERTIFICATES),
    ("Password", "/account/password", Action.OWN_ACCOUNT),
)
# What belongs to "My learning" has addresses of its own.
_LEARNING = ("/courses/", "/quizzes/", "/attempts/", "/plays/", "/history")


def items(viewer: Viewer | None, path: str) -> tuple[Link, ...]:
    """The links for this person on the page at `path`; none for a visitor."""
    if viewer is None:
        return ()
    return tuple(
        Link(text, href, current=path == href, active=_is_below(path, href))
        for text, href, action in _PLACES
        if permissions.may(viewer.role, action)
    )


def _is_below(path: str, href: str) -> bool:
    if href == "/":
        return path.startswith(_LEARNING)
    # A page with a link of its own is not also a part of the place above it.
    own = any(
        path == other or path.startswith(f"{other}/") for _, other, _ in _PLACES if len(other) > len(href)
    )
    return path.startswith(f"{href}/") and not own
