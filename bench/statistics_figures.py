"""Fills a scratch database with finished attempts and times the statistics of their quiz."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms import migrations
from lms.content import versions
from lms.content.store import LibraryStore
from lms.db import engine as engines
from lms.db.attempts import Attempt, ItemMark, Response
from lms.db.content_versions import ContentVersion
from lms.db.enrolments import Cycle, Enrolment
from lms.db.people import Person, Team
from lms.db.unit_of_work import unit_of_work
from lms.domain import drawing, grading, marking, responses
from lms.domain.drawing import PaperItem
from lms.domain.quizzes import Item, MultipleResponse, Ordering, Quiz, SingleChoice, TrueFalse
from lms.domain.responses import ChoiceResponse, ChoicesResponse, OrderResponse
from lms.domain.responses import Response as Given
from lms.queries import statistics as reads

ATTEMPTS = 10_000
QUIZ = "restorative-practice"
ROOT = Path(__file__).resolve().parent.parent
_NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
_PORTION = 500


class Chance:
    """The same numbers at each run: a linear congruence with the constants of Knuth's MMIX."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def random(self) -> float:
        """From 0 to under 1."""
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) / 2**53

    def randrange(self, end: int) -> int:
        return int(self.random() * end)


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of the first report and its CPU, of the next one, and how many questions a paper has."""

    first: float
    cpu: float
    again: float
    questions: int
    attempts: int


def measure(folder: Path, database_url: str = "", *, attempts: int = ATTEMPTS) -> Spent:
    """Make the attempts and ask for the report twice."""
    url = database_url or f"sqlite:///{folder / 'statistics.db'}"
    migrations.upgrade(url)
    engine = engines.make_engine(url)
    published = LibraryStore(ROOT, watch=False).current().quiz(QUIZ)
    with Session(engine) as session:
        fill(session, published.quiz, published.canonical, attempts)
        began, spent = time.perf_counter(), time.process_time()
        report = reads.report(session, QUIZ)
        first, cpu = time.perf_counter() - began, time.process_time() - spent
        began = time.perf_counter()
        reads.report(session, QUIZ)
        again = time.perf_counter() - began
    engine.dispose()
    return Spent(first, cpu, again, report.questions, report.attempts)


def fill(session: Session, quiz: Quiz, canonical: str, attempts: int) -> None:
    """Finished first attempts of as many people, each as able as chance made them."""
    chance = Chance(7)
    stamp = f"{time.time_ns():x}"
    # A write from the first statement on, because a server may be writing to the same file.
    with unit_of_work(session):
        digest = versions.digest(canonical)
        found = session.get(ContentVersion, digest)
        if found is None:
            session.add(
                ContentVersion(digest=digest, kind="quiz", slug=quiz.slug, body=canonical, created_at=_NOW)
            )
        team = Team(name=f"Team {stamp}")
        session.add(team)
        session.flush()
        for start in range(0, attempts, _PORTION):
            rows: dict[type[Any], list[dict[str, Any]]] = {
                table: [] for table in (Person, Enrolment, Cycle, Attempt, ItemMark, Response)
            }
            for number in range(start, min(start + _PORTION, attempts)):
                _one(rows, quiz, digest, stamp, number, team.id, chance)
            for table, values in rows.items():
                session.execute(sa.insert(table), values)


def _one(
    rows: dict[type[Any], list[dict[str, Any]]],
    quiz: Quiz,
    digest: str,
    stamp: str,
    number: int,
    team_id: int,
    chance: Chance,
) -> None:
    key = int(stamp, 16) % 1_000_000_000 * 100_000 + number
    name = f"{stamp}-{number}@bench.example"
    able = max(chance.random(), chance.random(), chance.random())
    paper = drawing.draw(quiz, number)
    given = {drawn.item_id: _given(quiz.item(drawn.item_id), drawn, able, chance) for drawn in paper.items}
    marks = {item_id: marking.mark(quiz.item(item_id), response) for item_id, response in given.items()}
    grade = grading.grade(marks.values(), quiz.pass_mark)
    at = _NOW + timedelta(seconds=number)
    attempt_id = f"{key:026d}"
    rows[Person].append(
        {
            "id": key,
            "name": f"Learner {number}",
            "sign_in_name": name,
            "sign_in_folded": name,
            "role": "learner",
            "team_id": team_id,
            "created_at": _NOW,
        }
    )
    rows[Enrolment].append({"id": key, "person_id": key, "course_slug": quiz.course, "created_at": _NOW})
    rows[Cycle].append({"id": key, "enrolment_id": key, "number": 1, "opened_at": _NOW})
    rows[Attempt].append(
        {
            "id": attempt_id,
            "cycle_id": key,
            "person_id": key,
            "quiz_slug": quiz.slug,
            "quiz_digest": digest,
            "course_digest": digest,
            "seed": number,
            "number": 1,
            "started_at": at,
            "seq": 1,
            "submitted_at": at,
            "closed_by": "handed in",
            "earned_numerator": grade.earned.numerator,
            "earned_denominator": grade.earned.denominator,
            "available_numerator": grade.available.numerator,
            "available_denominator": grade.available.denominator,
            "percent": grade.percent,
            "passed": grade.passed,
        }
    )
    for item_id, mark in marks.items():
        rows[ItemMark].append(
            {
                "attempt_id": attempt_id,
                "item_id": item_id,
                "earned_numerator": mark.earned.numerator,
                "earned_denominator": mark.earned.denominator,
                "available_numerator": mark.available.numerator,
                "available_denominator": mark.available.denominator,
                "because": mark.because,
            }
        )
    for item_id, response in given.items():
        body = responses.to_plain(response)
        rows[Response].append(
            {"attempt_id": attempt_id, "item_id": item_id, "body": body, "seq": 1, "saved_at": at}
        )


def _given(item: Item, drawn: PaperItem, able: float, chance: Chance) -> Given:
    """What somebody gives who knows an answer with the chance `able`, and guesses otherwise."""
    knows = chance.random() < able
    match item:
        case SingleChoice() | TrueFalse():
            right = [at for at, option in enumerate(item.options) if option.correct]
            return ChoiceResponse(right[0] if knows else chance.randrange(len(item.options)))
        case MultipleResponse():
            ticked = [at for at, option in enumerate(item.options) if option.correct or not knows]
            return ChoicesResponse(
                frozenset(
                    ticked
                    if knows
                    else [ticked[at] for at in {chance.randrange(len(ticked)), chance.randrange(len(ticked))}]
                )
            )
        case Ordering():
            return OrderResponse(tuple(range(len(item.steps))) if knows else drawn.order)
        case _:
            return responses.blank(item)


def lines(spent: Spent) -> Iterator[tuple[str, str, str]]:
    """What was measured, its value, and what must be reached."""
    what = f"statistics of {spent.attempts:,} attempts × {spent.questions} items"
    yield what, f"{spent.first:.2f} s", "<= 1 s"
    yield f"{what}, CPU of it", f"{spent.cpu:.2f} s", ""
    yield f"{what}, nothing changed", f"{spent.again * 1000:.1f} ms", ""
