"""Owns what the page of a lesson says: its text with the checks in place, the list beside it, where it leads.

It must not know the database or how pages are kept: `frames` keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from lms.content.library import CheckPart, HtmlPart, Library
from lms.content.spoken import Spoken, Tongue
from lms.domain.courses import Course
from lms.domain.permissions import Role
from lms.domain.progress import NextStep
from lms.domain.quizzes import Item
from lms.queries import checks, conversations
from lms.queries.conversations import Stage
from lms.queries.learning import CarryOn
from lms.queries.results import ResultItem
from lms.queries.sheets import SheetItem
from lms.web import rendering, tongues
from lms.web.learn.frames import Key
from lms.web.tongues import Reading

_NOTHING = {"gaps": "Fill at least one gap", "ordering": "Give the steps their places"}
HELD = "You have an attempt open that asks this question. Hand it in, and this check tells you"
_WRITTEN = ("short_text", "number", "reflection")


@dataclass(frozen=True, slots=True)
class Place:
    """An address and its name, with the language that the name is in where a page has to say so."""

    href: str
    title: str
    said: Tongue | None = None


@dataclass(frozen=True, slots=True)
class ListedLesson:
    """One line of the module's list."""

    href: str
    title: str
    minutes: int
    read: bool
    current: bool
    said: Tongue | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A check on the page: open, answered (`result`), or sent without an answer (`error`).

    `level` is that of the heading of its result; `fresh` = somebody asked to try it again.
    """

    sheet: SheetItem
    result: ResultItem | None = None
    error: str | None = None
    fresh: bool = False
    level: int = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the lesson: text, or a check."""

    html: str
    check: Check | None


def lesson_address(course: str, lesson: str) -> str:
    """Where a lesson is."""
    return f"/courses/{course}/{lesson}"


def quiz_address(quiz: str) -> str:
    """Where a quiz starts."""
    return f"/quizzes/{quiz}"


def step_address(course: str, step: NextStep) -> str:
    """Where the next step of a course is; the course itself when there is none."""
    if step.lesson is not None:
        return lesson_address(course, step.lesson)
    return f"/courses/{course}" if step.quiz is None else quiz_address(step.quiz)


def carry_on_address(there: CarryOn) -> str:
    """Where "Carry on" leads."""
    return step_address(there.course_slug, NextStep(there.lesson_slug, there.quiz_slug))


def first_step(library: Library, slugs: Sequence[str]) -> CarryOn | None:
    """Where somebody starts who has not begun any of these courses: the first lesson of the first course."""
    for slug in slugs:
        for lesson in library.course(slug).lessons():
            return CarryOn(slug, lesson.slug, None, lesson.title)
    return None


def following(spoken: Spoken, library: Library, course: Course, slug: str) -> Place:
    """What comes after a lesson in the order of the course: a lesson, a quiz, at the end the course itself.

    Raises: UnknownLesson.
    """
    module = course.module_of(slug)
    if module.lessons[-1].slug == slug and module.quiz is not None:
        return _quiz_place(spoken, library, module.quiz)
    after = course.after(slug)
    if after is not None:
        said = spoken.lesson(course.slug, after.slug)
        return Place(lesson_address(course.slug, after.slug), after.title, said)
    if course.final_quiz is not None:
        return _quiz_place(spoken, library, course.final_quiz)
    return Place(f"/courses/{course.slug}", course.title, spoken.course(course.slug))


def _quiz_place(spoken: Spoken, library: Library, slug: str) -> Place:
    return Place(quiz_address(slug), library.quiz(slug).quiz.title, spoken.quiz(slug))


def nothing_given(sheet: SheetItem) -> str:
    """What to do, for somebody who sent a check without an answer."""
    return _NOTHING.get(sheet.kind, "Write an answer" if sheet.kind in _WRITTEN else "Choose an answer")


def first_scene(spoken: Spoken, course: str, lesson: str) -> Stage | None:
    """How a conversation begins; None for a lesson that is none. Raises: UnknownLesson."""
    conversation = spoken.library.lesson(course, lesson).conversation
    if conversation is None:
        return None
    return conversations.stage(conversation, (), spoken.conversation(course, lesson, conversation))


def find_check(library: Library, course: str, lesson: str, item_id: str) -> Item | None:
    """The check with this id in a lesson. Raises: UnknownCourse, UnknownLesson."""
    for part in library.lesson(course, lesson).parts:
        if isinstance(part, CheckPart) and part.item.id == item_id:
            return part.item
    return None


def key(library: Library, course: str, lesson: str, read: Set[str], role: Role, language: str = "") -> Key:
    """All that the page of a lesson depends on: of the lessons read, those of its own module.

    Raises: UnknownCourse, UnknownLesson.
    """
    library.lesson(course, lesson)
    found = library.course(course)
    for module in found.modules:
        slugs = [one.slug for one in module.lessons]
        if lesson in slugs:
            seen = frozenset(slug for slug in slugs if slug in read)
            return library.generation, course, lesson, seen, role, language
    return library.generation, course, lesson, frozenset(), role, language


def text(
    reading: Reading,
    course_slug: str,
    lesson_slug: str,
    read: Set[str],
    answered: Mapping[str, Check] | None = None,
    **values: object,
) -> str:
    """The whole page of a lesson; `answered` holds the checks that are not in their first state.

    A conversation shows its first scene: the rest of it is played at addresses of its own. What is
    translated into the language of `reading` is in it.

    Raises: UnknownCourse, UnknownLesson.
    """
    library, spoken = reading.shown, reading.spoken
    course = library.course(course_slug)
    said = spoken.lesson(course_slug, lesson_slug)
    here = lesson_address(course_slug, lesson_slug)
    about = {
        "said": said,
        "note": tongues.note(reading, said, here, lambda words: (course_slug, lesson_slug) in words.lessons),
        "course_said": spoken.course(course_slug),
        "tail": reading.tail,
        **values,
    }
    if _is_transcript(course, lesson_slug):
        found = library.lesson(course_slug, lesson_slug)
        return rendering.text("learn/transcript.html", course=course, transcript=found, **about)
    lesson = course.find(lesson_slug)
    module = course.module_of(lesson_slug)
    before = course.before(lesson_slug)
    parts = _parts(library, course_slug, lesson_slug, answered or {}, said)
    return rendering.text(
        "learn/lesson.html",
        course=course,
        lesson=lesson,
        module=module,
        address=here,
        contents=[
            ListedLesson(
                lesson_address(course_slug, one.slug),
                one.title,
                one.minutes,
                one.slug in read,
                one.slug == lesson_slug,
                spoken.lesson(course_slug, one.slug),
            )
            for one in module.lessons
        ],
        parts=parts,
        errors=[
            (f"#check-{part.check.sheet.item_id}-1", part.check.error)
            for part in parts
            if part.check is not None and part.check.error is not None
        ],
        stage=first_scene(spoken, course_slug, lesson_slug),
        is_read=lesson_slug in read,
        previous=None
        if before is None
        else Place(
            lesson_address(course_slug, before.slug), before.title, spoken.lesson(course_slug, before.slug)
        ),
        following=following(spoken, library, course, lesson_slug),
        module_quiz=None if module.quiz is None else _quiz_place(spoken, library, module.quiz),
        module_said=spoken.modules(course_slug),
        **about,
    )


def _is_transcript(course: Course, slug: str) -> bool:
    """Whether a page belongs to the course without being one of its lessons: the words of a video."""
    return all(lesson.slug != slug for lesson in course.lessons())


def _parts(
    library: Library, course: str, lesson: str, answered: Mapping[str, Check], said: Tongue | None
) -> list[Part]:
    made: list[Part] = []
    # The heading of a result goes one step below the headings of the text, or straight below the title.
    level = 2
    for part in library.lesson(course, lesson).parts:
        match part:
            case HtmlPart():
                if "<h2" in part.html:
                    level = 3
                made.append(Part(part.html, None))
            case CheckPart():
                known = answered.get(part.item.id) or Check(checks.sheet(part.item))
                made.append(Part("", replace(_tagged(known, said), level=level)))
    return made


def _tagged(check: Check, said: Tongue | None) -> Check:
    """The check with the language that it is in, where a page has to say so."""
    if said is None:
        return check
    result = check.result
    if result is not None:
        result = replace(result, lang=said.code, direction=said.direction)
    sheet = replace(check.sheet, lang=said.code, direction=said.direction)
    return replace(check, sheet=sheet, result=result)
