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
    counts = _counts(session, changed)
    covered = _covered(session, library, changed)
    lines = []
    for (slug, item_id), digests in changed.items():
        quiz = library.quizzes[slug].quiz
        live_item = quiz.item(item_id)
        if any(
            kind is Decision.NEW_QUESTION and not remarking.needs_decision(item, live_item)
            for kind, item in decided.get((slug, item_id), ())
        ):
            continue
        left = sum(counts.get((digest, item_id), 0) - covered.get((digest, item_id), 0) for digest in digests)
        if left > 0:
            old = pinned.quiz(session, sorted(digests)[0]).item(item_id)
            question = render.inline(live_item.text)
            lines.append(Changed(slug, quiz.title, item_id, question, words(old, live_item), left))
    return tuple(sorted(lines, key=lambda line: (line.quiz_title.casefold(), line.item_id)))


def words(old: Item, new: Item) -> tuple[str, ...]:
    """What is different, as sentences without their subject."""
    return tuple(change.words for change in fingerprints.compare(old, new))


def _decisions(session: Session) -> dict[tuple[str, str], list[tuple[Decision, Item]]]:
    rows = session.execute(
        sa.select(Remark.quiz_slug, Remark.item_id, Remark.decision, Remark.quiz_digest).where(
            Remark.undone_at.is_(None)
        )
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
) -> dict[tuple[str, str], int]:
    """How many of them were marked by a standing correction that means what the live item means."""
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
    for row in rows:
        if (row.quiz_slug, row.item_id) not in changed:
            continue
        live = library.quizzes[row.quiz_slug].quiz.item(row.item_id)
        if not remarking.needs_decision(pinned.quiz(session, row.by).item(row.item_id), live):
            place = (row.quiz_digest, row.item_id)
            found[place] = found.get(place, 0) + row.times
    return found
