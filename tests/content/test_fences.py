"""Blocks of code: what stands in them has no meaning, and a fence that nothing closes hides nothing."""

from __future__ import annotations

from lms.content import quizzes, source, tidy
from lms.domain.quizzes import SingleChoice

HEAD = "---\ntitle: T\ncourse: c\n---\n\n"
FIRST = "## First? {#first}\n\n- [x] a\n- [ ] b\n\n**Why:** x\n\n"
SECOND = "## Second? {#second}\n\n- [x] a\n- [ ] b\n\n**Why:** x\n"


def code(text: str) -> list[int]:
    return [line.number for line in source.scan(text.split("\n"), 1) if line.code]


def test_a_fence_that_nothing_closes_hides_no_question() -> None:
    for fence in ("```", "~~~ python", "> ```"):
        draft, _problems = quizzes.read_quiz("quizzes/a.md", HEAD + FIRST + f"{fence}\n\n" + SECOND)
        assert draft is not None
        assert [found.item.id for found in draft.questions] == ["first", "second"]


def test_code_ends_with_its_own_fence_and_with_its_quote() -> None:
    assert code("a\n````\n```\n## b\n````\nc") == [2, 3, 4, 5]
    assert code("> ```\n> x\n> ```\n## b") == [1, 2, 3]
    assert code("> ```\n> x\n\n## b\n\n```\nc\n```") == [6, 7, 8]
    assert code("```\nx\n~~~\ny") == []
    # Thousands of them are no work, whatever they look like.
    assert code("~~~ x\n" * 30_000) == []


def test_feedback_may_hold_code() -> None:
    told = "  > So:\n  >\n  > ```\n  > - [x] a\n  > ```\n"
    text = HEAD + f"## First? {{#first}}\n\n- [x] a\n{told}- [ ] b\n\n**Why:** x\n"
    draft, problems = quizzes.read_quiz("quizzes/a.md", text)
    assert (draft is not None, problems) == (True, [])
    assert draft is not None
    (found,) = draft.questions
    assert isinstance(found.item, SingleChoice)
    assert found.item.options[0].feedback == "So:\n\n```\n- [x] a\n```"
    assert tidy.tidy(text, "quiz") == text
