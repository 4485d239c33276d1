"""Owns the links in the header bar and in the bar below it: which ones a person sees, where they stand.

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


Place = tuple[str, str, Action]

# Each part of the platform: its name in the header, and its places, which stand in the bar below.
_PARTS: tuple[tuple[str, tuple[Place, ...]], ...] = (
    ("My learning", (("My learning", "/", Action.LEARN),)),
    ("Certificates", (("Certificates", "/certificates", Action.LEARN),)),
    (
        "Courses and quizzes",
        (
            ("All files", "/author", Action.WRITE_CONTENT),
            ("Content problems", "/author/problems", Action.SEE_CONTENT_PROBLEMS),
            ("Statistics", "/statistics", Action.SEE_STATISTICS),
            ("Retention", "/retention", Action.SEE_STATISTICS),
        ),
    ),
    (
        "Marking",
        (
            ("Answers to read", "/marking", Action.MARK_RESPONSES),
            ("Corrected questions", "/marking/corrections", Action.CORRECT_MARKS),
        ),
    ),
    (
        "People",
        (
            ("Standings", "/manage/standings", Action.SEE_STANDINGS),
            ("Requirements", "/manage/requirements", Action.SEE_REQUIREMENTS),
            ("Leave and exemptions", "/manage/absences", Action.RECORD_ABSENCE),
            ("Workshops and practice", "/manage/evidence", Action.RECORD_EVIDENCE),
            ("Campaigns", "/manage/campaigns", Action.RUN_CAMPAIGNS),
            ("Accounts", "/manage/people", Action.MANAGE_PEOPLE),
            ("Issued certificates", "/manage/certificates", Action.CORRECT_CERTIFICATES),
        ),
    ),
    ("Password", (("Password", "/account/password", Action.OWN_ACCOUNT),)),
)
# What belongs to "My learning" has addresses of its own.
_LEARNING = ("/courses/", "/quizzes/", "/attempts/", "/plays/", "/history", "/practice")


def items(viewer: Viewer | None, path: str) -> tuple[Link, ...]:
    """The parts that this person may see, on the page at `path`; none for a visitor."""
    made = []
    for name, places in _allowed(viewer):
        first = places[0][1]
        within = any(path == href or _is_below(path, href) for _, href, _ in places)
        made.append(Link(name, first, current=path == first, active=within and path != first))
    return tuple(made)


def beside(viewer: Viewer | None, path: str) -> tuple[Link, ...]:
    """The places of the part that the page at `path` is in; none where there is only that one."""
    for _, places in _allowed(viewer):
        made = tuple(
            Link(text, href, current=path == href, active=_is_below(path, href)) for text, href, _ in places
        )
        if len(made) > 1 and any(link.current or link.active for link in made):
            return made
    return ()


def _allowed(viewer: Viewer | None) -> list[tuple[str, tuple[Place, ...]]]:
    if viewer is None:
        return []
    seen = [
        (name, tuple(place for place in places if permissions.may(viewer.role, place[2])))
        for name, places in _PARTS
    ]
    return [(name, places) for name, places in seen if places]


def _is_below(path: str, href: str) -> bool:
    if href == "/":
        return path.startswith(_LEARNING)
    # A page with a link of its own is not also a part of the place above it.
    own = any(
        path == other or path.startswith(f"{other}/")
        for _, places in _PARTS
        for _, other, _ in places
        if len(other) > len(href)
    )
    return path.startswith(f"{href}/") and not own
