"""Drafts become the library: what is sound goes live, what is broken stays as it last was.

The effect of an error ends with its file: every look-up here copes with a page that is missing. It must not
touch a disk or a clock; what was live before comes in as `Memory` and goes out again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lms.content import edits, includes, item_links, links, lint, pages, reading, translating, versions
from lms.content.courses import CourseDraft, ListedModule
from lms.content.lessons import LessonDraft, SharedDraft
from lms.content.library import GlossaryEntry, LessonText, Library, MediaFile, PublishedQuiz, Translation
from lms.content.quizzes import QuizDraft
from lms.content.reading import Files, Media, Parsed
from lms.content.site import Site
from lms.domain.courses import Course, Lesson, Module
from lms.domain.quizzes import AttemptPolicy, Item, Quiz

PASS_MARK = 80


@dataclass(slots=True)
class Memory:
    """The last good version of each file, and of each quiz as it was published.

    `made_from` says what a quiz was built from, so that it is only built again when that changes.
    """

    drafts: dict[str, Parsed] = field(default_factory=dict)
    quizzes: dict[str, PublishedQuiz] = field(default_factory=dict)
    made_from: dict[str, tuple[object, ...]] = field(default_factory=dict)


def assemble(
    parsed: Mapping[str, Parsed],
    media: Mapping[str, Media],
    memory: Memory,
    before: Library,
    archive: Mapping[str, MediaFile],
) -> tuple[Library, Memory]:
    """The library of these files, and what to remember of it.

    `before` lends the pages that did not change, drawn as they are; `archive` holds media that older
    versions of quizzes may still show.
    """
    present = frozenset(parsed)
    wanted = _files(parsed, media, present)
    problems = [problem for file in parsed.values() for problem in file.problems]
    problems += lint.lint(wanted)
    texts = {path: file.text for path, file in parsed.items()}
    broken = {problem.path for problem in problems if problem.level == "error"}
    kept = {**memory.drafts, **{path: file for path, file in parsed.items() if path not in broken}}
    served = _served(kept, present)
    files = _files(served, media, present)
    site = Site(files)
    remembered = Memory(served)
    _publish_quizzes(wanted, broken, files, site, memory, remembered)
    live = {course.slug for course in files.courses.values()}
    quizzes = {slug: quiz for slug, quiz in remembered.quizzes.items() if quiz.quiz.course in live}
    lessons = _lesson_texts(files, site, before)
    courses = {course.slug: _course(course, files, served, quizzes) for course in files.courses.values()}
    glossaries = {
        site.course_of[reading.course_folder(glossary.path)]: pages.glossary(glossary, site)
        for glossary in files.glossaries.values()
        if reading.course_folder(glossary.path) in site.course_of
    }
    spoken = translating.translated(files, site)
    library = Library(
        generation=_generation(courses, quizzes, lessons, glossaries, spoken),
        courses=courses,
        quizzes=quizzes,
        lessons=lessons,
        glossaries=glossaries,
        media={**archive, **site.media()},
        problems=tuple(sorted(edits.mended(set(problems), texts))),
        translations=spoken,
    )
    return library, remembered


def _files(parsed: Mapping[str, Parsed], media: Mapping[str, Media], present: frozenset[str]) -> Files:
    drafts = {path: file.draft for path, file in parsed.items() if file.draft is not None}
    return Files.of(drafts, media, present)


def _served(kept: Mapping[str, Parsed], present: frozenset[str]) -> dict[str, Parsed]:
    """What is live: the good version of each file, and deleted pages that a live course still leads to."""
    served = {path: file for path, file in kept.items() if path in present}
    waiting = [path for file in served.values() for path in _leads_to(file)]
    for path in waiting:
        if path in kept and path not in served:
            served[path] = kept[path]
            waiting += _leads_to(kept[path])
    return served


def _leads_to(file: Parsed) -> Iterator[str]:
    """The pages without which a file is not whole."""
    match file.draft:
        case CourseDraft() as course:
            yield from lint.lesson_paths(course)
        case LessonDraft() as lesson:
            yield from lint.transcript_paths(lesson)
            yield from (include.path for include in lesson.includes if include.path)
        case SharedDraft() as shared:
            yield from (include.path for include in shared.includes if include.path)
        case _:
            return


def _publish_quizzes(
    wanted: Files, broken: set[str], files: Files, site: Site, memory: Memory, remembered: Memory
) -> None:
    """Put every quiz that can be drawn and marked into `remembered`, the broken ones as they last were."""
    courses = {course.slug: course for course in files.courses.values()}
    still_linked = {
        links.file_slug(path) for course in files.courses.values() for path in lint.quiz_paths(course)
    }
    there = {links.file_slug(path) for path in wanted.present if path.startswith("quizzes/")}
    for slug in sorted((there | still_linked) & set(memory.quizzes)):
        remembered.quizzes[slug] = memory.quizzes[slug]
    for draft in wanted.quizzes.values():
        included = includes.included_quizzes(wanted, draft)
        if draft.path in broken or included is None or draft.course is None:
            continue
        course = courses.get(draft.course.text)
        rules = (course.pass_mark, course.attempts) if course is not None else (None, None)
        addresses = [site.addresses(other.path, other.links) for other in (draft, *included)]
        made_from = (draft, *included, *rules, *addresses)
        if memory.made_from.get(draft.slug) != made_from or draft.slug not in remembered.quizzes:
            quiz = _quiz(draft, included, course, addresses)
            canonical = versions.canonical(quiz)
            remembered.quizzes[draft.slug] = PublishedQuiz(quiz, versions.digest(canonical), canonical)
        remembered.made_from[draft.slug] = made_from


def _quiz(
    draft: QuizDraft,
    included: list[QuizDraft],
    course: CourseDraft | None,
    addresses: list[dict[str, str]],
) -> Quiz:
    """A quiz with the questions of those it includes; what it does not say is as its course says."""
    items: list[Item] = []
    for source, address in zip((draft, *included), addresses, strict=True):
        items += [item_links.led(found.item, address) for found in source.questions]
    pass_mark = draft.pass_mark if draft.pass_mark is not None else course.pass_mark if course else None
    attempts = draft.attempts or (course.attempts if course else None) or AttemptPolicy()
    return Quiz(
        slug=draft.slug,
        title=draft.title,
        course=draft.course.text if draft.course is not None else "",
        items=tuple(items),
        intro=links.rewrite(draft.intro, addresses[0]),
        pass_mark=PASS_MARK if pass_mark is None else pass_mark,
        pick=tuple(pick.rule for pick in draft.picks),
        shuffle_questions=draft.shuffle_questions,
        shuffle_options=draft.shuffle_options,
        attempts=attempts,
        show_answers=draft.show_answers,
        grade_by=draft.grade_by,
        time_limit=draft.time_limit,
        layout=draft.layout,
        asks_confidence=draft.asks_confidence,
    )


def _lesson_texts(files: Files, site: Site, before: Library) -> dict[tuple[str, str], LessonText]:
    """The pages of every course: the lessons in its list, then transcripts."""
    texts: dict[tuple[str, str], LessonText] = {}
    for course in files.courses.values():
        terms = pages.terms(course.slug, files.glossaries.get(f"{course.folder}/glossary.md"))
        listed = [files.lessons[path] for path in lint.lesson_paths(course) if path in files.lessons]
        more = [
            files.lessons[path]
            for lesson in listed
            for path in lint.transcript_paths(lesson)
            if path in files.lessons
        ]
        for lesson in (*listed, *more):
            key = course.slug, lesson.slug
            if key not in texts:
                text = pages.lesson(lesson, files, site, terms)
                old = before.lessons.get(key)
                texts[key] = old if old is not None and old.digest == text.digest else text
    return texts


def _course(
    draft: CourseDraft,
    files: Files,
    served: Mapping[str, Parsed],
    quizzes: Mapping[str, PublishedQuiz],
) -> Course:
    site = Site(files)
    modules = tuple(
        module for listed in draft.modules if (module := _module(draft, listed, files, quizzes)) is not None
    )
    lessons = [lesson for module in modules for lesson in module.lessons]
    texts = [draft.path, served[draft.path].text]
    for lesson in lessons:
        texts += [lesson.path, served[lesson.path].text]
    final = None if draft.final_quiz_path is None else links.file_slug(draft.final_quiz_path)
    return Course(
        slug=draft.slug,
        title=draft.title,
        digest=versions.digest("\0".join(texts)),
        modules=modules,
        summary=draft.summary,
        audience=draft.audience,
        minutes=draft.minutes if draft.minutes is not None else sum(lesson.minutes for lesson in lessons),
        languages=draft.languages,
        needs=tuple(need.text for need in draft.needs),
        intro=links.rewrite(draft.intro, site.addresses(draft.path, draft.links)),
        final_quiz=final if final in quizzes else None,
        pass_mark=PASS_MARK if draft.pass_mark is None else draft.pass_mark,
        validity=draft.validity,
        refresher=draft.refresher,
        owner=draft.owner,
        reviewed_on=draft.reviewed.on if draft.reviewed is not None else None,
        review_months=draft.reviewed.months if draft.reviewed is not None else None,
    )


def _module(
    course: CourseDraft, listed: ListedModule, files: Files, quizzes: Mapping[str, PublishedQuiz]
) -> Module | None:
    """A module with the lessons that can be shown; None if there is nothing in it."""
    lessons: list[Lesson] = []
    quiz: str | None = None
    folder = ""
    for link in listed.links:
        path = link.path or ""
        if link.is_quiz:
            slug = links.file_slug(path)
            quiz = slug if slug in quizzes else quiz
        elif path in files.lessons:
            folder = folder or path.removeprefix(f"{course.folder}/").rpartition("/")[0]
            lessons.append(_lesson(files.lessons[path], optional=link.optional))
    if not lessons and quiz is None:
        return None
    slug = links.file_slug(folder) or links.slugify(listed.title) or "lessons"
    return Module(slug=slug, title=listed.title, lessons=tuple(lessons), quiz=quiz)


def _lesson(draft: LessonDraft, *, optional: bool) -> Lesson:
    return Lesson(
        slug=draft.slug,
        title=draft.title,
        minutes=draft.minutes if draft.minutes is not None else draft.estimate(),
        path=draft.path,
        objectives=tuple(objective.text for objective in draft.objectives),
        checks=tuple(found.item for found in draft.checks),
        optional=optional,
    )


def _generation(
    courses: Mapping[str, Course],
    quizzes: Mapping[str, PublishedQuiz],
    lessons: Mapping[tuple[str, str], LessonText],
    glossaries: Mapping[str, tuple[GlossaryEntry, ...]],
    spoken: Mapping[str, Translation],
) -> str:
    """One short name for all of it, the same in every process that reads the same files."""
    names = [f"{slug} {course.digest}" for slug, course in sorted(courses.items())]
    names += [f"{slug} {quiz.digest}" for slug, quiz in sorted(quizzes.items())]
    names += [f"{key} {lesson.digest}" for key, lesson in sorted(lessons.items())]
    names += [repr(entry) for entry in sorted(glossaries.items())]
    for language, translation in spoken.items():
        names += [
            language,
            repr(translation.courses),
            repr(translation.quizzes),
            repr(translation.glossaries),
        ]
        names += [f"{key} {lesson.digest}" for key, lesson in translation.lessons.items()]
    return versions.digest("\n".join(names))[:16]
