"""Conversations as trainers write them: what is read, which slips are sure, and what is held back."""

from __future__ import annotations

import pytest

from lms.content import conversation_lines
from lms.content.conversations import read_conversation
from lms.domain.conversations import CORNERS, Conversation, Level
from tests.content.told import DEBRIEF, DOOR, PATH, SETTINGS, sound

HIGH, LOW = Level.HIGH, Level.LOW


def scene(lines: str, *, start: str = "- [On](#b) (high support, high challenge)") -> Conversation:
    """A conversation of two scenes, the second of which ends; `lines` are the first."""
    return sound(f"## A\n\n{lines or start}\n\n## B\n\n**Ending:** Done.\n{DEBRIEF}")


def test_a_conversation_is_its_settings_scenes_and_debrief() -> None:
    conversation = sound(DOOR + DEBRIEF)
    assert (conversation.slug, conversation.title, conversation.minutes) == (
        "kitchen-table",
        "At the kitchen table",
        15,
    )
    assert (conversation.you_are, conversation.they_are) == ("Sam, a practitioner", "Rhian")
    assert conversation.intro == "Gwyn has fallen twice."
    door, inside, closed = conversation.scenes
    assert (door.slug, door.title, door.text) == (
        "rhian-opens-the-door",
        "Rhian opens the door",
        '**Rhian:** "You again."',
    )
    assert not door.ending
    job, sorry = door.choices
    assert (job.text, job.to) == ('Say: "It\'s my job."', "the-door-closes")
    assert (job.support, job.challenge, job.consequence) == (LOW, HIGH, "Her hand stays on the door.")
    assert (sorry.support, sorry.challenge, sorry.consequence) == (HIGH, HIGH, "")
    assert inside.ending
    assert closed.ending
    assert (inside.text, closed.text) == ('"Go on then."', "You leave.")
    assert conversation.debrief.intro == "What mattered was **both**."
    assert dict(conversation.debrief.parts) == dict(
        zip(CORNERS, ("With.", "For.", "To.", "Not."), strict=True)
    )


@pytest.mark.parametrize(
    ("written", "text", "consequence"),
    [
        ("- [On](#b) (high support, high challenge)\n  > Yes.\n  > And so.", "On", "Yes.\nAnd so."),
        ("* [On](#b) (High Support and high challenge)\n> Yes.", "On", "Yes."),
        ("1. [On](#B) (high challenge, high support)\n\n   > Yes.", "On", "Yes."),
        ("- Say: [On](#b) high support, high challenge", "Say: On", ""),
        ("- [On](#b) (high support) (high challenge) Yes.", "On", "Yes."),
        (
            "- [On and\n  on](#b)\n  (high support, high challenge)\n  > Yes,\n  indeed.",
            "On and on",
            "Yes,\nindeed.",
        ),
        ("\t- [On](#b) (high support; high challenge)\n\t  > Yes.\n", "On", "Yes."),
        ("- [On](#b) (high support, high challenge)\n  > One.\n  >\n  > Two.", "On", "One.\n\nTwo."),
    ],
)
def test_a_choice_may_be_written_in_several_ways(written: str, text: str, consequence: str) -> None:
    (choice,) = scene(written).scenes[0].choices
    assert (choice.text, choice.to, choice.consequence) == (text, "b", consequence)
    assert (choice.support, choice.challenge) == (HIGH, HIGH)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (
            "- A list item\n- [Another](https://example.org)\n\nThen:",
            "- A list item\n- [Another](https://example.org)\n\nThen:",
        ),
        ("### A smaller heading\n\nText.", "### A smaller heading\n\nText."),
        ("```\n- [No](#nowhere) (high support, high challenge)\n**Ending:** no\n## No\n```",) * 2,
    ],
)
def test_other_lists_headings_and_code_are_text_of_the_scene(lines: str, text: str) -> None:
    choice = "- [On](#b) (high support, high challenge)"
    assert scene(f"{lines}\n\n{choice}").scenes[0].text == text
    assert scene(f"{choice}\n\n{lines}").scenes[0].text == text


def test_a_heading_ends_a_choice_above_it() -> None:
    found = scene("- [On](#b) (high support, high challenge)\n### After\n\n> A quotation.\n").scenes[0]
    assert found.text == "### After\n\n> A quotation."
    assert found.choices[0].consequence == ""


def test_a_quotation_further_down_is_no_consequence() -> None:
    found = scene("- [On](#b) (high support, high challenge)\n\n> **Note**\n> Mind this.\n").scenes[0]
    assert found.text == "> **Note**\n> Mind this."
    assert found.choices[0].consequence == ""


def test_an_ending_may_say_something_first() -> None:
    found = sound(DOOR.replace("**Ending:** You leave.", "It is dark.\n\n__Ending__: You leave.") + DEBRIEF)
    assert found.scenes[2].ending
    assert found.scenes[2].text == "It is dark.\n\nYou leave."


def test_a_debrief_heading_that_names_no_corner_is_text() -> None:
    debrief = DEBRIEF.replace("What mattered", "### First\n\nWhat mattered").replace(
        "For.", "For.\n\n### Look again\n\nAt the door."
    )
    found = sound(DOOR + debrief)
    assert found.debrief.intro == "### First\n\nWhat mattered was **both**."
    assert found.debrief.parts[HIGH, LOW] == "For.\n\n### Look again\n\nAt the door."


@pytest.mark.parametrize(
    ("text", "corner"),
    [
        ("Mostly high support, low challenge", (HIGH, LOW)),
        ("mostly LOW challenge and high support:", (HIGH, LOW)),
        ("Mostly high support, low support", None),
        ("Mostly highly supportive", None),
        ("High support", None),
    ],
)
def test_the_corner_that_a_heading_names(text: str, corner: tuple[Level, Level] | None) -> None:
    assert conversation_lines.corner_in(text) == corner


def test_the_debrief_may_stand_before_a_scene_and_have_a_colon() -> None:
    first, rest = DOOR.split("## She lets you in")
    found = sound(first + DEBRIEF.replace("## Debrief", "## Debrief:") + "\n## She lets you in" + rest)
    assert [scene.slug for scene in found.scenes][1:] == ["she-lets-you-in", "the-door-closes"]


def test_without_minutes_the_time_is_estimated_from_the_words() -> None:
    text = SETTINGS.replace("minutes: 15\n", "") + DOOR + DEBRIEF + "word " * 580
    conversation, problems = read_conversation(PATH, text)
    assert problems == []
    assert conversation is not None
    assert conversation.minutes == 3


def test_a_file_without_settings_is_no_conversation() -> None:
    conversation, problems = read_conversation(PATH, "## A\n")
    assert conversation is None
    assert [problem.code for problem in problems] == ["F101"]
