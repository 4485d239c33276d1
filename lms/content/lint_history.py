"""What only shows beside the past: renamed courses, changed keys, translations of what has changed since.

The past comes in as facts. It must not know where they are kept, nor what a trainer decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from lms.content import history, links
from lms.content.courses import CourseDraft
from lms.content.history import Answered, History, Moment, PublishedCourse
from lms.content.problems import Problem, Report
from lms.content.quizzes import QuizDraft
from lms.content.reading import Draft, Files
from lms.content.translations import TranslationDraft
from lms.content.values import Reviewed
from lms.domain import fingerprints, likeness
from lms.domain.fingerprints import Weight
from lms.domain.quizzes import Item, Marking, MultipleResponse, Ordering, OrderMarking


def check(files: Files, past: History) -> list[Problem]:
    """Every problem that files have with their past (F120, Q333, T604)."""
    found = _renamed(files, past.courses)
    for quiz in files.quizzes.values():
        found += _keys(quiz, past.answered.get(quiz.slug, {}))
    for path, draft in files.translations.items():
        found += _translation(files, draft, past.moments.get(path, ()), past.changed_on.get(draft.base))
    return found


def other_key(old: Item, new: Item) -> bool:
    """Whether something else is right now: another key, accepted answer, number, order or pair."""
    changes = fingerprints.compare(_plain(old), _plain(new))
    return any(change.weight is Weight.MEANING for change in changes)


def _plain(item: Item) -> Item:
    """An item without its weight and its rule of marking, which change a mark but not what is right."""
    item = replace(item, marks=1)
    match item:
        case MultipleResponse():
            return replace(item, marking=Marking.RIGHT_MINUS_WRONG)
        case Ordering():
            return replace(item, marking=OrderMarking.EACH_PLACE)
        case _:
            return item


def folders(files: Files) -> frozenset[str]:
    """The folder names of the courses that there are, also of one whose file cannot be read."""
    places = (path.split("/") for path in files.present)
    return frozenset(
        place[1] for place in places if len(place) == 3 and (place[0], place[2]) == ("courses", "course.md")
    )


def _renamed(files: Files, published: Mapping[str, PublishedCourse]) -> list[Problem]:
    """F120 on each course that nobody knows and that is like one which has gone."""
    found: list[Problem] = []
    here = folders(files)
    gone = {slug: course for slug, course in published.items() if slug not in here}
    for course in files.courses.values():
        if course.slug in published:
            continue
        slug = next((slug for slug, old in sorted(gone.items()) if _is_like(old, course)), None)
        if slug is not None:
            del gone[slug]
            report = Report(course.path)
            message = f'"{slug}" was published under this folder name before. Certificates point to it.'
            report.add("F120", 1, message, "Rename the folder back; change only the title.")
            found += report.found
    return found


def _is_like(old: PublishedCourse, new: CourseDraft) -> bool:
    """Whether a course is an old one in another folder: its title, or at least half of its lessons."""
    if old.title and likeness.same_words(old.title, new.title):
        return True
    listed = (link.path for module in new.modules for link in module.links if not link.is_quiz)
    lessons = {links.file_slug(path) for path in listed if path is not None}
    return bool(old.lessons) and 2 * len(old.lessons & lessons) >= max(len(old.lessons), len(lessons))


def _keys(quiz: QuizDraft, answered: Mapping[str, Answered]) -> list[Problem]:
    report = Report(quiz.path)
    for question in quiz.questions:
        before = answered.get(question.item.id)
        if before is not None and before.people and other_key(before.item, question.item):
            people = "1 person" if before.people == 1 else f"{before.people:,} people"
            report.add(
                "Q333",
                question.answer_line,
                f"The right answer has changed since {people} answered.",
                "Choose: it was a mistake (re-mark), or it is a new question.",
            )
    return report.found


def _translation(
    files: Files, draft: TranslationDraft, moments: tuple[Moment, ...], changed_on: date | None
) -> list[Problem]:
    english = _english(files, draft.base)
    if english is None or not moments:
        return []
    now = Moment(changed_on or moments[-1].on, history.units(english), history.units(draft))
    lines = {history.PAGE: 1, **{found.item.id: found.line for found in draft.questions}}
    checked = _checked(draft)
    report = Report(draft.path)
    for unit in now.own.keys() & now.english.keys():
        day = _changed_after(unit, (*moments, now))
        if day is not None and not (checked is not None and checked.on >= day):
            message = f"The English changed on {day.day} {day:%B %Y}, after this translation."
            report.add("T604", lines[unit], message, 'Check it, then press "Still right".')
    return sorted(report.found)


def _english(files: Files, path: str) -> Draft | None:
    return (
        files.quizzes.get(path)
        or files.lessons.get(path)
        or files.courses.get(path)
        or files.glossaries.get(path)
    )


def _checked(draft: TranslationDraft) -> Reviewed | None:
    """When somebody last said that a translation is still right."""
    return None if draft.reviewed is None else draft.reviewed


def _changed_after(unit: str, moments: tuple[Moment, ...]) -> date | None:
    """When the English words of a unit last changed, if its translation has not changed since.

    A unit that one of the two files did not have yet has no past.
    """
    first = next(
        (at for at, one in enumerate(moments) if unit in one.own and unit in one.english), len(moments) - 1
    )
    base, day = moments[first], None
    for before, after in zip(moments[first:], moments[first + 1 :], strict=False):
        if not likeness.same_words(before.own.get(unit, ""), after.own.get(unit, "")):
            base, day = after, None
        elif not likeness.same_words(before.english.get(unit, ""), after.english.get(unit, "")):
            day = after.on
    # Words that were changed and changed back are the words that were translated.
    if likeness.same_words(base.english.get(unit, ""), moments[-1].english.get(unit, "")):
        return None
    return day


def questions_of(files: Files, only: str | None = None) -> dict[str, dict[str, Item]]:
    """Quiz slug -> id -> item, of the quiz at one path or of all, for whoever looks up who answered them."""
    return {
        quiz.slug: {question.item.id: question.item for question in quiz.questions}
        for path, quiz in files.quizzes.items()
        if only in (None, path)
    }
