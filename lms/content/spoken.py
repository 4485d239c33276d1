"""The library in the words of one language; what is not translated stays as it was written.

Keys, marks, addresses and digests are those of the source. It must not know who reads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from lms.content import languages
from lms.content.library import CourseWords, Library, PublishedQuiz, QuizWords, Translation
from lms.domain import comparing, conversations
from lms.domain.conversations import Conversation
from lms.domain.courses import Course, Lesson, Module
from lms.domain.quizzes import GapFill, Item, Quiz, ShortText

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language as a page names it: `direction` is "ltr" or "rtl", `name` what its speakers call it."""

    code: str
    direction: str
    name: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """A library for readers of `tongue`; None = everything as it was written.

    `ready` is what `shown` made, for those who keep it. The questions ask in which language something is
    said: None where the page needs no word about it.
    """

    library: Library
    tongue: Tongue | None = None
    words: Translation | None = None
    ready: Library | None = None

    def course(self, course: str) -> Tongue | None:
        """The language of the title, summary and introduction of a course."""
        return self._said(self.words is not None and course in self.words.courses)

    def modules(self, course: str) -> Tongue | None:
        """The language of the titles of the modules of a course."""
        said = None if self.words is None else self.words.courses.get(course)
        return self._said(said is not None and bool(said.modules))

    def lesson(self, course: str, lesson: str) -> Tongue | None:
        """The language of a lesson, with its title."""
        return self._said(self.words is not None and (course, lesson) in self.words.lessons)

    def glossary(self, course: str) -> Tongue | None:
        """The language of the words of a course."""
        return self._said(self.words is not None and course in self.words.glossaries)

    def quiz(self, quiz: str) -> Tongue | None:
        """The language of the title and the introduction of a quiz."""
        said = None if self.words is None else self.words.quizzes.get(quiz)
        return self._said(said is not None and bool(said.title))

    def item(self, quiz: str, item: Item) -> Tongue | None:
        """The language of a question of a quiz."""
        return self._said(self._item(quiz, item) is not item)

    def in_words(self, quiz: Quiz) -> Quiz:
        """A quiz as an attempt holds it, in these words where they were made for the same question.

        Ids, keys and the order of answers are those of the attempt. Words that somebody types, or chooses in
        a gap, are marked as they are sent: such a question is in these words if its source accepts all that
        the translation calls right, and otherwise stays as it was written.
        """
        if self.words is None:
            return quiz
        said = self.words.quizzes.get(quiz.slug)
        items = tuple(self._item(quiz.slug, item) for item in quiz.items)
        return replace(quiz, items=items, title=(said.title if said else "") or quiz.title)

    def conversation(self, course: str, lesson: str, pinned: Conversation) -> Conversation:
        """A conversation as a play holds it, in these words where they were made for the same one.

        Where choices lead, what they count as and the names of scenes are those of the play.
        """
        said = None if self.words is None else self.words.lessons.get((course, lesson))
        now = self.library.lessons.get((course, lesson))
        if said is None or said.conversation is None or now is None or now.conversation != pinned:
            return pinned
        return conversations.in_words_of(pinned, said.conversation)

    def played(self, course: str, lesson: str, pinned: Conversation) -> Tongue | None:
        """The language of a conversation as a play holds it."""
        return self._said(self.conversation(course, lesson, pinned) is not pinned)

    def _item(self, quiz: str, item: Item) -> Item:
        said = None if self.words is None else self.words.quizzes.get(quiz)
        own = None if said is None else said.items.get(item.id)
        if own is None:
            return item
        # A question that has changed since the attempt began is another one than was translated.
        now = self.library.quizzes.get(quiz)
        source = None if now is None else next((one for one in now.quiz.items if one.id == item.id), None)
        return _answered_alike(item, own) if source == item else item

    def _said(self, translated: bool) -> Tongue | None:
        if self.tongue is None:
            return None
        return self.tongue if translated else SOURCE

    @property
    def shown(self) -> Library:
        """The library as pages show it: titles, introductions, lessons and glossaries in these words."""
        return self.library if self.words is None else _in_words(self.library, self.words)


def _answered_alike(item: Item, own: Item) -> Item:
    """The words of a translation with the answers of the source, if those hold all that it calls right."""
    match item, own:
        case ShortText(), ShortText():
            return replace(own, accept=item.accept) if _accepts(item.accept, own.accept) else item
        case GapFill(), GapFill():
            alike = all(
                _accepts(gap.accepted, said.accepted) and gap.choices == said.choices
                for gap, said in zip(item.gaps, own.gaps, strict=True)
            )
            return replace(own, gaps=item.gaps) if alike else item
        case _:
            return own


def _accepts(accepted: tuple[str, ...], said: tuple[str, ...]) -> bool:
    return {comparing.fold(text) for text in said} <= {comparing.fold(text) for text in accepted}


SOURCE = Tongue(ENGLISH, "ltr", "English")


def tongue(language: str) -> Tongue:
    """A language by its code."""
    return Tongue(language, languages.direction(language), languages.name(language))


def spoken(library: Library, language: str) -> Spoken:
    """The library for readers of a language; empty or English = as it was written."""
    if language in ("", ENGLISH):
        return Spoken(library)
    return Spoken(library, tongue(language), library.translations.get(language))


def offered(library: Library) -> tuple[Tongue, ...]:
    """The languages that something is translated into, by their codes."""
    return tuple(tongue(language) for language in sorted(library.translations))


def _in_words(library: Library, words: Translation) -> Library:
    return replace(
        library,
        courses={slug: _course(course, words) for slug, course in library.courses.items()},
        lessons={**library.lessons, **words.lessons},
        glossaries={**library.glossaries, **words.glossaries},
        quizzes={
            slug: _quiz(published, words.quizzes.get(slug)) for slug, published in library.quizzes.items()
        },
    )


def _course(course: Course, words: Translation) -> Course:
    said: CourseWords | None = words.courses.get(course.slug)
    titles = said.modules if said is not None else ()
    modules = tuple(
        _module(course, module, titles[at] if titles else module.title, words)
        for at, module in enumerate(course.modules)
    )
    if said is None:
        return replace(course, modules=modules)
    return replace(
        course,
        title=said.title,
        summary=said.summary,
        audience=said.audience,
        intro=said.intro,
        modules=modules,
    )


def _module(course: Course, module: Module, title: str, words: Translation) -> Module:
    lessons = tuple(_lesson(course, lesson, words) for lesson in module.lessons)
    return replace(module, title=title, lessons=lessons)


def _lesson(course: Course, lesson: Lesson, words: Translation) -> Lesson:
    text = words.lessons.get((course.slug, lesson.slug))
    if text is None:
        return lesson
    return replace(lesson, title=text.title, objectives=text.objectives or lesson.objectives)


def _quiz(published: PublishedQuiz, said: QuizWords | None) -> PublishedQuiz:
    """The words of a quiz; its digest and canonical form stay, so that attempts are pinned to the source."""
    if said is None:
        return published
    quiz = published.quiz
    return replace(
        published, quiz=replace(quiz, title=said.title or quiz.title, intro=said.intro or quiz.intro)
    )
