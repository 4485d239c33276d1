"""Slips in conversations: which are sure, where they are reported, and what is held back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content import conversation_links, conversations, settings_block
from lms.content.conversations import read_conversation
from lms.content.problems import Report
from tests.content.told import DEBRIEF, DOOR, PATH, sound, told


def codes(text: str) -> list[tuple[str, int]]:
    return sorted((problem.code, problem.line) for problem in told(text)[1])


def test_a_conversation_needs_a_title_and_settings_that_we_know() -> None:
    text = "---\nkind: conversation\nyou ar: Sam\nminutes: many\n---\n" + DOOR + DEBRIEF
    conversation, problems = read_conversation(PATH, text)
    assert conversation is None
    assert sorted(problem.code for problem in problems) == ["F105", "F106", "F107"]


def test_too_many_brackets_are_one_problem() -> None:
    assert codes(DOOR + "[" * 300 + DEBRIEF) == [("F115", 25)]


def test_the_page_has_its_own_problems_as_well() -> None:
    conversation, problems = told(DOOR.replace('"You again."', "![](media/a.png) <b>") + DEBRIEF)
    assert conversation is None
    assert sorted(problem.code for problem in problems) == ["L203", "L213"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # A link that is nearly right counts as right, so the scene is not missed as well.
        ("(#the-door-closes)", "(#the-dor-closes)", [("S501", 15)]),
        # Where nothing is alike we do not know which scene is missed.
        ("(#the-door-closes)", "(#upstairs)", [("S501", 15)]),
        ("(#the-door-closes)", "(#)", [("S501", 15)]),
        ("(#the-door-closes)", "(#debrief)", [("S501", 15)]),
        ('[Say: "It\'s my job."](#the-door-closes)', "Say: it is my job.", [("S501", 15)]),
        ('[Say: "It\'s my job."]', "[]", [("S501", 15)]),
        ("(low support, high challenge)", "", [("S505", 15)]),
        ("(low support, high challenge)", "(low support, high support)", [("S505", 15)]),
        ("## The door closes", "## She lets you in", [("S501", 15), ("S502", 23)]),
        ("## The door closes", "## Debrief", [("S501", 15), ("S502", 27)]),
        ("## The door closes", "## ?", [("S501", 15), ("S502", 23)]),
        ("**Ending:** You leave.", "You leave.", [("S503", 23)]),
        (
            "You leave.",
            "You leave.\n\n- [Back](#she-lets-you-in) (low support, low challenge)",
            [("S503", 23)],
        ),
        (
            "## Rhian opens",
            "## You ring\n\n**Ending:** Nobody is in.\n\n## Rhian opens",
            [("S503", 11), ("S504", 15)],
        ),
    ],
)
def test_each_slip_is_reported_once(old: str, new: str, expected: list[tuple[str, int]]) -> None:
    text = DOOR + DEBRIEF
    assert text.count(old) == 1
    assert codes(text.replace(old, new)) == expected
    assert told(text.replace(old, new))[0] is None


def test_after_many_misspelt_links_nobody_guesses_any_more() -> None:
    slips = "- [On](#the-dor-closes) (low support, low challenge)\n" * 30
    text = DOOR.replace("## She lets you in", f"{slips}\n## She lets you in") + DEBRIEF
    messages = [problem.message for problem in told(text)[1]]
    assert len(messages) == 30
    assert sum("Did you mean" in message for message in messages) == 20


def test_a_conversation_without_scenes_says_so() -> None:
    assert codes("Only words.\n" + DEBRIEF) == [("S503", 1)]
    assert codes("Only words.\n") == [("S503", 1), ("S506", 1)]


def test_the_second_scene_of_a_name_is_looked_at_too() -> None:
    again = "\n## She lets you in\n\n- [On](#nowhere-at-all) (kind)\n"
    assert codes(DOOR + again + DEBRIEF) == [("S501", 29), ("S502", 27), ("S505", 29)]


def test_a_part_of_the_story_that_nothing_leads_to_is_reported_where_it_begins() -> None:
    island = "\n## D\n\n- [On](#c) (low support, low challenge)\n"
    island += "\n## C\n\n- [On](#d) (low support, low challenge)\n"
    tail = "\n## E\n\n- [On](#f) (low support, low challenge)\n\n## F\n\n**Ending:** F.\n"
    assert codes(DOOR + tail + DEBRIEF) == [("S504", 27)]
    # The ring has no way out either, but nobody can come into it.
    assert codes(DOOR + island + DEBRIEF) == [("S504", 27)]


def test_a_story_that_never_ends_is_reported_where_people_come_into_it() -> None:
    ring = "## A\n\n- [On](#b) (high support, high challenge)\n"
    ring += "\n## B\n\n- [On](#a) (high support, high challenge)\n"
    assert codes(ring + DEBRIEF) == [("S507", 9)]
    way_in = DOOR.replace("**Ending:** You leave.", "- [Wait](#the-hall) (low support, low challenge)")
    hall = "\n## The hall\n\n- [Wait](#the-door-closes) (low support, low challenge)\n"
    assert codes(way_in + hall + DEBRIEF) == [("S507", 23)]


def test_only_corners_that_people_can_reach_need_a_part() -> None:
    short = DEBRIEF[: DEBRIEF.index("### Mostly high support, low")]
    conversation, problems = told(DOOR + short)
    assert [(problem.code, problem.line, problem.level) for problem in problems] == [("S508", 27, "warning")]
    assert problems[0].message == (
        'The debrief says nothing for "low support, high challenge", which people can reach.'
    )
    assert conversation is not None


def test_a_part_without_words_says_nothing() -> None:
    assert codes(DOOR + DEBRIEF.replace("To.\n", "")) == [("S508", 27)]


def test_the_links_of_a_conversation_lead_to_the_site() -> None:
    text = DOOR.replace("You leave.", "See [there](there.md).").replace("Gwyn has", "[Gwyn](there.md) has")
    text = text.replace("Her hand", "[Her](there.md) hand").replace("Say: ", "![A hand](there.md) ")
    text += DEBRIEF.replace("What", "[What](there.md)").replace("To.", "To [Rhian](there.md).")
    before = sound(text)
    after = conversation_links.led(before, {"there.md": "/there"})
    assert repr(before).count("(there.md)") == repr(after).count("(/there)") == 7
    assert "there.md" not in repr(after)
    assert conversation_links.led(before, {}) == before


def test_a_best_choice_that_is_always_the_first_is_noted() -> None:
    better = "- [On](#{}) (high support, low challenge)\n- [Off](#c) (low support, low challenge)\n"
    text = f"## A\n\n{better.format('b')}\n## B\n\n{better.format('c')}\n## C\n\n**Ending:** C.\n{DEBRIEF}"
    conversation, problems = told(text)
    assert [(problem.code, problem.line, problem.level) for problem in problems] == [("S509", 9, "note")]
    assert conversation is not None


@pytest.mark.parametrize(
    ("kind", "wanted"), [("conversation", True), ("Conversation.", True), ("lesson", False), ("", False)]
)
def test_a_file_says_that_it_is_a_conversation(kind: str, *, wanted: bool) -> None:
    report = Report(PATH)
    settings = settings_block.read(report, ["---", f"kind: {kind}", "---"], conversations.SETTINGS)
    assert settings is not None
    assert conversations.is_wanted(settings) is wanted


FRAGMENTS = (
    "## A\n",
    "## B\n",
    "## Debrief\n",
    "### Mostly high support, low challenge\n",
    "- [On](#a) (low support, low challenge)\n",
    "- [On](#b) (high support, high challenge)\n",
    "* [On](#c)\n",
    "- (high support, low challenge)\n",
    "  > Yes.\n",
    "> **Note**\n",
    "**Ending:** Done.\n",
    "```\n",
    "- plain\n",
    "\n",
    "## \n",
    "[" * 201,
)
TEXTS = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=20)), max_size=25).map("".join)


@given(TEXTS)
def test_no_text_raises_and_only_a_sound_one_can_be_played(text: str) -> None:
    conversation, problems = told(text)
    assert (conversation is None) == any(problem.level == "error" for problem in problems)
    if conversation is not None:
        slugs = set(conversation.by_slug())
        assert len(slugs) == len(conversation.scenes)
        assert not conversation.scenes[0].ending
        for one in conversation.scenes:
            assert one.ending == (not one.choices)
            assert {choice.to for choice in one.choices} <= slugs
