"""What is different between two versions of quizzes, courses and pages, in plain words, and what to call it.

It must not know where versions are kept, nor decide for the author: the label is a proposal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.domain import fingerprints, likeness
from lms.domain.courses import Course
from lms.domain.fingerprints import Weight
from lms.domain.quizzes import Item, Quiz

_LONGEST_NAME = 80


class Label(StrEnum):
    """What an author calls a release."""

    TYPO = "typo"
    CLARIFICATION = "clarification"
    SUBSTANTIVE = "substantive"


class Kind(StrEnum):
    """What happened to one thing."""

    ADDED = "added"
    REMOVED = "removed"
    RETIRED = "retired"
    MEANING = "meaning"
    WORDING = "wording"
    COSMETIC = "cosmetic"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `place` is the title of the quiz, lesson or course; `words` is a sentence."""

    place: str
    kind: Kind
    words: str
    slip: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under one heading; the text before the first heading has an empty one."""

    heading: str
    text: str


def propose(changes: Iterable[Change]) -> Label:
    """The label that fits: only looks and spelling, wording, or more than that."""
    found = list(changes)
    if any(change.kind not in (Kind.COSMETIC, Kind.WORDING) for change in found):
        return Label.SUBSTANTIVE
    if any(change.kind is Kind.WORDING and not change.slip for change in found):
        return Label.CLARIFICATION
    return Label.TYPO


def quiz_changes(old: Quiz | None, new: Quiz | None) -> tuple[Change, ...]:
    """What happened to a quiz; None is a quiz that is not there."""
    if old is None or new is None:
        return _whole("quiz", old.title if old else None, new.title if new else None)
    found = [
        *_text_change(new.title, "title", old.title, new.title),
        *_text_change(new.title, "introduction", old.intro, new.intro),
    ]
    rules = (
        ("pass mark", f"{old.pass_mark}%", f"{new.pass_mark}%"),
        ("draw of questions", old.pick, new.pick),
        ("number of attempts", old.attempts, new.attempts),
        ("moment at which answers are shown", old.show_answers, new.show_answers),
        ("attempt that counts", old.grade_by, new.grade_by),
        ("time limit", old.time_limit, new.time_limit),
        ("layout of pages", old.layout, new.layout),
        ("question how sure people are", old.asks_confidence, new.asks_confidence),
        ("course", old.course, new.course),
        (
            "shuffling",
            (old.shuffle_questions, old.shuffle_options),
            (new.shuffle_questions, new.shuffle_options),
        ),
    )
    found += _rules(new.title, rules)
    return (*found, *item_changes(new.title, old.items, new.items))


def item_changes(place: str, old: Sequence[Item], new: Sequence[Item]) -> tuple[Change, ...]:
    """What happened to the items of one quiz or page, matched by their ids."""
    before = {item.id: item for item in old}
    after = {item.id: item for item in new}
    found: list[Change] = []
    for item_id, item in after.items():
        if item_id not in before:
            found.append(Change(place, Kind.ADDED, f"Question “{_name(item)}” was added."))
        else:
            found += _item(place, before[item_id], item)
    found += [
        Change(place, Kind.REMOVED, f"Question “{_name(item)}” was removed.")
        for item_id, item in before.items()
        if item_id not in after
    ]
    kept = [item_id for item_id in before if item_id in after]
    if kept != [item_id for item_id in after if item_id in before]:
        found.append(Change(place, Kind.COSMETIC, "The questions stand in another order."))
    return tuple(found)


def course_changes(old: Course | None, new: Course | None) -> tuple[Change, ...]:
    """What happened to a course beside the text of its lessons; None is a course that is not there."""
    if old is None or new is None:
        return _whole("course", old.title if old else None, new.title if new else None)
    place = new.title
    found = [
        *_text_change(place, "title", old.title, new.title),
        *_text_change(place, "summary", old.summary, new.summary),
        *_text_change(place, "introduction", old.intro, new.intro),
        *_text_change(place, "audience", old.audience, new.audience),
    ]
    found += _rules(
        place,
        (
            ("pass mark", f"{old.pass_mark}%", f"{new.pass_mark}%"),
            ("time that its certificate is valid", old.validity, new.validity),
            ("list of courses that it needs", old.needs, new.needs),
            ("final quiz", old.final_quiz, new.final_quiz),
            ("refresher", old.refresher, new.refresher),
        ),
    )
    found += _listed(place, "Module", _modules(old), _modules(new))
    found += _listed(place, "Lesson", _lessons(old), _lessons(new))
    checks = {lesson.slug: lesson for lesson in old.lessons()}
    for lesson in new.lessons():
        before = checks.get(lesson.slug)
        if before is not None:
            found += item_changes(lesson.title, before.checks, lesson.checks)
            if before.optional is not lesson.optional:
                words = "optional" if lesson.optional else "required"
                found.append(Change(place, Kind.RULES, f"Lesson “{lesson.title}” is now {words}."))
    return tuple(found)


def section_changes(place: str, old: Sequence[Section], new: Sequence[Section]) -> tuple[Change, ...]:
    """What happened to the text of a page, section by section."""
    pairs = likeness.match([one.heading for one in old], [one.heading for one in new])
    found: list[Change] = []
    for at, section in enumerate(old):
        if at not in pairs:
            found.append(Change(place, Kind.REMOVED, f"{_section(section)} was removed."))
            continue
        other = new[pairs[at]]
        old_text, new_text = (f"{one.heading}\n{one.text}" for one in (section, other))
        if old_text != new_text:
            found.append(_text(place, _section(other), old_text, new_text))
    added = [section for at, section in enumerate(new) if at not in pairs.values()]
    found += [Change(place, Kind.ADDED, f"{_section(section)} was added.") for section in added]
    return tuple(found)


def _section(section: Section) -> str:
    return f"Section “{section.heading}”" if section.heading else "The text at the top"


def _whole(what: str, old: str | None, new: str | None) -> tuple[Change, ...]:
    if new is not None:
        return (Change(new, Kind.ADDED, f"The {what} was added."),)
    return (Change(old, Kind.REMOVED, f"The {what} was removed."),) if old is not None else ()


def _text(place: str, what: str, old: str, new: str) -> Change:
    """A change of a text that is there before and after."""
    if likeness.same_words(old, new):
        return Change(place, Kind.COSMETIC, f"{what} has other spacing or punctuation.")
    if likeness.is_slip(old, new):
        return Change(place, Kind.WORDING, f"{what} has a corrected spelling.", slip=True)
    return Change(place, Kind.WORDING, f"{what} has other words.")


def _text_change(place: str, what: str, old: str, new: str) -> list[Change]:
    return [] if old == new else [_text(place, f"The {what}", old, new)]


def _rules(place: str, rules: Iterable[tuple[str, object, object]]) -> list[Change]:
    found = []
    for what, old, new in rules:
        if old != new:
            plain = isinstance(old, str) and isinstance(new, str) and old.endswith("%")
            how = f"changed from {old} to {new}" if plain else "changed"
            found.append(Change(place, Kind.RULES, f"The {what} {how}."))
    return found


def _item(place: str, old: Item, new: Item) -> list[Change]:
    found = []
    name = _name(new)
    if old.retired_on != new.retired_on:
        back = new.retired_on is None
        words = "is asked again" if back else "was retired"
        found.append(Change(place, Kind.ADDED if back else Kind.RETIRED, f"Question “{name}” {words}."))
    for change in fingerprints.compare(old, new):
        kind = {Weight.MEANING: Kind.MEANING, Weight.COSMETIC: Kind.COSMETIC}.get(change.weight, Kind.WORDING)
        slip = change.weight is Weight.SLIP
        found.append(Change(place, kind, f"Question “{name}” {change.words}.", slip=slip))
    return found


def _name(item: Item) -> str:
    """A question as a list names it: its first words."""
    text = " ".join(item.text.split())
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1].rstrip()}…"


def _modules(course: Course) -> dict[str, str]:
    return {module.slug: module.title for module in course.modules}


def _lessons(course: Course) -> dict[str, str]:
    return {lesson.slug: lesson.title for lesson in course.lessons()}


def _listed(place: str, what: str, old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    found = [
        Change(place, Kind.ADDED, f"{what} “{title}” was added.")
        for slug, title in new.items()
        if slug not in old
    ]
    found += [
        Change(place, Kind.REMOVED, f"{what} “{title}” was removed.")
        for slug, title in old.items()
        if slug not in new
    ]
    for slug, title in new.items():
        if slug in old and old[slug] != title:
            found.append(_text(place, f"{what} “{title}”", old[slug], title))
    if not found and list(old) != list(new):
        found.append(Change(place, Kind.RULES, f"The {what.lower()}s stand in another order."))
    return found
