"""Which quizzes are held to the limit of blind passes, and in which words."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from lms.content import lint_guessing, reading
from lms.content.check import check
from lms.content.quizzes import QuizDraft
from lms.content.reading import Files
from lms.domain.guessing import Blind
from lms.domain.odds import Clicker
from tests.content.folders import COURSE, QUIZ, listening

DECIDES = COURSE.replace("minutes: 10", "minutes: 10\ncertificate: valid for 12 months")
LIMITED = QUIZ.replace("course: listening", "course: listening\nattempts: 1")


@pytest.mark.parametrize(
    ("course", "quiz", "codes"),
    [
        (COURSE, QUIZ, []),
        (COURSE, LIMITED, ["D407"]),
        (DECIDES, QUIZ, ["D407"]),
        (COURSE.replace("minutes: 10", "minutes: 10\nattempts: 2"), QUIZ, ["D407"]),
        (COURSE, LIMITED.replace("attempts: 1", "attempts: 1\npick:\n  - 4 from questions"), ["D402"]),
        (COURSE, LIMITED.replace("attempts: 1", "attempts: 1\npick:\n  - some"), ["D401"]),
    ],
    ids=["practice", "limited", "decides", "limited by its course", "cannot be drawn", "draw not read"],
)
def test_a_quiz_for_practice_is_left_out(course: str, quiz: str, codes: list[str], tmp_path: Path) -> None:
    problems = check(listening(tmp_path, course=course, quiz=quiz))
    assert [problem.code for problem in problems if problem.code.startswith("D")] == codes


def test_the_limit_can_be_moved(tmp_path: Path) -> None:
    root = listening(tmp_path, quiz=LIMITED)
    assert "D407" not in {problem.code for problem in check(root, most_guess=Fraction(1, 2))}
    (found,) = [problem for problem in check(root, most_guess=Fraction(49, 100)) if problem.code == "D407"]
    assert found.message == (
        "Somebody who clicks without reading passes this quiz with a chance of 50%. The most we allow is 49%."
    )


def blind(once: str, attempts: int | None, *, papers: int = 0) -> Blind:
    share = Fraction(once)
    ever = Fraction(share > 0) if attempts is None else 1 - (1 - share) ** attempts
    return Blind(Clicker.CHANCE, Fraction(1, 4), share, ever, attempts, papers, 0.002 if papers else 0.0)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (blind("0", 3), "Nobody passes this quiz without reading."),
        (
            blind("0.001", 3),
            "Somebody who clicks without reading passes one of 3 attempts with a chance of 0.3% (0.1% each).",
        ),
        (
            blind("0.001", None),
            "Somebody who clicks without reading passes one attempt with a chance of 0.1%; "
            "the quiz can be taken as often as one likes, so that passing is only a matter of time.",
        ),
        (
            blind("0.05", 1, papers=64),
            "Somebody who clicks without reading passes this quiz with a chance of 5% "
            "(± 0.2%, from 64 papers).",
        ),
    ],
)
def test_chances_are_told_in_words(found: Blind, words: str) -> None:
    assert lint_guessing.sentence(found) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [
        ("0", "0%"),
        ("0.0000004", "under 0.0001%"),
        ("0.00034", "0.034%"),
        ("0.0012345", "0.12%"),
        ("0.123", "12%"),
        ("1", "100%"),
    ],
)
def test_a_share_has_two_figures_that_count(share: str, words: str) -> None:
    assert lint_guessing.percent(Fraction(share)) == words


def test_nothing_is_told_of_a_quiz_that_cannot_be_drawn() -> None:
    impossible = LIMITED.replace("attempts: 1", "attempts: 1\npick:\n  - 4 from questions")
    for text, told in ((impossible, False), (LIMITED, True)):
        draft = reading.parse("quizzes/listening.md", text.encode()).draft
        assert isinstance(draft, QuizDraft)
        files = Files.of({"quizzes/listening.md": draft}, {}, frozenset(["quizzes/listening.md"]))
        assert bool(lint_guessing.words(files, draft)) is told


@pytest.mark.parametrize(
    ("course", "words"),
    [
        (DECIDES, "The certificate that depends on it could never be awarded."),
        (COURSE, "It is finished by handing it in."),
    ],
)
def test_a_quiz_in_which_nothing_earns_a_mark_is_said_to_be_one(course: str, words: str) -> None:
    own = "## What would you change? {#own}\n\n**Model answer:** Say it sooner.\n\n**Marked by:** self\n"
    texts = {"courses/listening/course.md": course, "quizzes/listening.md": QUIZ[: QUIZ.index("## ")] + own}
    drafts = {path: reading.parse(path, text.encode()).draft for path, text in texts.items()}
    files = Files.of({path: draft for path, draft in drafts.items() if draft}, {}, frozenset(texts))
    told = lint_guessing.words(files, files.quizzes["quizzes/listening.md"])
    assert told == f"Nothing in this quiz earns a mark, so nobody can pass it. {words}"


def test_where_the_first_attempt_counts_there_is_one_chance(tmp_path: Path) -> None:
    quiz = LIMITED.replace("attempts: 1", "attempts: 3\ngrade: first")
    (found,) = [one for one in check(listening(tmp_path, quiz=quiz)) if one.code == "D407"]
    assert found.message.startswith(
        "Somebody who clicks without reading passes this quiz with a chance of 50%."
    )
