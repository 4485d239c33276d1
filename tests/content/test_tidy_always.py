"""What holds for tidying every file: the same meaning for learners, and once is enough."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lms.content import reading, source, tidy
from lms.content.store import LibraryStore
from tests.content.test_never_raise import TEXTS
from tests.content.tidied import MESSY

ROOT = Path(__file__).resolve().parent.parent.parent
KINDS = ("course", "lesson", "shared", "glossary", "quiz", "conversation")
FOLDERS = (ROOT, *sorted(path.parent for path in (ROOT / "tests" / "library").glob("*/*/expected.json")))
FILES = sorted(
    (root / path, kind)
    for root in FOLDERS
    for path in reading.walk(root)
    if (kind := reading.kind_of(path)) not in (None, "media", "translation")
)


def headings_without_ids(text: str) -> str:
    """The text without the ids that stand behind its headings."""
    return re.sub(r"(?m)^(\s{0,3}#.*?)[ \t]*\{#[^{}\n]*\}(.*)$", r"\1\2", text)


@pytest.mark.parametrize(("path", "kind"), FILES, ids=lambda value: str(value).removeprefix(str(ROOT)))
def test_every_file_of_ours_says_the_same_when_it_is_tidy(path: Path, kind: str) -> None:
    text = source.clean(path.read_bytes().decode("utf-8", "replace").lstrip("\ufeff"))
    tidied = tidy.tidy(text, kind)
    assert tidy.tidy(tidied, kind) == tidied
    assert tidied.endswith("\n")
    assert tidy.meaning(tidied, kind) is None or _same(tidy.with_ids(text, kind), tidied, kind)


def test_the_shipped_content_is_the_same_for_learners_when_it_is_tidy(tmp_path: Path) -> None:
    for name in reading.FOLDERS:
        shutil.copytree(ROOT / name, tmp_path / name)
    before = LibraryStore(tmp_path, watch=False).current()
    for path in reading.walk(tmp_path):
        kind = reading.kind_of(path)
        if kind is not None and kind != "media":
            full = tmp_path / path
            full.write_text(tidy.tidy(full.read_text(), kind))
    after = LibraryStore(tmp_path, watch=False).current()
    assert {slug: quiz.digest for slug, quiz in after.quizzes.items()} == {
        slug: quiz.digest for slug, quiz in before.quizzes.items()
    }
    assert {key: text.digest for key, text in after.lessons.items()} == {
        key: text.digest for key, text in before.lessons.items()
    }
    assert [replace(course, digest="") for course in after.courses.values()] == [
        replace(course, digest="") for course in before.courses.values()
    ]
    assert after.problems == before.problems


def _same(before: str, after: str, kind: str) -> bool:
    first, second = tidy.meaning(before, kind), tidy.meaning(after, kind)
    return first is not None and second is not None and first.model == second.model


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, st.sampled_from(KINDS), st.booleans())
@example("\ufeff\ufeff---\ntitle: A\n---", "lesson", False)
@example(MESSY, "quiz", False)
def test_tidying_twice_is_once_and_changes_no_meaning(text: str, kind: str, headed: bool) -> None:
    text = f"---\ntitle: A\ncourse: x\nsummary: s\naudience: a\n---\n{text}" if headed else text
    once = tidy.tidy(text, kind)
    assert tidy.tidy(once, kind) == once
    plain = source.clean(text.lstrip("\ufeff"))
    with_ids = tidy.with_ids(plain, kind)
    # An id is all that `with_ids` adds, and the model is the same from there on.
    assert headings_without_ids(with_ids).split() == headings_without_ids(plain).split()
    assert tidy.meaning(plain, kind) is None or _same(with_ids, once, kind)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.sampled_from((*KINDS, "media")))
def test_tidying_never_raises(text: str, kind: str) -> None:
    assert "\r" not in tidy.tidy(text, kind)
