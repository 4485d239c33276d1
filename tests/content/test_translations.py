"""A translation lends its words; what is right, and what it counts, stays as the English file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.content import edits, languages, reading, translations
from lms.content.check import check
from lms.content.library import CheckPart, HtmlPart, Translation
from lms.content.store import LibraryStore
from lms.domain.quizzes import Item, SingleChoice, TrueFalse
from tests.content.folders import HEARING, listening, write
from tests.content.test_conversation_lessons import KITCHEN

QUIZ = """---
title: Listening quiz
course: listening
---

Take your time.

## Single {#single}

- [ ] one
  > No.
- [x] two
- [ ] (50%) three

**Why:** Because.
**Hint:** Think.
**Tags:** t
**Marks:** 2

## Several {#several}

- [x] one
  > If missed: this.
- [x] two
- [ ] three

**Why:** Because.

## True? {#true}

- [x] True
- [ ] False

**Why:** Because.

## Match {#match}

**Match:**

| A | B |
|---|---|
| one | two |
| three | four |
| | five |

**Why:** Because.

## Order {#order}

**Put in order:**

1. one
2. two
3. three

**Marking:** neighbours
**Why:** Because.

## Gap {#gap}

A [[one]] and [[two | (x) three]].

**Why:** Because.

## Text {#text}

**Accept:**

- one
- two

**Why:** Because.

## Number {#number}

**Number:** 10 ± 2 days

**Why:** Because.

## Reflect {#reflect}

**Model answer:** One.

**Look for:**

- two (3 marks)

**Marked by:** self

## Scale {#scale}

**Scale:** one | two

- three
- four
"""
WORDS = {
    "one": "un",
    "two": "dau",
    "three": "tri",
    "four": "pedwar",
    "five": "pump",
    "One": "Un",
    "True?": "Gwir?",
    "- [x] True": "- [x] Gwir",
    "- [ ] False": "- [ ] Anghywir",
    "days": "diwrnod",
    "(3 marks)": "",
    "**Why:** Because": "**Pam:** Achos",
    "Take your time": "Cymerwch eich amser",
    "If missed: this": "If missed: hwn",
    "course: listening\n": "",
    "Listening quiz": "Cwis gwrando",
    "**Tags:** t\n**Marks:** 2\n": "",
    "**Hint:** Think.\n": "",
    "**Marking:** neighbours\n": "",
    " (50%)": "",
    "  > No.\n": "",
}


def welsh(text: str) -> str:
    for english, own in WORDS.items():
        text = text.replace(english, own)
    return text


def spoken(root: Path, language: str = "cy") -> Translation:
    return LibraryStore(root, watch=False).current().translations[language]


def quiz(root: Path, translation: str, quiz: str = QUIZ) -> list[str]:
    """The codes and messages for a quiz and its translation."""
    write(listening(root, quiz=quiz), {"quizzes/listening.cy.md": translation})
    return [f"{problem.code} {problem.message}" for problem in check(root) if problem.level != "note"]


def test_every_kind_of_question_is_shown_in_other_words_and_marked_as_in_english(tmp_path: Path) -> None:
    assert quiz(tmp_path, welsh(QUIZ)) == []
    library = LibraryStore(tmp_path, watch=False).current()
    words = library.translations["cy"].quizzes["listening"]
    english = {item.id: item for item in library.quiz("listening").quiz.items}
    assert words.title == "Cwis gwrando"
    assert words.intro == "Cymerwch eich amser."
    assert words.items.keys() == english.keys()
    for name, own in words.items.items():
        base = english[name]
        assert type(own) is type(base)
        assert (own.marks, own.tags) == (base.marks, base.tags)
        assert translations.fits(base, own)
        assert own != base
        assert own.why == ("Achos." if base.why else "")
    single = words.items["single"]
    assert isinstance(single, SingleChoice)
    assert [option.text for option in single.options] == ["un", "dau", "tri"]
    assert [option.feedback for option in single.options] == ["No.", "", ""]
    assert [str(option.share) for option in single.options] == ["0", "1", "1/2"]
    assert single.hint == "Think."


def test_true_and_false_in_any_language_stay_true_and_false(tmp_path: Path) -> None:
    english = QUIZ[: QUIZ.index("## Single")] + QUIZ[QUIZ.index("## True?") : QUIZ.index("## Match")]
    german = english.replace("] True", "] Wahr").replace("] False", "] Falsch")
    write(listening(tmp_path, quiz=english), {"quizzes/listening.de.md": german})
    item = spoken(tmp_path, "de").quizzes["listening"].items["true"]
    assert isinstance(item, TrueFalse)
    assert item.options[0].text == "Wahr"


@pytest.mark.parametrize(
    ("written", "wanted", "found"),
    [
        ("{#single}", "{#singel}", 'T601 The English quiz has no question "singel".'),
        ("- [ ] tri\n\n**Pam", "\n\n**Pam", "T602 The English question has 3 answers; this one has 2."),
        (
            "- [ ] un\n- [x] dau",
            "- [x] un\n- [ ] dau",
            "T603 A different answer is ticked here than in English.",
        ),
        ("| | pump |\n", "", "T602 The English question has 3 answers; this one has 2."),
        (
            "| tri | pedwar |",
            "| | pedwar |\n| tri | chwech |\n| saith | wyth |",
            "T602 The English question has 3 answers; this one has 5.",
        ),
        ("| | pump |", "| chwech | pump |", "T603 A different answer is ticked here than in English."),
        ("3. tri\n", "3. tri\n4. pedwar\n", "T602 The English question has 3 answers; this one has 4."),
        (" and [[dau | (x) tri]]", "", "T602 The English question has 2 answers; this one has 1."),
        ("dau | (x) tri", "(x) dau | tri", "T603 A different answer is ticked here than in English."),
        ("dau | (x) tri", "tri", "T603 A different answer is ticked here than in English."),
        ("10 ± 2", "10 ± 1", "T603 A different answer is ticked here than in English."),
        ("- dau \n", "- dau\n- tri\n", "T602 The English question has 1 answer; this one has 2."),
        ("- tri\n- pedwar\n", "- tri\n", "T602 The English question has 2 answers; this one has 1."),
        ("un | dau\n", "un | dau | tri\n", "T603 A different answer is ticked here than in English."),
        (
            "**Number:** 10 ± 2 diwrnod",
            "**Accept:** deg",
            "T602 The English question is answered in another way than this one.",
        ),
    ],
)
def test_a_translation_that_says_something_else_is_an_error(
    written: str, wanted: str, found: str, tmp_path: Path
) -> None:
    text = welsh(QUIZ)
    assert written in text
    assert found in quiz(tmp_path, text.replace(written, wanted, 1))


def test_a_misspelt_id_is_put_right(tmp_path: Path) -> None:
    text = welsh(QUIZ).replace("{#single}", "{#singel}")
    quiz(tmp_path, text)
    (problem,) = check(tmp_path)
    assert "{#single}" in edits.applied(text, problem.edits)


def test_a_quiz_that_cannot_be_read_in_english_is_not_compared(tmp_path: Path) -> None:
    broken = QUIZ.replace("- [x] two\n- [ ] (50%)", "- [ ] two\n- [ ] (50%)")
    assert [line[:4] for line in quiz(tmp_path, welsh(QUIZ), broken)] == ["Q306"]


def test_what_the_english_file_was_told_is_not_said_again(tmp_path: Path) -> None:
    text = welsh(QUIZ).replace("**Pam:** Achos.\n", "")
    assert quiz(tmp_path, text) == []


def test_a_translation_of_nothing_is_an_error(tmp_path: Path) -> None:
    write(listening(tmp_path), {"quizzes/listning.cy.md": "---\ntitle: A\n---\n", "quizzes/a.cy.md": "text"})
    assert [(problem.code, problem.path) for problem in check(tmp_path)] == [
        ("F101", "quizzes/a.cy.md"),
        ("F109", "quizzes/listning.cy.md"),
    ]


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
