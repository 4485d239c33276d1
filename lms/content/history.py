"""What the past says about files: what was published, who answered which version, when words changed.

Somebody who knows the past fills it; without one, every rule has nothing to compare with. It must not know
where the past is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from lms.content import item_versions, reading, texts
from lms.content.courses import CourseDraft
from lms.content.glossary import GlossaryDraft
from lms.content.items import Found
from lms.content.lessons import LessonDraft, TextPart
from lms.content.quizzes import QuizDraft
from lms.content.reading import Draft
from lms.content.translations import TranslationDraft
from lms.domain.quizzes import Item

# What a translator does not write: it is taken from the English file.
_WITHOUT = (
    "kind id tags difficulty objective marks retired_on marking correct share fixed_order low high marked_by "
    "slug to support challenge ending minutes"
)
_NOT_WORDS = frozenset(_WITHOUT.split())
PAGE = ""


@dataclass(frozen=True, slots=True)
class PublishedCourse:
    """A course as it was when it was last published; `lessons` are the slugs of its lessons."""

    title: str
    lessons: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answered:
    """An item as it stood when `people` answered it."""

    item: Item
    people: int


@dataclass(frozen=True, slots=True)
class Moment:
    """What a file and its translation said on the day of one release, by unit as from `units`."""

    on: date
    english: Mapping[str, str]
    own: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class History:
    """The past of the files that are looked at.

    `courses` are by folder name, those that are there still may be left out. `answered` is quiz slug -> id of
    an item -> what people answered, if it can be told from what the item is now. `moments` is path of a
    translation -> its past, oldest first; `changed_on` says when an English file got the text that is looked
    at now, which may be newer than every release.
    """

    courses: Mapping[str, PublishedCourse] = field(default_factory=dict)
    answered: Mapping[str, Mapping[str, Answered]] = field(default_factory=dict)
    moments: Mapping[str, tuple[Moment, ...]] = field(default_factory=dict)
    changed_on: Mapping[str, date] = field(default_factory=dict)


def read_units(path: str, data: bytes) -> dict[str, str]:
    """The units of a file as it once was; empty if nothing can be made of it."""
    draft = reading.parse(path, data).draft
    return {} if draft is None else units(draft)


def units(draft: Draft) -> dict[str, str]:
    """The words of a file by unit: each question by its id, and everything else under an empty name."""
    match draft:
        case TranslationDraft():
            return units(draft.words)
        case QuizDraft():
            rest: list[object] = [draft.title, draft.intro]
            questions = draft.questions
        case LessonDraft():
            said = [part.text for part in draft.parts if isinstance(part, TextPart)]
            rest = [draft.title, [entry.text for entry in draft.objectives], said, draft.conversation]
            questions = draft.checks
        case CourseDraft():
            modules = [(module.title, [link.title for link in module.links]) for module in draft.modules]
            rest = [draft.title, draft.summary, draft.audience, draft.intro, modules]
            questions = ()
        case GlossaryDraft():
            rest, questions = [[(term.name, term.text) for term in draft.terms]], ()
        case _:
            # A shared text has no translation of its own.
            rest, questions = [], ()
    found = {question.item.id: "\n".join(_words_of(question)) for question in questions}
    return {PAGE: "\n".join(texts.strings(rest, _NOT_WORDS)), **found}


def _words_of(question: Found) -> Iterator[str]:
    return texts.strings(item_versions.to_plain(question.item), _NOT_WORDS)
