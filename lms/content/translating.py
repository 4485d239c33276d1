"""Translations that are sound become what pages can show in place of the English words.

It must not know what is broken; words that do not fit their English page are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lms.content import includes, item_links, languages, links, pages, translations
from lms.content.courses import CourseDraft
from lms.content.glossary import GlossaryDraft
from lms.content.items import Found
from lms.content.lessons import LessonDraft, Part
from lms.content.library import CourseWords, GlossaryEntry, LessonText, QuizWords, Translation
from lms.content.quizzes import QuizDraft
from lms.content.reading import Files, course_folder
from lms.content.site import Site
from lms.content.translations import TranslationDraft
from lms.domain.quizzes import Item

Drafts = Mapping[str, TranslationDraft]


def translated(files: Files, site: Site) -> dict[str, Translation]:
    """Language -> everything that is translated into it. Takes the files that are live."""
    found: dict[str, Translation] = {}
    for language in sorted({draft.language for draft in files.translations.values()}):
        drafts = {draft.base: draft for draft in files.translations.values() if draft.language == language}
        found[language] = Translation(
            language=language,
            direction=languages.direction(language),
            courses=_courses(drafts, files, site),
            lessons=_lessons(drafts, files, site),
            quizzes=_quizzes(drafts, files, site),
            glossaries=_glossaries(drafts, files, site),
        )
    return found


def _courses(drafts: Drafts, files: Files, site: Site) -> dict[str, CourseWords]:
    found = {}
    for base, course in files.courses.items():
        draft = drafts.get(base)
        if draft is not None and isinstance(draft.words, CourseDraft):
            words = draft.words
            modules = [module.title for module in words.modules]
            found[course.slug] = CourseWords(
                title=words.title,
                summary=words.summary or course.summary,
                audience=words.audience or course.audience,
                intro=links.rewrite(words.intro, site.addresses(draft.path, words.links)),
                modules=tuple(modules) if len(modules) == len(course.modules) else (),
            )
    return found


def _lessons(drafts: Drafts, files: Files, site: Site) -> dict[tuple[str, str], LessonText]:
    found = {}
    for base, lesson in files.lessons.items():
        draft, course = drafts.get(base), site.course_of.get(course_folder(base))
        if course is None or draft is None or not isinstance(draft.words, LessonDraft):
            continue
        path = f"{course_folder(base)}/glossary.md"
        own = drafts.get(path)
        glossary = own.words if own is not None else files.glossaries.get(path)
        terms = pages.terms(course, glossary if isinstance(glossary, GlossaryDraft) else None)
        page = replace(draft.words, parts=_parts(draft.words, lesson))
        found[course, lesson.slug] = pages.lesson(page, files, site, terms)
    return found


def _parts(words: LessonDraft, lesson: LessonDraft) -> tuple[Part, ...]:
    """The parts of a translated page, its checks with the keys of the English ones."""
    english = {found.item.id: found.item for found in lesson.checks}
    parts: list[Part] = []
    for part in words.parts:
        if not isinstance(part, Found):
            parts.append(part)
        elif (item := _item(english, part.item)) is not None:
            parts.append(replace(part, item=item))
    return tuple(parts)


def _item(english: Mapping[str, Item], own: Item) -> Item | None:
    base = english.get(own.id)
    return translations.in_words_of(base, own) if base is not None and translations.fits(base, own) else None


def _quizzes(drafts: Drafts, files: Files, site: Site) -> dict[str, QuizWords]:
    """The words of each quiz, those of the quizzes that it includes among them."""
    found = {}
    for quiz in files.quizzes.values():
        items: dict[str, Item] = {}
        for source in (quiz, *(includes.included_quizzes(files, quiz) or ())):
            draft = drafts.get(source.path)
            if draft is not None:
                addresses = site.addresses(draft.path, draft.links)
                english = {one.item.id: one.item for one in source.questions}
                said = [_item(english, one.item) for one in draft.questions]
                items |= {item.id: item_links.led(item, addresses) for item in said if item is not None}
        own = drafts.get(quiz.path)
        words = own.words if own is not None and isinstance(own.words, QuizDraft) else None
        if own is not None and words is not None:
            intro = links.rewrite(words.intro, site.addresses(own.path, own.links))
            found[quiz.slug] = QuizWords(words.title, intro, items)
        elif items:
            found[quiz.slug] = QuizWords("", "", items)
    return found


def _glossaries(drafts: Drafts, files: Files, site: Site) -> dict[str, tuple[GlossaryEntry, ...]]:
    found = {}
    for base in files.glossaries:
        draft, course = drafts.get(base), site.course_of.get(course_folder(base))
        if course is not None and draft is not None and isinstance(draft.words, GlossaryDraft):
            found[course] = pages.glossary(draft.words, site)
    return found
