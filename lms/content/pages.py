"""Pages of a course ready to be drawn: a lesson with its included texts, and the glossary.

It must not know what is broken; a page that is missing is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from lms.content import conversation_links, item_links, render, versions
from lms.content.extensions import Context
from lms.content.glossary import GlossaryDraft
from lms.content.includes import INCLUDE_DEPTH
from lms.content.items import Found
from lms.content.lessons import IncludePart, LessonDraft, SharedDraft, TextPart
from lms.content.library import CheckPart, GlossaryEntry, LessonText, Text
from lms.content.reading import Files
from lms.content.site import Site
from lms.content.terms import Terms


def terms(course: str, glossary: GlossaryDraft | None) -> Terms | None:
    """The words of a course that become links, None without a glossary."""
    if glossary is None:
        return None
    return Terms.of(course, {form: term.slug for term in glossary.terms for form in term.forms})


def lesson(draft: LessonDraft, files: Files, site: Site, words: Terms | None) -> LessonText:
    """The page of one lesson; its digest changes when anything that a reader sees changes."""
    content = tuple(_content(draft, files, site, 0))
    conversation = None
    if draft.conversation is not None:
        conversation = conversation_links.led(draft.conversation, site.addresses(draft.path, draft.links))
    objectives = tuple(objective.text for objective in draft.objectives)
    seen = [render.VERSION, draft.title, *objectives, *(repr(piece) for piece in content)]
    seen += [repr(conversation)] if conversation is not None else []
    if words is not None:
        seen += [words.course, words.pattern.pattern, *words.slugs.values()]
    digest = versions.digest("\0".join(seen))
    return LessonText(draft.slug, draft.title, digest, content, words, conversation, objectives)


def _content(
    page: LessonDraft | SharedDraft, files: Files, site: Site, depth: int
) -> Iterator[Text | CheckPart]:
    addresses = site.addresses(page.path, page.links)
    pictures = site.pictures(page.path, page.links)
    for part in page.parts:
        match part:
            case TextPart():
                yield Text(part.text, addresses, pictures)
            case Found():
                # A check that is included from another lesson would be answered on the wrong page.
                if depth == 0:
                    yield CheckPart(item_links.led(part.item, addresses))
            case IncludePart():
                other = files.page(part.include.path or "")
                if other is not None and depth < INCLUDE_DEPTH:
                    yield from _content(other, files, site, depth + 1)
            case _:
                assert_never(part)


def glossary(draft: GlossaryDraft, site: Site) -> tuple[GlossaryEntry, ...]:
    """The terms in alphabetical order, drawn."""
    context = Context(site.addresses(draft.path, draft.links), site.pictures(draft.path, draft.links))
    entries = (
        GlossaryEntry(term.slug, term.name, term.forms[1:], render.draw(term.text, context))
        for term in draft.terms
    )
    return tuple(sorted(entries, key=lambda entry: entry.term.casefold()))
