"""How far somebody is in a course: lessons read and quizzes passed, and what comes next.

It must not know where reading was recorded.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from lms.domain.courses import Course


@dataclass(frozen=True, slots=True)
class NextStep:
    """Where "Carry on" leads: a lesson, or a quiz; neither = the course is done."""

    lesson: str | None = None
    quiz: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Optional lessons count neither as done nor as to do. `minutes_left` is of unread lessons."""

    lessons_done: int
    lessons_total: int
    quizzes_done: int
    quizzes_total: int
    minutes_left: int
    next_step: NextStep

    @property
    def finished(self) -> bool:
        return self.lessons_done == self.lessons_total and self.quizzes_done == self.quizzes_total


def progress(course: Course, read: Set[str], passed: Set[str], *, by_quiz: bool = False) -> Progress:
    """Measure one person's way through a course from the slugs of lessons read and of quizzes passed.

    `by_quiz` = a refresher that is done by the final quiz alone; the lessons are there to look things up.
    """
    lessons = [lesson for lesson in course.lessons() if not lesson.optional]
    unread = [lesson for lesson in lessons if lesson.slug not in read]
    quizzes = course.quizzes()
    return Progress(
        lessons_done=len(lessons) - len(unread),
        lessons_total=len(lessons),
        quizzes_done=sum(1 for quiz in quizzes if quiz in passed),
        quizzes_total=len(quizzes),
        minutes_left=sum(lesson.minutes for lesson in unread),
        next_step=next_step(course, read, passed, by_quiz=by_quiz),
    )


def next_step(course: Course, read: Set[str], passed: Set[str], *, by_quiz: bool = False) -> NextStep:
    """The first thing still to do, in the order in which the course is written.

    A module's quiz comes after its lessons; the final quiz comes last. Whoever has passed the final
    quiz owes nothing any more: the course stays open to look things up.
    """
    if course.final_quiz is not None and course.final_quiz in passed:
        return NextStep()
    if by_quiz and course.final_quiz is not None:
        return NextStep(quiz=course.final_quiz)
    for module in course.modules:
        for lesson in module.lessons:
            if lesson.slug not in read and not lesson.optional:
                return NextStep(lesson=lesson.slug)
        if module.quiz is not None and module.quiz not in passed:
            return NextStep(quiz=module.quiz)
    return NextStep(quiz=course.final_quiz)
