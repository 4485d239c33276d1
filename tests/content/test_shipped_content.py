"""The course that comes with the platform keeps the rules of the format."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from lms.content import reading, tidy
from lms.content.check import check
from lms.content.store import LibraryStore
from lms.domain import drawing, fingerprints
from lms.domain.fingerprints import Weight
from lms.domain.quizzes import Difficulty, Reflection, SingleChoice

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_shipped_content_has_no_problem_but_four_notes_that_are_meant() -> None:
    # The electives may be tried as often as one likes, so that in the end somebody who only clicks passes.
    meant = {"managers-and-teams", "residential-care", "schools-and-early-help", "working-across-boroughs"}
    found = check(ROOT)
    assert {problem.code for problem in found} == {"D407"}
    assert {problem.level for problem in found} == {"note"}
    assert sorted(problem.path for problem in found) == sorted(f"quizzes/{name}.md" for name in meant)


TEXTS = sorted(path for path in reading.walk(ROOT) if reading.kind_of(path) not in (None, "media"))


@pytest.mark.parametrize("path", TEXTS)
def test_the_shipped_content_is_tidy(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert tidy.tidy(text, reading.kind_of(path) or "") == text


def test_the_question_bank_is_whole() -> None:
    """Each of the 145 questions of the bank is in one quiz; the refresher holds copies (r-m…)."""
    quizzes = LibraryStore(ROOT, watch=False).current().quizzes
    bank = {
        item.id
        for published in quizzes.values()
        for item in published.quiz.items
        if not item.id.startswith("r-m")
    }
    assert len(bank) == 145
    final = quizzes["restorative-practice"].quiz
    paper = drawing.draw(final, 1)
    assert (len(paper.items), final.pass_mark) == (25, 80)
    safety = {item.id for item in final.items if "safety" in item.tags}
    assert len(safety) == 6
    assert safety <= {drawn.item_id for drawn in paper.items}


def test_the_copies_in_the_refresher_say_what_the_questions_say() -> None:
    """A quiz may only include quizzes of its own course, so the refresher repeats some questions."""
    quizzes = LibraryStore(ROOT, watch=False).current().quizzes
    bank = {item.id: item for item in quizzes["restorative-practice"].quiz.items}
    copies = [
        item for item in quizzes["restorative-practice-refresher"].quiz.items if item.id.startswith("r-m")
    ]
    assert len(copies) == 31
    for copy in copies:
        original = bank[copy.id.removeprefix("r-")]
        weights = {change.weight for change in fingerprints.compare(original, copy)}
        assert copy.text == original.text
        assert Weight.MEANING not in weights, copy.id


def test_every_final_paper_is_spread_over_the_modules_and_the_difficulties() -> None:
    """Four from each module and one more about safety; about a third easy and no question without a mark."""
    final = LibraryStore(ROOT, watch=False).current().quizzes["restorative-practice"].quiz
    items = {item.id: item for item in final.items}
    easy = 0
    for seed in range(100):
        paper = [items[drawn.item_id] for drawn in drawing.draw(final, seed).items]
        modules = Counter(tag for item in paper for tag in item.tags if tag.startswith("module-"))
        assert sorted(modules.values()) == [4, 4, 4, 4, 4, 5]
        assert not any(isinstance(item, Reflection) for item in paper)
        easy += sum(item.difficulty is Difficulty.EASY for item in paper)
    assert 0.3 < easy / 2500 < 0.4


def test_no_right_answer_is_told_by_its_length_or_its_place() -> None:
    quizzes = LibraryStore(ROOT, watch=False).current().quizzes
    singles = {
        item.id: item
        for published in quizzes.values()
        for item in published.quiz.items
        if isinstance(item, SingleChoice)
    }
    longest = 0
    places = Counter[int]()
    for item in singles.values():
        [(place, key)] = [(n, option) for n, option in enumerate(item.options) if option.correct]
        other = max(len(option.text) for option in item.options if not option.correct)
        assert len(key.text) <= 1.34 * other, item.id
        longest += len(key.text) > other
        places[place] += 1
    assert longest < 0.4 * len(singles)
    assert max(places.values()) < 0.45 * len(singles)
