"""A translation lends its words; what is right, and what it counts, stays as the English file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.content import edits, translations
from lms.content.check import check
from lms.content.store import LibraryStore
from lms.domain.quizzes import SingleChoice, TrueFalse
from tests.content.folders import listening, write
from tests.content.translated import QUIZ, quiz, spoken, welsh


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
