"""Conversations: ways through them, what the choices add up to, and what no way can reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain import conversations
from lms.domain.conversations import CORNERS, Choice, Conversation, Corner, Debrief, Level, Scene
from lms.domain.errors import MalformedResponse

HIGH, LOW = Level.HIGH, Level.LOW
WITH, FOR, TO, NOT = (HIGH, HIGH), (HIGH, LOW), (LOW, HIGH), (LOW, LOW)
LETTERS = {"with": WITH, "for": FOR, "to": TO, "not": NOT}


def choice(written: str) -> Choice:
    """ "b with": a choice of the corner "with" that leads to the scene b."""
    to, corner = written.split()
    return Choice(f"Say {written}", to, *LETTERS[corner], consequence=f"After {written}")


def conversation(scenes: Mapping[str, str], parts: Sequence[Corner] = CORNERS) -> Conversation:
    """Slug -> the choices of the scene with commas between them, nothing for an ending."""
    debrief = Debrief("To all", {part: f"{part[0]} support, {part[1]} challenge" for part in parts})
    return Conversation(
        slug="at-the-door",
        title="At the door",
        minutes=5,
        scenes=tuple(
            Scene(
                slug,
                slug.upper(),
                f"Text of {slug}",
                tuple(choice(one) for one in written.split(", ") if one),
                ending=not written,
            )
            for slug, written in scenes.items()
        ),
        debrief=debrief,
    )


DOOR = conversation({"a": "b with, c to, d for", "b": "c with, e not", "c": "b for, d to", "d": "", "e": ""})


def test_the_corners_are_support_then_challenge() -> None:
    assert CORNERS == (WITH, FOR, TO, NOT)


def test_a_way_is_the_scenes_the_choices_and_where_they_led() -> None:
    path = conversations.play(DOOR, [0, 1])
    assert [scene.slug for scene in path.scenes] == ["a", "b"]
    assert [one.consequence for one in path.choices] == ["After b with", "After e not"]
    assert path.at == DOOR.by_slug()["e"]
    assert path.at.ending


def test_before_the_first_choice_everybody_is_in_the_first_scene() -> None:
    path = conversations.play(DOOR, [])
    assert (path.scenes, path.choices, path.at) == ((), (), DOOR.scenes[0])


def test_a_way_may_go_round_in_a_ring() -> None:
    path = conversations.play(DOOR, [0, 0, 0, 0, 1])
    assert [scene.slug for scene in path.scenes] == ["a", "b", "c", "b", "c"]
    assert path.at.slug == "d"


@pytest.mark.parametrize(
    ("picks", "slug"), [([3], "a"), ([-1], "a"), ([0, 2], "b"), ([2, 0], "d"), ([0, 1, 0], "e")]
)
def test_a_choice_that_is_not_there_is_refused(picks: list[int], slug: str) -> None:
    with pytest.raises(MalformedResponse) as caught:
        conversations.play(DOOR, picks)
    assert caught.value.item_id == slug


@pytest.mark.parametrize(
    ("made", "support", "challenge", "corner"),
    [
        ("", 0, 0, NOT),
        ("x with", 1, 1, WITH),
        ("x with, x not", Fraction(1, 2), Fraction(1, 2), WITH),
        ("x for, x to", Fraction(1, 2), Fraction(1, 2), WITH),
        ("x for, x not, x for", Fraction(2, 3), 0, FOR),
        ("x to, x not, x to", 0, Fraction(2, 3), TO),
        ("x with, x not, x not", Fraction(1, 3), Fraction(1, 3), NOT),
        ("x to, x to, x with", Fraction(1, 3), 1, TO),
    ],
)
def test_half_or_more_counts_as_high(
    made: str, support: Fraction, challenge: Fraction, corner: Corner
) -> None:
    choices = [choice(one) for one in made.split(", ") if one]
    assert conversations.shares(choices) == (support, challenge)
    assert conversations.corner_of(choices) == corner
    assert conversations.debrief_for(DOOR, choices) == f"{corner[0]} support, {corner[1]} challenge"


def test_a_corner_without_a_part_gets_nothing() -> None:
    short = conversation({"a": "b not", "b": ""}, [WITH])
    assert conversations.debrief_for(short, [choice("b not")]) == ""


@pytest.mark.parametrize(
    ("start", "found"), [("a", "abcde"), ("b", "bcde"), ("c", "bcde"), ("d", "d"), ("e", "e")]
)
def test_what_can_be_reached_from_a_scene(start: str, found: str) -> None:
    assert conversations.reachable(DOOR, start) == frozenset(found)


@pytest.mark.parametrize(
    ("scenes", "found"),
    [
        ({"a": "b with", "b": ""}, ""),
        ({"a": "b with, c to", "b": "", "c": "c to"}, "c"),
        ({"a": "b with", "b": "a with"}, "ab"),
        ({"a": "b with, d to", "b": "c with", "c": "b to", "d": ""}, "bc"),
    ],
)
def test_the_scenes_without_a_way_out(scenes: dict[str, str], found: str) -> None:
    assert conversations.trapped(conversation(scenes)) == frozenset(found)


@pytest.mark.parametrize(
    ("scenes", "found"),
    [
        ({"a": "b with", "b": ""}, [WITH]),
        ({"a": "b with, b not", "b": ""}, [WITH, NOT]),
        ({"a": "b for", "b": "c not", "c": "d for", "d": ""}, [FOR]),
        # A choice that nobody can come to does not count, nor does one after which nobody comes to an end.
        ({"a": "b with, c to", "b": "", "c": "c to", "d": "b not"}, [WITH]),
        # Enough times round a ring outweigh everything else.
        ({"a": "b with", "b": "c with", "c": "c not, d with", "d": ""}, [WITH, NOT]),
        ({"a": "b not", "b": "a with, c not", "c": ""}, [NOT]),
        ({"a": "a for, a to, b not", "b": ""}, [FOR, TO, NOT]),
        ({"a": "a for, a to, b with", "b": ""}, [WITH, FOR, TO]),
    ],
)
def test_the_corners_that_people_can_reach(scenes: dict[str, str], found: Sequence[Corner]) -> None:
    assert conversations.reachable_corners(conversation(scenes)) == frozenset(found)


NAMES = "abcde"
CHOICES = st.tuples(st.sampled_from(NAMES), st.sampled_from(sorted(LETTERS))).map(" ".join)
GRAPHS = st.fixed_dictionaries(
    {name: st.lists(CHOICES, max_size=3).map(", ".join) for name in NAMES}
    | {"a": st.lists(CHOICES, min_size=1, max_size=3).map(", ".join)}
).map(lambda scenes: conversation({name: scenes[name] for name in NAMES}))


def ways(played: Conversation, longest: int) -> list[tuple[int, ...]]:
    """Every way of at most `longest` choices to an ending, found one by one."""
    found: list[tuple[int, ...]] = []
    waiting: list[tuple[int, ...]] = [()]
    for way in waiting:
        at = conversations.play(played, way).at
        if at.ending:
            found.append(way)
        elif len(way) < longest:
            waiting += [(*way, pick) for pick in range(len(at.choices))]
    return found


@given(GRAPHS)
def test_no_short_way_leans_to_a_corner_that_was_not_found(played: Conversation) -> None:
    leant = {conversations.corner_of(conversations.play(played, way).choices) for way in ways(played, 5)}
    assert leant <= conversations.reachable_corners(played)


@given(GRAPHS)
def test_without_rings_exactly_the_corners_of_the_ways_are_found(played: Conversation) -> None:
    forwards = {
        scene.slug: ", ".join(
            f"{one.to} {name}"
            for one in scene.choices
            for name, corner in LETTERS.items()
            if one.to > scene.slug and corner == (one.support, one.challenge)
        )
        for scene in played.scenes
    }
    straight = conversation(forwards | {"a": forwards["a"] or "e with"})
    leant = {conversations.corner_of(conversations.play(straight, way).choices) for way in ways(straight, 5)}
    assert conversations.reachable_corners(straight) == leant


@given(GRAPHS)
def test_the_ways_agree_with_what_can_be_reached(played: Conversation) -> None:
    known = conversations.reachable(played, "a")
    assert "a" in known
    trapped = conversations.trapped(played)
    for scene in played.scenes:
        ends = any(played.by_slug()[slug].ending for slug in conversations.reachable(played, scene.slug))
        assert ends == (scene.slug not in trapped)
    for way in ways(played, 4):
        path = conversations.play(played, way)
        assert {scene.slug for scene in path.scenes} | {path.at.slug} <= known - trapped


def test_a_conversation_made_to_be_slow_is_given_up_on() -> None:
    # Four thousand scenes, each of which leads on and back to the start: rings of every length.
    count = 4000
    scenes = {f"s{n}": f"s{n + 1} for, s0 to, s{n // 2} not, s{n // 3} with" for n in range(count)}
    huge = conversation(scenes | {f"s{count}": ""})
    assert conversations.reachable_corners(huge) <= set(CORNERS)
    assert conversations.trapped(huge) == frozenset()
    assert len(conversations.reachable(huge, "s0")) == count + 1


@pytest.mark.parametrize(
    ("scenes", "first"),
    [
        ({"a": "b with, b not", "b": "c with, c to", "c": ""}, True),
        # The best that a scene has counts, whatever it is; as good as the best is best as well.
        ({"a": "b for, b not", "b": "c with, c with, c to", "c": ""}, True),
        ({"a": "b with, b not", "b": "c to, c with", "c": ""}, False),
        # Scenes in which every choice is as good say nothing.
        ({"a": "b with, b not", "b": "c for, c to", "c": "d with", "d": ""}, False),
        ({"a": "b for, b to", "b": "c with, c to", "c": "d with, d not", "d": ""}, True),
    ],
)
def test_whether_the_best_choice_always_comes_first(scenes: dict[str, str], *, first: bool) -> None:
    assert conversations.best_comes_first(conversation(scenes)) is first


@pytest.mark.parametrize(
    ("consequence", "danger"),
    [
        ("She nods.\n\n**Not safe:** Nobody knows.", "Nobody knows."),
        ("**Not safe**: Nobody knows.", "Nobody knows."),
        ("**Ddim yn ddiogel:** Does neb yn gwybod.", "Does neb yn gwybod."),
        ("It is **not safe:** she says.", ""),
        ("She nods.", ""),
    ],
)
def test_a_choice_is_not_safe_if_its_consequence_says_so(consequence: str, danger: str) -> None:
    assert Choice("Say it", "b", HIGH, HIGH, consequence).danger == danger


def test_a_way_through_a_choice_that_is_not_safe_is_not_praised() -> None:
    safe, unsafe = Choice("a", "b", HIGH, HIGH), Choice("b", "c", LOW, LOW, "**Not safe:** Nobody knows.")
    assert conversations.debrief_for(DOOR, [safe, safe]) == "high support, high challenge"
    assert conversations.debrief_for(DOOR, [safe, safe, unsafe]) == ""
    assert conversations.debrief_for(DOOR, [unsafe, unsafe]) == "low support, low challenge"


def test_a_translation_with_other_scenes_is_no_translation() -> None:
    other = conversation({"a": "b with", "b": ""})
    assert conversations.in_words_of(DOOR, other) is DOOR
