"""What a file once said, unit by unit, and the small repairs that go with the past of a file."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import pytest

from lms.content import conversation_versions, edits, history, lint_history, moves, texts, versions
from lms.content.problems import Problem, level_of
from lms.content.versions import UnknownFormat
from lms.domain.quizzes import Marking, OrderMarking
from tests.domain import samples

TRANSLATION = "courses/c/01-m/01-l.cy.md"
DAY = "1 November 2026"


def unit_names(path: str, text: str) -> list[str]:
    return sorted(history.read_units(path, text.encode()))


def test_every_kind_of_file_has_units() -> None:
    lesson = "---\ntitle: L\nminutes: 3\n---\n\nWords.\n\n### Check: Is it so? {#so}\n\n- [x] Yes\n- [ ] No\n"
    assert unit_names("courses/c/01-m/01-l.md", lesson) == ["", "so"]
    assert unit_names("courses/c/course.md", "---\ntitle: C\n---\n\n# C\n\n## Modules\n") == [""]
    assert unit_names("courses/c/glossary.md", "# Glossary\n\n## Brew {#brew}\n\nTo wait.\n") == [""]
    quiz = "---\ntitle: Q\ncourse: c\n---\n\n## Is it so? {#so}\n\n- [x] Yes\n- [ ] No\n"
    assert unit_names("courses/c/_shared/words.md", "Words for several lessons.\n") == [""]
    assert unit_names("quizzes/q.md", quiz) == ["", "so"]
    assert unit_names("quizzes/q.cy.md", quiz) == ["", "so"]
    assert history.read_units("courses/c/01-m/01-l.md", b"\xff\xfe\x00") == {}


def test_a_check_without_a_colon_needs_an_id_and_a_box() -> None:
    head = "---\ntitle: L\nminutes: 3\n---\n\nWords.\n\n"
    plain = "### Check what you know {#so}\n\nMore words.\n\n### Next\n\n- [x] Yes\n"
    assert unit_names("courses/c/01-m/01-l.md", head + plain) == [""]


def mend(path: str, text: str, code: str, line: int, message: str) -> str:
    problem = Problem(path, line, 1, code, level_of(code), message, "")
    (found,) = edits.mended([problem], {path: text})
    return edits.applied(text, found.edits)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\ntitle: L\n---\n\nGeiriau.\n", f"---\ntitle: L\nreviewed: {DAY}\n---\n\nGeiriau.\n"),
        (
            "---\ntitle: L\nreviewed: 1 January 2025\n---\n\nGeiriau.\n",
            f"---\ntitle: L\nreviewed: {DAY}\n---\n\nGeiriau.\n",
        ),
        (
            "---\nreviewed: soon\ntitle: L\n---\n\nGeiriau.\n",
            f"---\nreviewed: {DAY}\ntitle: L\n---\n\nGeiriau.\n",
        ),
        ("Geiriau.\n", f"---\nreviewed: {DAY}\n---\n\nGeiriau.\n"),
    ],
)
def test_a_translation_that_is_still_right_says_when_it_was_looked_at(before: str, after: str) -> None:
    assert mend(TRANSLATION, before, "T604", 1, f"The English was changed on {DAY}.") == after
    assert mend(TRANSLATION, before, "T604", 1, "The English was changed.") == before


def test_a_question_gets_another_id_only_where_it_has_one() -> None:
    text = "---\ntitle: Q\ncourse: c\n---\n\n## Is it so? {#so}\n\n- [x] Yes\n- [ ] No\n"
    assert "{#so-2}" in mend("quizzes/q.md", text, "Q333", 8, "Another answer is right now.")
    plain = text.replace(" {#so}", "")
    assert mend("quizzes/q.md", plain, "Q333", 8, "Another answer is right now.") == plain
    assert mend("quizzes/q.md", "- [x] Yes\n", "Q333", 1, "Another answer is right now.") == "- [x] Yes\n"


def test_a_rule_of_marking_is_not_what_is_right() -> None:
    for item, other in (
        (samples.multiple(), {"marking": Marking.ALL_OR_NOTHING}),
        (samples.ordering(), {"marking": OrderMarking.ALL_OR_NOTHING}),
        (samples.single(), {"marks": 3}),
    ):
        assert not lint_history.other_key(item, replace(item, **other))


def test_a_pinned_text_of_another_format_is_refused() -> None:
    for read in (conversation_versions.from_json, versions.quiz_from_json):
        with pytest.raises(UnknownFormat, match="format 99"):
            read(json.dumps({"format": 99}))
        with pytest.raises(UnknownFormat):
            read("[]")


def test_a_link_that_leads_out_of_the_folder_is_no_reference() -> None:
    for target in ("https://example.gov.uk", "/courses/c/course.md", "#here"):
        assert moves._leads("courses/c/course.md", target) is None
    assert moves._leads("courses/c/course.md", "01-m/01-l.md") == "courses/c/01-m/01-l.md"


@dataclass(frozen=True)
class Page:
    title: str
    secret: str


def test_texts_are_found_wherever_they_stand_but_where_they_are_left_out() -> None:
    thing = {"a": [Page("one", "no")], "b": ("two",), "c": 3}
    assert list(texts.strings(thing, frozenset({"secret"}))) == ["one", "two"]
    assert list(texts.strings(thing, frozenset({"secret", "b"}))) == ["one"]
