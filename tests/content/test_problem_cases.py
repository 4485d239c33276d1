"""Every problem code has a file that shows it and a file that does not, under tests/library/."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from pathlib import Path

import pytest

from lms.content.check import check
from lms.content.problems import CODES, ERRORS, NOTES, WARNINGS, level_of
from tests.content import pasts

LIBRARY = Path(__file__).resolve().parent.parent / "library"
KEYS = ("path", "line", "column", "code", "level", "message", "fix")
CASES = sorted(path.parent for path in LIBRARY.glob("*/*/expected.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.relative_to(LIBRARY).as_posix())
def test_the_check_finds_exactly_what_the_case_expects(case: Path) -> None:
    expected = json.loads((case / "expected.json").read_text())
    today = date.fromisoformat(expected["today"]) if "today" in expected else None
    told = expected.get("history")
    past = None if told is None else pasts.past(case, told)
    problems = check(case, today=today, past=lambda files: past)
    found = [dataclasses.asdict(problem) for problem in problems]
    assert [{key: problem[key] for key in KEYS} for problem in found] == expected["problems"]


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_a_failing_and_a_passing_case(code: str) -> None:
    failing = json.loads((LIBRARY / code / "failing" / "expected.json").read_text())["problems"]
    passing = json.loads((LIBRARY / code / "passing" / "expected.json").read_text())["problems"]
    assert {problem["code"] for problem in failing} == {code}
    assert passing == []


def test_each_code_has_one_level() -> None:
    assert not ERRORS & WARNINGS
    assert not ERRORS & NOTES
    assert not WARNINGS & NOTES
    assert {level_of(code) for code in CODES} == {"error", "warning", "note"}


def test_a_code_outside_the_catalogue_is_refused() -> None:
    with pytest.raises(KeyError):
        level_of("X999")


def test_every_code_has_its_heading_in_the_manual() -> None:
    manual = (LIBRARY.parent.parent / "docs" / "authoring.md").read_text()
    headings = {line.removeprefix("#### ")[:4] for line in manual.splitlines() if line.startswith("#### ")}
    assert headings == CODES
