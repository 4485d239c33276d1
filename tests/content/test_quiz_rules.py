"""How a quiz is sat: time limits with a reason, the attempt that counts, the pages."""

from __future__ import annotations

import pytest

from lms.content import quiz_rules, quizzes, settings_block, source
from lms.content.problems import Report
from lms.content.settings_block import Settings
from lms.domain.quizzes import GradeBy, Layout, TimeLimit


def setting(line: str) -> tuple[Settings, Report]:
    report = Report("x.md")
    settings = settings_block.read(report, source.lines_of(f"---\n{line}\n---\n"), quizzes.SETTINGS)
    assert settings is not None
    return settings, report


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("30 minutes because a real call leaves no more", TimeLimit(30, "a real call leaves no more")),
        ("30 minutes, because a call is short.", TimeLimit(30, "a call is short.")),
        ("45 min because of the room booking", TimeLimit(45, "the room booking")),
        ("1 hour because calls end", TimeLimit(60, "calls end")),
        ("2 Hours Because calls end", TimeLimit(120, "calls end")),
        ("none", None),
        ("No limit.", None),
    ],
)
def test_a_time_limit_is_read_with_its_reason(text: str, limit: TimeLimit | None) -> None:
    settings, report = setting(f"time limit: {text}")
    assert quiz_rules.time_limit(report, settings) == limit
    assert report.found == []


@pytest.mark.parametrize(
    "text",
    ["30 minutes", "30", "30 minutes because", "30 minutes because ...", "0 minutes because of rain",
     "1441 minutes because of rain", "99 hours because of rain", "soon because I say so"],
)  # fmt: skip
def test_a_time_limit_without_a_reason_is_a_problem_and_no_limit(text: str) -> None:
    settings, report = setting(f"time limit: {text}")
    assert quiz_rules.time_limit(report, settings) is None
    assert [problem.code for problem in report.found] == ["F108"]
    assert "because" in report.found[0].message


def test_the_attempt_that_counts_is_the_highest_or_the_first_and_nothing_else() -> None:
    for text, wanted in (("highest", GradeBy.HIGHEST), ("First.", GradeBy.FIRST)):
        settings, report = setting(f"grade: {text}")
        assert (quiz_rules.grade_by(report, settings), report.found) == (wanted, [])
    for text in ("last", "average"):
        settings, report = setting(f"grade: {text}")
        assert quiz_rules.grade_by(report, settings) is GradeBy.HIGHEST
        assert [problem.code for problem in report.found] == ["F107"]


def test_the_layout_is_one_question_a_page_or_all_on_one() -> None:
    for text, wanted in (
        ("one a page", Layout.ONE_A_PAGE),
        ("One question per page", Layout.ONE_A_PAGE),
        ("all on one page", Layout.ALL_ON_ONE_PAGE),
    ):
        settings, report = setting(f"layout: {text}")
        assert (quiz_rules.layout(report, settings), report.found) == (wanted, [])
    settings, report = setting("layout: three columns")
    assert quiz_rules.layout(report, settings) is Layout.ONE_A_PAGE
    assert [problem.code for problem in report.found] == ["F107"]


def test_without_the_settings_nothing_changes() -> None:
    settings, report = setting("title: x")
    assert quiz_rules.time_limit(report, settings) is None
    assert quiz_rules.grade_by(report, settings) is GradeBy.HIGHEST
    assert quiz_rules.layout(report, settings) is Layout.ONE_A_PAGE
    assert report.found == []


def test_a_quiz_file_carries_its_rules() -> None:
    draft, problems = quizzes.read_quiz(
        "quizzes/x.md",
        "---\ntitle: X\ncourse: c\ntime limit: 20 minutes because calls end\ngrade: first\n"
        "layout: all on one page\nconfidence: yes\n---\n\n"
        "## Is it so? {#so}\n\n- [x] Yes\n- [ ] No\n\n**Why:** So it is.\n",
    )
    assert draft is not None
    assert problems == []
    assert draft.time_limit == TimeLimit(20, "calls end")
    assert (draft.grade_by, draft.layout, draft.asks_confidence) == (
        GradeBy.FIRST,
        Layout.ALL_ON_ONE_PAGE,
        True,
    )
