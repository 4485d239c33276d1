"""What the shipped conversations say at the end of every way through them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.content.store import LibraryStore
from lms.domain import conversations as rules
from lms.domain.conversations import Conversation, Level
from lms.queries import conversations

ROOT = Path(__file__).resolve().parent.parent.parent
ROUTES = {
    "third-time-of-ringing": 46,
    "the-figures-are-late": 208,
    "a-knock-at-the-door": 162,
    "the-double-booking": 50,
}


@pytest.fixture(scope="module")
def played() -> dict[str, Conversation]:
    library = LibraryStore(ROOT, watch=False).current()
    return {
        slug: page.conversation
        for (_, slug), page in library.lessons.items()
        if page.conversation is not None
    }


def routes(conversation: Conversation) -> Iterator[tuple[int, ...]]:
    scenes = conversation.by_slug()
    waiting: list[tuple[str, tuple[int, ...]]] = [(conversation.scenes[0].slug, ())]
    while waiting:
        slug, picks = waiting.pop()
        if scenes[slug].ending:
            yield picks
        waiting += [(choice.to, (*picks, at)) for at, choice in enumerate(scenes[slug].choices)]


def test_there_are_as_many_ways_as_the_authors_counted(played: dict[str, Conversation]) -> None:
    assert {slug: sum(1 for _ in routes(one)) for slug, one in played.items()} == ROUTES


def test_no_way_through_a_choice_that_is_not_safe_ends_with_praise(played: dict[str, Conversation]) -> None:
    knock = played["a-knock-at-the-door"]
    praise = "Most of your choices were <em>with</em> her."
    found = 0
    for picks in routes(knock):
        path = rules.play(knock, picks)
        debrief = conversations.stage(knock, picks).debrief
        assert debrief is not None
        dangers = [choice.danger for choice in path.choices if choice.danger]
        high = rules.corner_of(path.choices) == (Level.HIGH, Level.HIGH)
        assert (praise in debrief.part) is (high and not dangers)
        assert ("not safe" in debrief.leaning) is bool(dangers)
        found += bool(dangers)
        for danger in dangers:
            assert danger in debrief.part
    assert found


def test_only_one_conversation_has_choices_that_are_not_safe(played: dict[str, Conversation]) -> None:
    counts = {
        slug: sum(bool(choice.danger) for scene in one.scenes for choice in scene.choices)
        for slug, one in played.items()
    }
    assert counts == dict.fromkeys(ROUTES, 0) | {"a-knock-at-the-door": 6}
