"""A draft that would be over the limit of a file becomes several, and no question is half in one."""

from __future__ import annotations

from lms.content import source
from lms.content.exchange import markdown_quiz, parts
from lms.content.exchange.report import LARGEST_QUESTION
from tests.content.exchange.texts import gift


def test_a_large_file_becomes_parts_in_its_order() -> None:
    found = gift("\n\n".join(f"Question {at} {'word ' * 200} {{=yes ~no}}" for at in range(500)))
    quiz = markdown_quiz.draft(found, "", "Bank")
    cut = parts.parts(quiz)
    assert [one.title for one in cut] == [f"bank, part {at} of 3" for at in (1, 2, 3)]
    assert tuple(item for one in cut for item in one.items) == quiz.items
    assert all(len(markdown_quiz.write(one).encode()) < source.FILE_LIMIT for one in cut)
    assert parts.parts(markdown_quiz.draft(gift("Wet? {T}"), "", "Bank"))[0].title == "bank"


def test_a_question_that_no_file_can_hold_is_skipped() -> None:
    answers = " ".join(f"~{at} {'x' * 1_000}" for at in range(150))
    found = gift(f"Small? {{T}}\n\nHuge? {{=right {answers}}}")
    assert [(one.line, one.reason) for one in found.skipped] == [
        (3, f"The question is larger than {LARGEST_QUESTION // 1024} KB.")
    ]
