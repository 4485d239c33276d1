"""Slips and other ways to write the same thing: each is read as meant, or named with its code."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.content import courses, quizzes
from lms.domain.courses import Validity
from lms.domain.quizzes import AttemptPolicy, MultipleResponse, ShowAnswers, SingleChoice

COURSE = "---\ntitle: T\nsummary: s\naudience: a\n{}\n---\n\n## Modules\n\n1. M\n   - [L](01-a/01-b.md)\n"
QUIZ = "---\ntitle: T\ncourse: c\n{}\n---\n\n{}"
BOXES = "- [x] a\n- [ ] b\n"


def course(setting: str) -> tuple[courses.CourseDraft, list[str]]:
    draft, problems = courses.read_course("courses/c/course.md", COURSE.format(setting))
    assert draft is not None
    return draft, [problem.code for problem in problems]


def quiz(setting: str, text: str = "") -> tuple[quizzes.QuizDraft, list[str]]:
    draft, problems = quizzes.read_quiz("quizzes/q.md", QUIZ.format(setting, text))
    assert draft is not None
    return draft, [problem.code for problem in problems if problem.code != "Q319"]


@pytest.mark.parametrize(
    ("written", "validity"),
    [
        ("none", None),
        ("does not expire", Validity()),
        ("valid for 2 years", Validity(months=24)),
        ("valid for 6 months", Validity(months=6)),
        ("valid for 3 weeks", Validity(days=21)),
        ("valid for 90 days.", Validity(days=90)),
    ],
)
def test_how_long_a_certificate_counts(written: str, validity: Validity | None) -> None:
    draft, problems = course(f"certificate: {written}")
    assert (draft.validity, problems) == (validity, [])


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("certificate: valid for a year", "F108"),
        ("refresher: a film", "F108"),
        ("reviewed: last May", "F108"),
        ("reviewed: 14 May 2026, every 3 days", "F108"),
        ("reviewed: 31 February 2026", "F108"),
        ("reviewed: 14 Foo 2026", "F108"),
        ("attempts: a few", "F108"),
        ("attempts: 0", "F108"),
        ("minutes: some", "F107"),
        ("pass mark: 120%", "F107"),
    ],
)
def test_a_setting_of_another_shape_is_named(setting: str, code: str) -> None:
    assert course(setting)[1] == [code]


@pytest.mark.parametrize(
    ("written", "policy"),
    [
        ("unlimited", AttemptPolicy()),
        ("3", AttemptPolicy(allowed=3)),
        ("2, then wait 4 hours", AttemptPolicy(allowed=2, wait=timedelta(hours=4))),
        ("2, wait 1 week", AttemptPolicy(allowed=2, wait=timedelta(weeks=1))),
    ],
)
def test_how_often_a_quiz_may_be_tried(written: str, policy: AttemptPolicy) -> None:
    assert quiz(f"attempts: {written}", f"## Q {{#q}}\n\n{BOXES}")[0].attempts == policy


def test_settings_of_a_quiz_that_are_no_choice_are_named() -> None:
    for setting in ("show answers: sometimes", "shuffle options: perhaps", "marking: kind"):
        assert quiz(setting)[1] == ["F107"]
    assert quiz("show answers: at once\nshuffle options: no")[0].show_answers is ShowAnswers.AT_ONCE


@pytest.mark.parametrize(
    ("labels", "codes"),
    [
        ("**Difficulty:** awful\n", ["F107"]),
        ("**Marks:** many\n", ["F107"]),
        ("**Retired:** soon\n", ["F107"]),
        ("**Order:** any\n", ["F107"]),
        ("**Choose:** some\n", ["F107"]),
        ("**Choose:** one\n", []),
        ("**Marks:** 3\n**Difficulty:** hard\n**Order:** fixed\n**Retired:** 1 May 2026\n", []),
        ("**Marking:** by weight\n", ["F107"]),
    ],
)
def test_labels_of_a_question(labels: str, codes: list[str]) -> None:
    assert quiz("", f"## Q {{#q}}\n\n{BOXES}\n{labels}")[1] == codes


def test_a_number_of_answers_makes_a_multiple_response() -> None:
    several = quiz("", f"## Q {{#q}}\n\n**Choose:** two\n\n{BOXES}")[0].questions[0].item
    single = quiz("", f"## Q {{#q}}\n\n**Choose:** 1\n\n{BOXES}")[0].questions[0].item
    assert isinstance(several, MultipleResponse)
    assert isinstance(single, SingleChoice)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("**Choose:** one\n\n- [x] a\n- [x] b\n- [ ] c\n", ["Q306"]),
        ("- [x] (50%) a\n- [ ] b\n", ["Q330"]),
        ("- [x] a\n- [x] b\n- [ ] (50%) c\n", ["Q330"]),
        ("**Match:**\n\n| a | b | c |\n|---|---|---|\n| d | e | f |\n", ["Q321"]),
        ("**Match:**\n\n| a | b |\n|---|---|\n| c | d |\n| e | |\n| | |\n| f | g |\n", ["Q311"]),
        ("**Match:**\n\n| a | b |\n|---|---|\n| c | d |\n| c | e |\n", ["Q309"]),
        ("- [x] a\n- [ ] b\n\n**Foo:** bar\n", ["Q316"]),
        ("- [x] a\n- [ ] b\n\nLost words.\n\nMore.\n", ["Q316"]),
        ("- [x] a\n  > f\n  and on\n- [ ] b\n  > If missed: g\n  and on\n", []),
    ],
)
def test_slips_in_answers(text: str, codes: list[str]) -> None:
    assert quiz("", f"## Q {{#q}}\n\n{text}")[1] == codes


def test_lists_of_modules_in_other_shapes() -> None:
    text = COURSE.replace("1. M\n   - [L](01-a/01-b.md)", "### Heading\n\n- [L](01-a/01-b.md)")
    draft, problems = courses.read_course("courses/c/course.md", text.format("minutes: 3"))
    assert problems == []
    assert draft is not None
    assert [module.title for module in draft.modules] == ["Heading"]
    alone, _ = courses.read_course("courses/c/course.md", text.replace("### Heading\n\n", "").format(""))
    assert alone is not None
    assert [module.title for module in alone.modules] == ["T"]
    for slip in ("- words", "1. Empty\n2. Two\n   - [L](01-a/01-b.md)"):
        _, found = courses.read_course(
            "courses/c/course.md", COURSE.replace("   - [L]", f"{slip}\n   - [L]").format("")
        )
        assert [problem.code for problem in found] == ["F111"]
    twice = "- [A](../../quizzes/a.md)\n   - [B](../../quizzes/b.md)\n   - [L](02-b/02-b.md)\n   - [L]"
    _, found = courses.read_course("courses/c/course.md", COURSE.replace("- [L]", twice).format(""))
    assert [problem.code for problem in found] == ["F111", "F111"]
