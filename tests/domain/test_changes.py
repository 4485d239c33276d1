"""What is different between two versions, in plain words, and what it is called."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from lms.domain import changes
from lms.domain.changes import Change, Kind, Label, Section
from lms.domain.courses import Course, Lesson, Module, Validity
from lms.domain.quizzes import Option, Quiz, SingleChoice

OPTIONS = (Option("Yes", True, Fraction(1)), Option("No", False, Fraction(0)))
FIRST = SingleChoice(id="first", text="Is it so?", options=OPTIONS)
SECOND = SingleChoice(id="second", text="Is it good?", options=OPTIONS)
QUIZ = Quiz(slug="final", title="Final quiz", course="rp", items=(FIRST, SECOND), intro="Take your time.")
LESSON = Lesson(slug="a", title="Lesson A", minutes=5, path="a.md", checks=(FIRST,))
OTHER = Lesson(slug="b", title="Lesson B", minutes=5, path="b.md")
COURSE = Course(
    slug="rp",
    title="Alongside people",
    digest="1",
    modules=(Module(slug="m", title="One", lessons=(LESSON, OTHER)),),
)


def words(found: tuple[Change, ...]) -> list[str]:
    return [change.words for change in found]


def with_lessons(*lessons: Lesson) -> Course:
    return replace(COURSE, modules=(replace(COURSE.modules[0], lessons=lessons),))


def test_items_are_added_removed_retired_and_asked_again() -> None:
    third = replace(FIRST, id="third", text="A new one " * 20)
    found = changes.quiz_changes(
        QUIZ, replace(QUIZ, items=(replace(SECOND, retired_on=date(2026, 1, 1)), third))
    )
    assert [change.kind for change in found] == [Kind.RETIRED, Kind.ADDED, Kind.REMOVED]
    assert found[0].words == "Question “Is it good?” was retired."
    assert found[1].words.endswith("…” was added.")
    assert found[2].words == "Question “Is it so?” was removed."
    back = changes.quiz_changes(replace(QUIZ, items=(replace(FIRST, retired_on=date(2026, 1, 1)),)), QUIZ)
    assert words(back) == ["Question “Is it so?” is asked again.", "Question “Is it good?” was added."]


def test_the_rules_of_a_quiz_are_told() -> None:
    found = changes.quiz_changes(QUIZ, replace(QUIZ, pass_mark=70, shuffle_options=False))
    assert words(found) == ["The pass mark changed from 80% to 70%.", "The shuffling changed."]
    assert changes.propose(found) is Label.SUBSTANTIVE


def test_another_order_of_questions_is_cosmetic() -> None:
    found = changes.quiz_changes(QUIZ, replace(QUIZ, items=(SECOND, FIRST)))
    assert [change.kind for change in found] == [Kind.COSMETIC]
    assert changes.propose(found) is Label.TYPO


def test_a_quiz_or_course_comes_and_goes_as_a_whole() -> None:
    assert words(changes.quiz_changes(None, QUIZ)) == ["The quiz was added."]
    assert words(changes.quiz_changes(QUIZ, None)) == ["The quiz was removed."]
    assert words(changes.course_changes(None, COURSE)) == ["The course was added."]
    assert words(changes.course_changes(COURSE, None)) == ["The course was removed."]
    assert changes.quiz_changes(None, None) == ()


def test_labels_grow_with_the_weight_of_what_changed() -> None:
    assert changes.propose(()) is Label.TYPO
    slip = changes.quiz_changes(QUIZ, replace(QUIZ, intro="Take your tyme."))
    assert changes.propose(slip) is Label.TYPO
    wording = changes.quiz_changes(QUIZ, replace(QUIZ, intro="There is no hurry."))
    assert changes.propose(wording) is Label.CLARIFICATION
    key = (replace(OPTIONS[0], correct=False), replace(OPTIONS[1], correct=True))
    meaning = changes.quiz_changes(QUIZ, replace(QUIZ, items=(replace(FIRST, options=key), SECOND)))
    assert changes.propose(meaning) is Label.SUBSTANTIVE
    assert {change.kind for change in meaning} == {Kind.MEANING}


def test_a_course_tells_of_its_rules_and_lessons() -> None:
    new = replace(
        with_lessons(
            replace(OTHER, title="Lesson Bee", optional=True), replace(OTHER, slug="c", title="New")
        ),
        validity=Validity(months=12),
    )
    assert words(changes.course_changes(COURSE, new)) == [
        "The time that its certificate is valid changed.",
        "Lesson “New” was added.",
        "Lesson “Lesson A” was removed.",
        "Lesson “Lesson Bee” has other words.",
        "Lesson “Lesson Bee” is now optional.",
    ]
    assert words(changes.course_changes(COURSE, with_lessons(OTHER, LESSON))) == [
        "The lessons stand in another order."
    ]
    required = changes.course_changes(with_lessons(LESSON, replace(OTHER, optional=True)), COURSE)
    assert words(required) == ["Lesson “Lesson B” is now required."]


def test_checks_of_a_lesson_are_compared_as_questions() -> None:
    new = with_lessons(replace(LESSON, checks=()), OTHER)
    assert changes.course_changes(COURSE, new) == (
        Change("Lesson A", Kind.REMOVED, "Question “Is it so?” was removed."),
    )


def test_a_page_tells_which_sections_changed() -> None:
    old = (Section("", "Top."), Section("Why", "Because it is."), Section("Gone", "x"))
    new = (Section("", "Top"), Section("Why", "Since you ask."), Section("Fresh and new", "y"))
    assert words(changes.section_changes("Page", old, new)) == [
        "The text at the top has other spacing or punctuation.",
        "Section “Why” has other words.",
        "Section “Gone” was removed.",
        "Section “Fresh and new” was added.",
    ]


def test_sections_that_stay_the_same_are_not_told() -> None:
    same, old, new = Section("One", "a"), Section("Two", "b"), Section("Two", "other words here")
    assert changes.section_changes("p", (same, old), (same, old)) == ()
    assert len(changes.section_changes("p", (same, old), (same, new))) == 1
