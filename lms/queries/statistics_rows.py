"""Owns the two selects behind statistics: which versions have finished attempts, and what was given in them.

Each attempt is one row: its marks and its answers come as one text each, because a quarter of a million
small rows take seconds where ten thousand long ones take a fraction of one. It must not know a formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.db.attempts import Attempt, ItemMark, Response
from lms.db.content_versions import ContentVersion, Kind
from lms.db.enrolments import Cycle
from lms.db.judgements import Judgement
from lms.db.people import Person, Team
from lms.db.remarks import Remark, RemarkedMark
from lms.domain.population import Population
from lms.domain.remarking import Decision

# Between the lines of a text; JSON and ids hold no line break of their own.
LINE = "\n"


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a quiz with finished attempts; `body` is its canonical JSON."""

    digest: str
    body: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Versions:
    """Every version in order of age. `state` changes whenever an attempt, a mark or a team does.

    `corrected` says that some marks may be those of a corrected question.
    """

    versions: tuple[Version, ...]
    state: tuple[object, ...]
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Sat:
    """One finished attempt.

    `marks` has a line "item numerator/denominator" for each item with a mark (a whole mark is its number
    alone), `given` a line "item body" for each response, how sure it was behind it. `remarked` has, for each
    item that a correction marked, the digest of the version that it was marked by.
    """

    person_id: int
    cycle_id: int
    number: int
    digest: str
    earned: tuple[int, int]
    available: tuple[int, int]
    team: str | None
    marks: str
    given: str
    remarked: tuple[tuple[str, str], ...] = ()

    @property
    def meaning(self) -> str:
        """A name for what its items mean: of its version, or of that and its corrections."""
        if not self.remarked:
            return self.digest
        return LINE.join([self.digest, *(f"{item} {by}" for item, by in self.remarked)])


def _finished() -> tuple[sa.ColumnElement[bool], ...]:
    return (Attempt.submitted_at.is_not(None), Attempt.earned_numerator.is_not(None))


def finished(session: Session) -> dict[str, int]:
    """How many finished attempts each quiz has, by slug. One statement."""
    rows = session.execute(
        sa.select(Attempt.quiz_slug, sa.func.count().label("attempts"))
        .where(*_finished())
        .group_by(Attempt.quiz_slug)
    )
    return {row.quiz_slug: row.attempts for row in rows}


def versions(session: Session, quiz: str) -> Versions:
    """The versions of a quiz that were finished, and the state of their attempts. One statement."""
    standing = (
        Remark.quiz_slug == quiz,
        Remark.undone_at.is_(None),
        Remark.decision == Decision.MISTAKE.value,
    )
    of_quiz = sa.select(ContentVersion.digest).where(
        ContentVersion.slug == quiz, ContentVersion.kind == Kind.QUIZ.value
    )
    counted = (
        sa.select(
            Attempt.quiz_digest,
            sa.func.count().label("attempts"),
            sa.func.max(Attempt.submitted_at).label("newest"),
            sa.func.sum(Attempt.earned_numerator).label("earned"),
            sa.func.sum(Attempt.earned_denominator).label("parts"),
            sa.func.sum(Attempt.percent).label("percents"),
        )
        .where(Attempt.quiz_digest.in_(of_quiz), *_finished())
        .group_by(Attempt.quiz_digest)
        .subquery()
    )
    # A correction, and a trainer who marks anew, may give to some what they take from others, so that every
    # sum stays the same.
    corrected = (
        sa.select(sa.func.count() + sa.func.count(Remark.undone_at))
        .where(Remark.quiz_slug == quiz)
        .scalar_subquery()
    )
    judged = sa.select(sa.func.max(Judgement.id)).scalar_subquery()
    # Who is in which team, and what the teams are called: a move or a new name changes one of these.
    members = sa.select(sa.func.sum(Person.team_id)).scalar_subquery()
    moved = sa.select(sa.func.sum(Person.team_id * Person.id)).scalar_subquery()
    called = sa.select(sa.func.aggregate_strings(Team.name, LINE)).scalar_subquery()
    rows = session.execute(
        sa.select(
            corrected.label("corrected"),
            judged.label("judged"),
            members.label("members"),
            moved.label("moved"),
            called.label("called"),
            ContentVersion.digest,
            ContentVersion.body,
            ContentVersion.created_at,
            counted.c.attempts,
            counted.c.newest,
            counted.c.earned,
            counted.c.parts,
            counted.c.percents,
        )
        .outerjoin(counted, counted.c.quiz_digest == ContentVersion.digest)
        .where(
            counted.c.attempts.is_not(None)
            | ContentVersion.digest.in_(sa.select(Remark.quiz_digest).where(*standing))
        )
        .order_by(ContentVersion.created_at, ContentVersion.digest)
    ).all()
    return Versions(
        tuple(Version(row.digest, row.body, row.created_at) for row in rows),
        tuple(
            (
                row.digest,
                row.attempts,
                row.newest,
                row.earned,
                row.parts,
                row.percents,
                row.corrected,
                row.judged,
                row.members,
                row.moved,
                row.called,
            )
            for row in rows
        ),
        any(row.corrected for row in rows),
    )


def sat(session: Session, found: Versions, population: Population, team_id: int | None) -> tuple[Sat, ...]:
    """The attempts of a population at the versions of one quiz, in any order. One select."""
    parts = sa.cast(ItemMark.earned_denominator, sa.String)
    mark = sa.cast(ItemMark.earned_numerator, sa.String) + sa.case(
        (ItemMark.earned_denominator == 1, ""), else_="/" + parts
    )
    marks = (
        sa.select(sa.func.aggregate_strings(ItemMark.item_id + " " + mark, LINE))
        .where(ItemMark.attempt_id == Attempt.id)
        .scalar_subquery()
    )
    answer = sa.cast(Response.body, sa.Text) + sa.func.coalesce(Response.confidence, "")
    given = (
        sa.select(sa.func.aggregate_strings(Response.item_id + " " + answer, LINE))
        .where(Response.attempt_id == Attempt.id)
        .scalar_subquery()
    )
    # The newest last: the numbers of corrections rise.
    remarked = (
        sa.select(
            sa.func.aggregate_strings(
                sa.cast(Remark.id, sa.String) + " " + Remark.item_id + " " + Remark.quiz_digest, LINE
            )
        )
        .join(RemarkedMark, RemarkedMark.remark_id == Remark.id)
        .where(
            RemarkedMark.attempt_id == Attempt.id,
            Remark.undone_at.is_(None),
            Remark.quiz_digest.in_([one.digest for one in found.versions]),
        )
        .scalar_subquery()
        if found.corrected
        else sa.null()
    )
    query = (
        sa.select(
            Attempt.person_id,
            Attempt.cycle_id,
            Attempt.number,
            Attempt.quiz_digest,
            Attempt.earned_numerator,
            Attempt.earned_denominator,
            Attempt.available_numerator,
            Attempt.available_denominator,
            Team.name,
            marks,
            given,
            remarked,
        )
        .join(Cycle, Cycle.id == Attempt.cycle_id)
        .join(Person, Person.id == Attempt.person_id)
        .outerjoin(Team, Team.id == Person.team_id)
        .where(Attempt.quiz_digest.in_([one.digest for one in found.versions]), *_finished())
    )
    if population is not Population.ALL:
        query = query.where(Cycle.number == 1)
    if population is Population.FIRST:
        earlier = aliased(Attempt)
        query = query.where(
            Attempt.number
            == sa.select(sa.func.min(earlier.number))
            .where(
                earlier.cycle_id == Attempt.cycle_id,
                earlier.quiz_slug == Attempt.quiz_slug,
                earlier.submitted_at.is_not(None),
            )
            .scalar_subquery()
        )
    if team_id is not None:
        query = query.where(Person.team_id == team_id)
    # Without an order: a sort would carry every long text through it.
    sat = [
        Sat(
            who, cycle, number, digest, (up, under), (most, parts), team, marks or "", given or "", _by(again)
        )
        for who, cycle, number, digest, up, under, most, parts, team, marks, given, again in (
            session.execute(query)
        )
    ]
    return tuple(_best(sat)) if population is Population.HIGHEST else tuple(sat)


def _by(corrections: str | None) -> tuple[tuple[str, str], ...]:
    """Each corrected item with the version that marked it last."""
    if not corrections:
        return ()
    lines = sorted((line.split(" ") for line in corrections.split(LINE)), key=lambda line: int(line[0]))
    return tuple(sorted({item: digest for _, item, digest in lines}.items()))


def _best(found: list[Sat]) -> list[Sat]:
    """The best attempt of each cycle; of equals the first."""
    best: dict[int, Sat] = {}
    for one in sorted(found, key=lambda one: one.number):
        held = best.get(one.cycle_id)
        if held is None or _exceeds(one, held):
            best[one.cycle_id] = one
    return list(best.values())


def _exceeds(one: Sat, other: Sat) -> bool:
    """Whether a share of marks is greater, compared in whole numbers."""
    left = one.earned[0] * one.available[1] * other.earned[1] * other.available[0]
    right = other.earned[0] * other.available[1] * one.earned[1] * one.available[0]
    return left > right
