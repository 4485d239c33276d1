"""D407: a quiz that decides something and that somebody who reads nothing passes too often.

It must not know how chance is reckoned.
"""

from __future__ import annotations

from fractions import Fraction

from lms.content import includes, lint_quizzes
from lms.content.assemble import PASS_MARK
from lms.content.problems import Problem, Report
from lms.content.quizzes import QuizDraft
from lms.content.reading import Files
from lms.domain import guessing
from lms.domain.drawing import DrawImpossible
from lms.domain.guessing import Blind
from lms.domain.quizzes import AttemptPolicy, Quiz

# One in a thousand, where nobody has said otherwise.
MOST = Fraction(1, 1000)


def check(files: Files, most: Fraction = MOST) -> list[Problem]:
    """D407 for each quiz that is passed blindly more often than `most` (0 to 1), over all its attempts.

    A quiz for practice is left out: one that may be taken as often as one likes and that no certificate
    depends on.
    """
    found: list[Problem] = []
    for draft in files.quizzes.values():
        quiz = as_quiz(files, draft)
        if quiz is None:
            continue
        if quiz.attempts.allowed is None and not lint_quizzes.decides(files, draft):
            continue
        try:
            worst = guessing.guess(quiz).worst
        except DrawImpossible:
            # D402 to D405 say what is wrong with the draw.
            continue
        if worst.ever > most:
            report = Report(draft.path)
            line = draft.picks[0].entry.line if draft.picks else 1
            fix = "Add questions, raise the pass mark, or allow fewer attempts."
            over = "The most we allow" if worst.attempts == 1 else "The most we allow over all attempts"
            report.add("D407", line, f"{sentence(worst)} {over} is {percent(most)}.", fix)
            found += report.found
    return found


def as_quiz(files: Files, draft: QuizDraft) -> Quiz | None:
    """What decides the chances of a draft, with what it includes; None while it cannot be marked."""
    included = includes.included_quizzes(files, draft)
    items = [found.item for source in (draft, *(included or ())) for found in source.questions]
    names = {item.id for item in items}
    if included is None or not draft.sound or not draft.picks_whole or not items or len(names) < len(items):
        return None
    slug = draft.course.text if draft.course is not None else ""
    course = next((course for course in files.courses.values() if course.slug == slug), None)
    pass_mark = draft.pass_mark if draft.pass_mark is not None else course.pass_mark if course else None
    return Quiz(
        slug=draft.slug,
        title=draft.title,
        course=slug,
        items=tuple(items),
        pass_mark=PASS_MARK if pass_mark is None else pass_mark,
        pick=tuple(pick.rule for pick in draft.picks),
        attempts=draft.attempts or (course.attempts if course else None) or AttemptPolicy(),
        grade_by=draft.grade_by,
    )


def words(files: Files, draft: QuizDraft) -> str:
    """What the editor says beside a quiz: the grade and the chance of a blind clicker; "" while in doubt."""
    quiz = as_quiz(files, draft)
    try:
        guess = None if quiz is None else guessing.guess(quiz)
    except DrawImpossible:
        guess = None
    if guess is None:
        return ""
    if quiz is not None and not guessing.can_earn(quiz):
        unmarked = "Nothing in this quiz earns a mark, so nobody can pass it."
        if lint_quizzes.decides(files, draft):
            return f"{unmarked} The certificate that depends on it could never be awarded."
        return f"{unmarked} It is finished by handing it in."
    chance = guess.chance
    expected = f"Whoever clicks without reading can expect {percent(chance.expected)} of the marks."
    return f"{expected} {sentence(guess.worst)}"


def sentence(blind: Blind) -> str:
    """How often somebody who reads nothing passes, and how well we know it."""
    if not blind.once:
        return "Nobody passes this quiz without reading."
    once = percent(blind.once)
    error = f" (± {percent(Fraction(blind.error))}, from {blind.papers} papers)" if blind.papers else ""
    if blind.attempts == 1:
        return f"Somebody who clicks without reading passes this quiz with a chance of {once}{error}."
    if blind.attempts is None:
        again = "the quiz can be taken as often as one likes, so that passing is only a matter of time"
        return (
            f"Somebody who clicks without reading passes one attempt with a chance of {once}{error}; {again}."
        )
    return (
        f"Somebody who clicks without reading passes one of {blind.attempts} attempts with a chance of "
        f"{percent(blind.ever)} ({once} each{error})."
    )


def percent(share: Fraction) -> str:
    """A share for people, with two figures that count: "12%", "0.34%", "under 0.0001%"."""
    value = float(share * 100)
    if value >= 10:
        return f"{value:.0f}%"
    if 0 < value < 0.0001:
        return "under 0.0001%"
    return f"{float(f'{value:.2g}'):.4f}".rstrip("0").rstrip(".") + "%"
