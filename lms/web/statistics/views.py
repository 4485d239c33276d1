"""Owns the addresses of statistics: every quiz, one quiz, one question, and the files to take away.

It must not know a formula, nor anybody's own result.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response, request

from lms.content import render
from lms.domain import errors
from lms.domain.permissions import Action
from lms.domain.population import Population
from lms.extensions import db
from lms.queries import people, statistics
from lms.queries.statistics import Report
from lms.web import access, rendering
from lms.web.statistics import downloads, wording

blueprint = Blueprint("statistics", __name__, url_prefix="/statistics")


@blueprint.get("")
@access.requires(Action.SEE_STATISTICS)
def index() -> Response:
    """Every quiz with how many finished attempts it has."""
    finished = statistics.finished(db.session())
    quizzes = rendering.library().quizzes
    titles = {slug: published.quiz.title for slug, published in quizzes.items()}
    rows = [
        (slug, titles.get(slug, slug), finished.get(slug, 0), slug in titles) for slug in {*titles, *finished}
    ]
    return rendering.page("statistics/index.html", rows=sorted(rows, key=lambda row: row[1].casefold()))


@blueprint.get("/<quiz>")
@access.requires(Action.SEE_STATISTICS)
def overview(quiz: str) -> Response:
    """The figures of a quiz and of every question of it."""
    teams = people.teams(db.session())
    report = _report(quiz, {str(team.team_id): team.name for team in teams})
    return rendering.page(
        "statistics/quiz.html",
        report=report,
        words=wording.population(report),
        populations=wording.populations(report.population),
        teams=wording.teams(teams, _team()),
        figures=wording.quiz_figures(report),
        grades=wording.grade_bars(report),
        items=[wording.item_line(number, item) for number, item in enumerate(report.items, start=1)],
        chart=wording.facility_bars(report),
        query=_query(),
    )


@blueprint.get("/<quiz>/questions/<item>")
@access.requires(Action.SEE_STATISTICS)
def question(quiz: str, item: str) -> Response:
    """One question: each of its meanings with what was chosen."""
    report = _report(quiz, _team_names())
    found = [one for one in report.items if one.item_id == item]
    if not found:
        raise errors.NotFound("We have no figures for this question.")
    return rendering.page(
        "statistics/question.html",
        report=report,
        words=wording.population(report),
        question=render.inline(found[0].text),
        series=[wording.series(one) for one in found],
        query=_query(),
    )


@blueprint.get("/<quiz>/figures.json")
@access.requires(Action.SEE_STATISTICS)
def figures_json(quiz: str) -> Response:
    """Everything on these pages, for programs."""
    body = json.dumps(downloads.plain(_report(quiz, _team_names())), ensure_ascii=False, indent=1)
    return downloads.attached(body, f"{quiz}-statistics.json", "application/json")


@blueprint.get("/<quiz>/questions.csv")
@access.requires(Action.SEE_STATISTICS)
def questions_csv(quiz: str) -> Response:
    """A line for each question and meaning."""
    body = downloads.questions(_report(quiz, _team_names()))
    return downloads.attached(body, f"{quiz}-questions.csv", "text/csv")


@blueprint.get("/<quiz>/answers.csv")
@access.requires(Action.SEE_STATISTICS)
def answers_csv(quiz: str) -> Response:
    """A line for each thing that could be chosen."""
    body = downloads.answers(_report(quiz, _team_names()))
    return downloads.attached(body, f"{quiz}-answers.csv", "text/csv")


def _report(quiz: str, team_names: dict[str, str]) -> Report:
    """The report that the address asks for. Raises: UnknownQuiz."""
    asked = request.args.get("attempts", "")
    population = Population(asked) if asked in list(Population) else Population.FIRST
    team = _team()
    report = statistics.report(
        db.session(),
        quiz,
        population=population,
        team=(int(team), team_names[team]) if team in team_names else None,
        live=rendering.library().quizzes.get(quiz),
    )
    if not report.title:
        raise errors.UnknownQuiz(quiz)
    return report


def _team_names() -> dict[str, str]:
    """The teams by id; asked only where one is named."""
    if not _team():
        return {}
    return {str(team.team_id): team.name for team in people.teams(db.session())}


def _team() -> str:
    return request.args.get("team", "")


def _query() -> str:
    """What the links of a page carry on, with its question mark."""
    asked, team = request.args.get("attempts", ""), _team()
    parts = [f"attempts={asked}"] if asked in list(Population) else []
    parts += [f"team={team}"] if team.isascii() and team.isdigit() else []
    return "?" + "&".join(parts) if parts else ""
