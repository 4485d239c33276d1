"""A whole course in another language: its pages, its conversations, and what stays in English."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.content import languages, reading, translations
from lms.content.check import check
from lms.content.library import CheckPart, HtmlPart
from lms.content.store import LibraryStore
from lms.domain.quizzes import Item, SingleChoice
from tests.content.folders import HEARING, listening, write
from tests.content.test_conversation_lessons import KITCHEN
from tests.content.translated import QUIZ, quiz, spoken, welsh

COURSE = """---
title: Gwrando'n dda
---

Croeso. Gweler y [wers gyntaf](01-listening/01-hearing.md).

## Modules

1. Gwrando
   - [Clywed](01-listening/01-hearing.md)
"""
LESSON = """---
title: Clywed
---

> **Pwynt allweddol**
> Gwrandewch ar [advice](../glossary.md#advice) gyntaf.

### Check: Pa un? {#which-open}

- [ ] A fwytoch chi?
- [x] Sut oedd cinio?
  > Agored.

### Check: Arall {#other}

- [ ] a
- [x] b
"""


def test_a_whole_course_can_be_in_another_language(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "courses/listening/course.cy.md": COURSE,
        "courses/listening/glossary.md": "## Advice\n\nWhat to do.\n",
        "courses/listening/glossary.cy.md": "## Cyngor\n\nBeth i'w wneud.\n",
        "courses/listening/01-listening/01-hearing.cy.md": LESSON,
    }
    write(listening(tmp_path), files)
    assert [problem.code for problem in check(tmp_path)] == ["T601"]
    write(
        tmp_path,
        {
            "courses/listening/01-listening/01-hearing.cy.md": LESSON[: LESSON.index("### Check: Arall")],
        },
    )
    assert check(tmp_path) == []
    found = spoken(tmp_path)
    course = found.courses["listening"]
    assert (found.language, found.direction) == ("cy", "ltr")
    assert (course.title, course.summary) == ("Gwrando'n dda", "How to hear what people say.")
    assert course.modules == ("Gwrando",)
    assert "(/courses/listening/hearing)" in course.intro
    html, question = found.lessons["listening", "hearing"].parts
    assert isinstance(html, HtmlPart)
    assert 'aria-label="Pwynt allweddol"' in html.html
    assert "app-box--keypoint" in html.html
    assert isinstance(question, CheckPart)
    assert question.item.text == "Pa un?"
    assert [entry.html for entry in found.glossaries["listening"]] == ["<p>Beth i'w wneud.</p>"]


def test_a_course_whose_modules_are_not_all_there_keeps_their_english_titles(tmp_path: Path) -> None:
    text = COURSE[: COURSE.index("## Modules")]
    write(listening(tmp_path), {"courses/listening/course.cy.md": text})
    assert spoken(tmp_path).courses["listening"].modules == ()


def test_a_translation_that_breaks_stays_as_it_was(tmp_path: Path) -> None:
    quiz(tmp_path, welsh(QUIZ))
    store = LibraryStore(tmp_path, watch=False)
    before = store.current()
    write(tmp_path, {"quizzes/listening.cy.md": welsh(QUIZ).replace("{#single}", "{#other}")})
    assert store.current().translations == before.translations
    write(tmp_path, {"quizzes/listening.cy.md": welsh(QUIZ).replace("dau", "dwy")})
    after = store.current()
    assert after.generation != before.generation
    # An English question that has changed since is shown in English.
    write(tmp_path, {"quizzes/listening.md": QUIZ.replace("- [ ] (50%) three\n", "")})
    last = store.current().translations["cy"].quizzes["listening"].items
    assert "single" not in last
    assert "several" in last


def test_questions_of_an_included_quiz_come_from_its_own_translation(tmp_path: Path) -> None:
    text = "---\ntitle: Both\ncourse: listening\n---\n\n[Include: x](listening.md)\n"
    write(listening(tmp_path, quiz=QUIZ), {"quizzes/both.md": text, "quizzes/listening.cy.md": welsh(QUIZ)})
    words = spoken(tmp_path).quizzes["both"]
    assert (words.title, words.intro) == ("", "")
    assert "single" in words.items


def test_a_conversation_is_translated_scene_by_scene(tmp_path: Path) -> None:
    own = (
        KITCHEN.replace("The door", "Y drws").replace("The end", "Y diwedd").replace("#the-end", "#y-diwedd")
    )
    path = "courses/listening/01-listening/02-waiting.cy.md"
    write(listening(tmp_path, waiting=KITCHEN), {path: own})
    assert check(tmp_path) == []
    conversation = spoken(tmp_path).lessons["listening", "waiting"].conversation
    assert conversation is not None
    assert conversation.scenes[0].title == "Y drws"
    write(tmp_path, {path: own.replace("high challenge)\n  >", "low challenge)\n  >")})
    assert [problem.code for problem in check(tmp_path)] == ["T602"]
    write(tmp_path, {path: own.replace("#y-diwedd", "#nowhere")})
    assert [problem.code for problem in check(tmp_path)] == ["S501"]


def test_translations_of_a_course_that_is_not_live_are_left_out(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "courses/a/course.md": "no settings",
            "courses/a/course.cy.md": COURSE,
            "courses/a/01-b/01-c.md": "---\ntitle: C\n---\n",
            "courses/a/01-b/01-c.cy.md": "---\ntitle: C\n---\n",
            "courses/a/glossary.md": "## A\n\nB\n",
            "courses/a/glossary.cy.md": "## A\n\nB\n",
        },
    )
    found = spoken(tmp_path)
    assert (found.courses, found.lessons, found.glossaries) == ({}, {}, {})


def test_languages_know_their_direction() -> None:
    assert [languages.direction(one) for one in ("ar", "he", "fa", "ur", "ar-eg")] == ["rtl"] * 5
    assert languages.direction("cy") == "ltr"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("quizzes/a.cy.md", "translation"),
        ("quizzes/a.zh-hant.md", "translation"),
        ("courses/a/course.cy.md", "translation"),
        ("courses/_shared/a.cy.md", None),
        ("quizzes/a.older.md", "quiz"),
        ("quizzes/.cy.md", None),
    ],
)
def test_a_translation_is_known_by_its_name(path: str, kind: str | None) -> None:
    assert reading.kind_of(path) == kind


def test_words_of_another_kind_are_not_taken() -> None:
    base: Item = SingleChoice(id="q", text="Q", options=())
    own = translations.read_translation(
        "quizzes/q.cy.md", "quiz", "---\ntitle: T\n---\n\n## W {#q}\n\n**Accept:** a\n"
    )
    assert own[0] is not None
    item = own[0].questions[0].item
    assert not translations.fits(base, item)
    assert translations.in_words_of(base, item).text == "Q"
    assert translations.read_translation("quizzes/q.md", "quiz", "")[0] is None


def test_a_course_has_no_questions_and_no_headings_to_compare() -> None:
    draft, _ = translations.read_translation("courses/c/course.cy.md", "course", COURSE)
    assert draft is not None
    assert (draft.questions, draft.headings) == ((), ())


def test_a_check_that_has_changed_in_english_is_left_out_of_the_translated_page(tmp_path: Path) -> None:
    text = LESSON[: LESSON.index("### Check: Arall")].replace("[advice](../glossary.md#advice)", "gyngor")
    path = "courses/listening/01-listening/01-hearing"
    write(listening(tmp_path), {f"{path}.cy.md": text})
    store = LibraryStore(tmp_path, watch=False)
    assert len(store.current().translations["cy"].lessons["listening", "hearing"].parts) == 2
    write(tmp_path, {f"{path}.md": HEARING.replace("{#which-open}", "{#another}")})
    assert len(store.current().translations["cy"].lessons["listening", "hearing"].parts) == 1


def test_a_translated_course_or_glossary_holds_no_question() -> None:
    for path in ("courses/listening/course.cy.md", "courses/listening/glossary.cy.md"):
        parsed = reading.parse(path, b"---\ntitle: Gwrando\n---\n\n## Gair\n\nGwrando.\n")
        assert isinstance(parsed, reading.Parsed)
        assert isinstance(parsed.draft, translations.TranslationDraft)
        assert parsed.draft.questions == ()
