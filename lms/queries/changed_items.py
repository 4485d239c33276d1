"""Owns finding the questions that mean something else now than when finished attempts were marked.

It must not know what a new mark would be, nor a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import render
from lms.content.library import Library
from lms.db.attempts import Attempt, ItemMark
from lms.db.remarks import Remark, RemarkedMark
from lms.domain import fingerprints, remarking
from lms.domain.quizzes import Item
from lms.domain.remarking import Decision
from lms.queries import pinned


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that means something else now than when `attempts` finished attempts were marked."""

    quiz_slug: str
    quiz_title: str
    item_id: str
    question: str
    changes: tuple[str, ...]
    attempts: int


def waiting(session: Session, library: Library) -> tuple[Changed, ...]:
    """Questions whose meaning changed since finished attempts were marked, and nobody has decided about.

    Four statements, and one for each quiz version not seen yet.
    """
    found = session.execute(
        sa.select(Attempt.quiz_slug, Attempt.quiz_digest).where(Attempt.submitted_at.is_not(None)).distinct()
    ).all()
    decided = _decisions(session)
    changed: dict[tuple[str, str], set[str]] = {}
    for row in found:
        if row.quiz_slug not in library.quizzes:
            continue
        live = {item.id: item for item in library.quizzes[row.quiz_slug].quiz.items}
        for item in pinned.quiz(session, row.quiz_digest).items:
            if item.id in live and remarking.needs_decision(item, live[item.id]):
                changed.setdefault((row.quiz_slug, item.id), set()).add(row.quiz_digest)
    # A key that was put back means what it meant at first, but not what a correction has marked by since.
    for (slug, item_id), decisions in decided.items():
        live_item = _live(library, slug, item_id)
        if live_item is not None and any(
            kind is Decision.MISTAKE and remarking.needs_decision(item, live_item) for kind, item in decisions
        ):
            changed.setdefault((slug, item_id), set())
    counts = _counts(session, changed)
    covered, apart = _covered(session, library, changed)
    lines = []
    for (slug, item_id), digests in changed.items():
        quiz = library.quizzes[slug].quiz
        live_item = quiz.item(item_id)
        decisions = decided.get((slug, item_id), [])
        if decisions:
            kind, item = decisions[-1]
            if kind is Decision.NEW_QUESTION and not remarking.needs_decision(item, live_item):
                continue
        left = sum(counts.get((digest, item_id), 0) - covered.get((digest, item_id), 0) for digest in digests)
        left += apart.get((slug, item_id), 0)
        if left > 0:
            # With no old version that means something else, it is the last correction that does.
            old = pinned.quiz(session, min(digests)).item(item_id) if digests else decisions[-1][1]
            question = render.inline(live_item.text)
            lines.append(Changed(slug, quiz.title, item_id, question, words(old, live_item), left))
    return tuple(sorted(lines, key=lambda line: (line.quiz_title.casefold(), line.item_id)))


def words(old: Item, new: Item) -> tuple[str, ...]:
    """What is different, as sentences without their subject."""
    return tuple(change.words for change in fingerprints.compare(old, new))


def _live(library: Library, quiz: str, item_id: str) -> Item | None:
    if quiz not in library.quizzes:
        return None
    return next((item for item in library.quizzes[quiz].quiz.items if item.id == item_id), None)


def _decisions(session: Session) -> dict[tuple[str, str], list[tuple[Decision, Item]]]:
    """The decisions that stand about each item, the newest last."""
    rows = session.execute(
        sa.select(Remark.quiz_slug, Remark.item_id, Remark.decision, Remark.quiz_digest)
        .where(Remark.undone_at.is_(None))
        .order_by(Remark.id)
    ).all()
    found: dict[tuple[str, str], list[tuple[Decision, Item]]] = {}
    for row in rows:
        item = pinned.quiz(session, row.quiz_digest).item(row.item_id)
        found.setdefault((row.quiz_slug, row.item_id), []).append((Decision(row.decision), item))
    return found


def _counts(session: Session, changed: Mapping[tuple[str, str], set[str]]) -> dict[tuple[str, str], int]:
    """How many finished attempts at each version had each changed item on their paper."""
    digests = {digest for found in changed.values() for digest in found}
    items = {item_id for _, item_id in changed}
    rows = session.execute(
        sa.select(Attempt.quiz_digest, ItemMark.item_id, sa.func.count().label("times"))
        .join(ItemMark, ItemMark.attempt_id == Attempt.id)
        .where(
            Attempt.quiz_digest.in_(digests),
            Attempt.submitted_at.is_not(None),
            ItemMark.item_id.in_(items),
        )
        .group_by(Attempt.quiz_digest, ItemMark.item_id)
    )
    return {(row.quiz_digest, row.item_id): row.times for row in rows}


def _covered(
    session: Session, library: Library, changed: Mapping[tuple[str, str], set[str]]
) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """How many of them were marked by a standing correction that means what the live item means; and of each
    item, how many others were marked by one that does not, although they began with what it means now."""
    newest = (
        sa.select(
            Remark.item_id,
            Remark.quiz_slug,
            RemarkedMark.attempt_id,
            sa.func.max(Remark.id).label("remark_id"),
        )
        .join(RemarkedMark, RemarkedMark.remark_id == Remark.id)
        .where(Remark.undone_at.is_(None), Remark.item_id.in_({item_id for _, item_id in changed}))
        .group_by(Remark.item_id, Remark.quiz_slug, RemarkedMark.attempt_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(
            newest.c.item_id,
            newest.c.quiz_slug,
            Attempt.quiz_digest,
            Remark.quiz_digest.label("by"),
            sa.func.count().label("times"),
        )
        .join(Attempt, Attempt.id == newest.c.attempt_id)
        .join(Remark, Remark.id == newest.c.remark_id)
        .group_by(newest.c.item_id, newest.c.quiz_slug, Attempt.quiz_digest, Remark.quiz_digest)
    ).all()
    found: dict[tuple[str, str], int] = {}
    apart: dict[tuple[str, str], int] = {}
    for row in rows:
        name = (row.quiz_slug, row.item_id)
        if name not in changed:
            continue
        live = library.quizzes[row.quiz_slug].quiz.item(row.item_id)
        if not remarking.needs_decision(pinned.quiz(session, row.by).item(row.item_id), live):
            place = (row.quiz_digest, row.item_id)
            found[place] = found.get(place, 0) + row.times
        elif row.quiz_digest not in changed[name]:
            apart[name] = apart.get(name, 0) + row.times
    return found, apart
