"""Owns what a text looks like, and what is wrong with it, before it is saved.

It draws through the renderer that draws for learners, from the files as they stand with one of them
replaced. It must not know requests, nor where files are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from lms.content import includes, item_links, languages, lint, lint_guessing, pages, reading, render
from lms.content.courses import CourseDraft
from lms.content.extensions import Context
from lms.content.glossary import GlossaryDraft
from lms.content.history import History
from lms.content.lessons import LessonDraft, SharedDraft
from lms.content.library import CheckPart, GlossaryEntry, HtmlPart
from lms.content.problems import Problem
from lms.content.quizzes import QuizDraft
from lms.content.reading import Draft, Files
from lms.content.site import Site
from lms.content.snapshots import Snapshot
from lms.content.translations import TranslationDraft
from lms.domain.conversations import Conversation, Corner
from lms.domain.quizzes import Item, Quiz
from lms.queries import checks, trials
from lms.queries.results import ResultItem
from lms.queries.sheets import SheetItem
from lms.web.author import repairs

DRAFT_MEDIA = "/author/media"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a page: safe HTML, or a question with what it shows when it is left open."""

    html: str = ""
    sheet: SheetItem | None = None
    review: ResultItem | None = None


@dataclass(frozen=True, slots=True)
class ModuleLine:
    """A module of a course and the titles of what it lists."""

    title: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """A choice of a scene: safe HTML, the title of the scene that it leads to, its two levels in words."""

    text: str
    consequence: str
    to: str
    levels: str


@dataclass(frozen=True, slots=True)
class SceneLine:
    """A scene of a conversation with all its choices; an ending has none."""

    title: str
    html: str
    choices: tuple[ChoiceLine, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """One file as a page. `note` is a sentence about what is left out, `guess` about clicking blindly."""

    title: str = ""
    parts: tuple[Part, ...] = ()
    objectives: tuple[str, ...] = ()
    modules: tuple[ModuleLine, ...] = ()
    terms: tuple[GlossaryEntry, ...] = ()
    scenes: tuple[SceneLine, ...] = ()
    language: str = ""
    direction: str = "ltr"
    note: str = ""
    guess: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A text as it would be: its page, and its problems in the order of lines."""

    preview: Preview
    problems: tuple[Problem, ...]


def look(snapshot: Snapshot, path: str, shown: Collection[str], past: History | None = None) -> Look:
    """How the file `path` of a state looks and reads beside its past. Never raises, whatever its text.

    `shown` are the keys of the media that learners can fetch; the others come from `DRAFT_MEDIA`.
    """
    here = snapshot.parsed.get(path)
    if here is None:
        # A translation, or a file that no page is made of: there is no page to show.
        return Look(Preview(note="This file is no page of its own, so there is nothing to show."), ())
    files = snapshot.files()
    between = (*lint.lint(files, past), *lint_guessing.check(files, snapshot.most_guess))
    found = {problem for problem in (*here.problems, *between) if problem.path == path}
    site = Site(files)
    preview = _preview(here.draft, files, site)
    own = [key for key in site.used if key not in shown]
    return Look(_with_own_media(preview, own), repairs.with_repairs(found, path, here.text))


def _with_own_media(preview: Preview, keys: Sequence[str]) -> Preview:
    """The same page with pictures that no page of learners shows yet led to where authors fetch them."""
    if not keys:
        return preview

    def led(html: str) -> str:
        for key in keys:
            html = html.replace(f'"/media/{quote(key)}"', f'"{DRAFT_MEDIA}/{quote(key)}"')
        return html

    parts = tuple(replace(part, html=led(part.html)) for part in preview.parts)
    terms = tuple(replace(term, html=led(term.html)) for term in preview.terms)
    return replace(preview, parts=parts, terms=terms)


def _preview(draft: Draft | None, files: Files, site: Site) -> Preview:
    match draft:
        case LessonDraft() as lesson:
            return _lesson(lesson, files, site, tuple(objective.text for objective in lesson.objectives))
        case SharedDraft() as shared:
            return _lesson(_as_lesson(shared), files, site, ())
        case QuizDraft() as quiz:
            return _quiz(quiz, files, site)
        case CourseDraft() as course:
            return _course(course, site)
        case GlossaryDraft() as glossary:
            return Preview("Glossary", terms=pages.glossary(glossary, site))
        case TranslationDraft() as translation:
            drawn = _preview(translation.words, files, site)
            tongue = translation.language
            return replace(drawn, language=tongue, direction=languages.direction(tongue))
        case None:
            return Preview(
                note="There is nothing to show until the problems at the top of the file are gone."
            )


def _lesson(lesson: LessonDraft, files: Files, site: Site, objectives: tuple[str, ...]) -> Preview:
    folder = reading.course_folder(lesson.path)
    words = pages.terms(site.course_of.get(folder, ""), files.glossaries.get(f"{folder}/glossary.md"))
    drawn = pages.lesson(lesson, files, site, words)
    parts = tuple(_part(part) for part in drawn.parts)
    scenes = () if drawn.conversation is None else _scenes(drawn.conversation)
    return Preview(lesson.title, parts, objectives, scenes=scenes)


def _scenes(conversation: Conversation) -> tuple[SceneLine, ...]:
    """Every scene with every choice, then the debrief: nobody can play all ways while writing."""
    titles = {scene.slug: scene.title for scene in conversation.scenes}
    scenes = [
        SceneLine(
            scene.title,
            render.block(scene.text),
            tuple(
                ChoiceLine(
                    render.inline(choice.text),
                    render.block(choice.consequence) if choice.consequence else "",
                    titles.get(choice.to, choice.to),
                    _levels((choice.support, choice.challenge)),
                )
                for choice in scene.choices
            ),
        )
        for scene in conversation.scenes
    ]
    debrief = conversation.debrief
    scenes.append(SceneLine("Debrief", render.block(debrief.intro), ()))
    scenes += [
        SceneLine(f"Mostly {_levels(corner)}", render.block(text), ())
        for corner, text in debrief.parts.items()
    ]
    return tuple(scenes)


def _levels(corner: Corner) -> str:
    support, challenge = corner
    return f"{support.value} support, {challenge.value} challenge"


def _part(part: HtmlPart | CheckPart) -> Part:
    match part:
        case HtmlPart():
            return Part(html=part.html)
        case CheckPart():
            return Part(sheet=checks.sheet(part.item), review=trials.left_open(part.item))


def _as_lesson(shared: SharedDraft) -> LessonDraft:
    """A page that others include, drawn by itself."""
    return LessonDraft(
        path=shared.path,
        slug="included",
        title="",
        minutes=None,
        minutes_line=1,
        words=0,
        objectives=(),
        parts=shared.parts,
        headings=shared.headings,
        links=shared.links,
        includes=shared.includes,
        transcripts=(),
        reviewed=None,
    )


def _quiz(draft: QuizDraft, files: Files, site: Site) -> Preview:
    addresses = site.addresses(draft.path, draft.links)
    items: list[Item] = [item_links.led(found.item, addresses) for found in draft.questions]
    intro = render.draw(draft.intro, Context(addresses, site.pictures(draft.path, draft.links)))
    parts = [Part(html=intro)] if intro else []
    # Two questions may have one id while a file is being written; a quiz finds its items by id.
    seen: dict[str, Item] = {}
    for item in items:
        seen.setdefault(item.id, item)
    quiz = Quiz(slug=draft.slug, title=draft.title, course="", items=tuple(seen.values()))
    parts += [Part(sheet=sheet, review=review) for sheet, review in trials.in_order(quiz)]
    others = includes.included_quizzes(files, draft) or []
    more = sum(len(other.questions) for other in others)
    note = f"{more} more questions come from {len(others)} included quizzes." if more else ""
    return Preview(draft.title, tuple(parts), note=note, guess=lint_guessing.words(files, draft))


def _course(draft: CourseDraft, site: Site) -> Preview:
    context = Context(site.addresses(draft.path, draft.links), site.pictures(draft.path, draft.links))
    modules = tuple(
        ModuleLine(module.title, tuple(listed.title for listed in module.links)) for module in draft.modules
    )
    parts = (Part(html=render.draw(draft.intro, context)),) if draft.intro else ()
    return Preview(draft.title, parts, modules=modules)
