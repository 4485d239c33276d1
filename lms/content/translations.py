"""`name.<language>.md` beside `name.md`: the same page in other words.

Only words count here; keys, marks, tags and draws are those of the English file. Text in, model out: it must
not know whether there is an English file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from lms.content import courses, glossary, languages, lessons, links, quizzes
from lms.content.courses import CourseDraft
from lms.content.glossary import GlossaryDraft
from lms.content.items import Found
from lms.content.lessons import LessonDraft
from lms.content.links import Link
from lms.content.problems import Problem
from lms.content.prose import PageHeading
from lms.content.quizzes import QuizDraft
from lms.content.values import Reviewed
from lms.domain.quizzes import (
    GapFill,
    Item,
    Matching,
    MultipleResponse,
    Number,
    Option,
    Ordering,
    Reflection,
    Scale,
    ShortText,
    SingleChoice,
    TrueFalse,
)

# What a translator can put right; everything else has been said about the English file.
_OWN = (
    "F101 F102 F103 F104 F105 F113 F114 F115 L203 L205 L212 L213 L218 Q301 Q302 Q303 Q304 Q305 Q306 Q307 "
    "Q309 Q310 Q311 Q314 Q315 Q316 Q317 Q321 Q322 Q323 Q324 Q325 Q326 Q328 Q330 S501 S502 S503 S505 S506 S507"
)
_CODES = frozenset(_OWN.split())
# Of settings, only those that a translation has of its own.
_SETTINGS = frozenset([("F106", '"title"'), ("F108", '"reviewed"')])
Words = CourseDraft | LessonDraft | QuizDraft | GlossaryDraft
_Choice = SingleChoice | MultipleResponse | TrueFalse


@dataclass(frozen=True, slots=True)
class TranslationDraft:
    """One file as written; `base` is the English file's path, `words` what its reader made of this one."""

    path: str
    base: str
    language: str
    words: Words

    @property
    def questions(self) -> tuple[Found, ...]:
        match self.words:
            case QuizDraft():
                return self.words.questions
            case LessonDraft():
                return self.words.checks
            case _:
                return ()

    @property
    def reviewed(self) -> Reviewed | None:
        """When somebody last looked at it beside the English."""
        return self.words.reviewed

    @property
    def links(self) -> tuple[Link, ...]:
        return self.words.links

    @property
    def headings(self) -> tuple[PageHeading, ...]:
        return self.words.headings if isinstance(self.words, LessonDraft) else ()


def read_translation(path: str, kind: str | None, text: str) -> tuple[TranslationDraft | None, list[Problem]]:
    """Read one translation of a file of this kind; None if nothing can be made of it. Never raises."""
    base, language = languages.split(path) or (path, "en")
    words, problems = _read(path, kind, languages.in_english(language, text))
    kept = [
        problem
        for problem in problems
        if problem.code in _CODES or (problem.code, problem.message.partition(" ")[0]) in _SETTINGS
    ]
    if words is None:
        return None, kept
    if not isinstance(words, GlossaryDraft):
        words = replace(words, slug=links.file_slug(base))
    return TranslationDraft(path, base, language, words), kept


def _read(path: str, kind: str | None, text: str) -> tuple[Words | None, list[Problem]]:
    match kind:
        case "course":
            return courses.read_course(path, text)
        case "glossary":
            return glossary.read_glossary(path, text)
        case "quiz":
            return quizzes.read_quiz(path, text)
        case _:
            return lessons.read_lesson(path, text)


def count(item: Item) -> int:
    """How many answers a question has, counted as its author would."""
    match item:
        case SingleChoice() | MultipleResponse() | TrueFalse():
            return len(item.options)
        case Matching():
            return len(item.rights)
        case Ordering():
            return len(item.steps)
        case GapFill():
            return len(item.gaps)
        case Scale():
            return len(item.statements)
        case Reflection():
            return len(item.look_for)
        case ShortText() | Number():
            return 1
        case _:
            assert_never(item)


def same_kind(base: Item, own: Item) -> bool:
    """Whether both are answered in the same way; a tick more or less does not make another kind here."""
    return (isinstance(base, _Choice) and isinstance(own, _Choice)) or type(base) is type(own)


def same_key(base: Item, own: Item) -> bool:
    """Whether the same answers are right, for two questions of one kind with as many answers."""
    match base, own:
        case (
            (SingleChoice() | MultipleResponse() | TrueFalse()),
            (SingleChoice() | MultipleResponse() | TrueFalse()),
        ):
            # Ticks come from the English file; whoever does not repeat them says nothing else.
            ticks = [option.correct for option in own.options]
            return not any(ticks) or ticks == [option.correct for option in base.options]
        case Number(), Number():
            return (base.low, base.high) == (own.low, own.high)
        case GapFill(), GapFill():
            return [_place(gap.choices, gap.accepted) for gap in base.gaps] == [
                _place(gap.choices, gap.accepted) for gap in own.gaps
            ]
        case Matching(), Matching():
            return len(base.pairs) == len(own.pairs)
        case Scale(), Scale():
            return len(base.choices) == len(own.choices)
        case _:
            return True


def _place(choices: tuple[str, ...], accepted: tuple[str, ...]) -> tuple[int, int]:
    """How many choices a gap has and which is right; nothing for a gap that is typed."""
    return (len(choices), choices.index(accepted[0])) if choices else (0, 0)


def fits(base: Item, own: Item) -> bool:
    """Whether the words of one question can stand for those of another."""
    return same_kind(base, own) and count(base) == count(own) and same_key(base, own)


def in_words_of(base: Item, own: Item) -> Item:
    """The English question in the words of its translation, which `fits`; what is not translated stays."""
    item = replace(base, text=own.text, body=own.body, why=own.why or base.why, hint=own.hint or base.hint)
    match item, own:
        case ((SingleChoice() | MultipleResponse()), (SingleChoice() | MultipleResponse() | TrueFalse())):
            return replace(item, options=_options(item.options, own.options))
        case TrueFalse(), (SingleChoice() | MultipleResponse() | TrueFalse()):
            first, second = _options(item.options, own.options)
            return replace(item, options=(first, second))
        case Matching(), Matching():
            return replace(item, pairs=own.pairs, spares=own.spares)
        case Ordering(), Ordering():
            return replace(item, steps=own.steps)
        case GapFill(), GapFill():
            return replace(item, pieces=own.pieces, gaps=own.gaps)
        case ShortText(), ShortText():
            return replace(item, accept=own.accept)
        case Number(), Number():
            return replace(item, unit=own.unit, shown=own.shown)
        case Reflection(), Reflection():
            lines = tuple(
                replace(line, text=said.text) for line, said in zip(item.look_for, own.look_for, strict=True)
            )
            return replace(item, model_answer=own.model_answer, look_for=lines)
        case Scale(), Scale():
            return replace(item, choices=own.choices, statements=own.statements)
        case _:
            return base


def _options(base: tuple[Option, ...], own: tuple[Option, ...]) -> tuple[Option, ...]:
    return tuple(
        replace(
            option,
            text=said.text,
            feedback=said.feedback or option.feedback,
            if_missed=said.if_missed or option.if_missed,
        )
        for option, said in zip(base, own, strict=True)
    )
