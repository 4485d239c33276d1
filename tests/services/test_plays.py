"""What somebody chooses in a conversation is stored once, with the text it was chosen in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.content import conversation_versions, conversations
from lms.content.library import LessonText, Library
from lms.db.enrolments import Cycle
from lms.db.plays import Play, PlayChoice
from lms.domain import errors
from lms.domain.conversations import LONGEST, Conversation
from lms.queries import plays as reads
from lms.services import enrolments, plays
from lms.services.plays import Moved
from tests.support import learning, rows
from tests.support.databases import Database, at_once, counted

TALK = Path(__file__).parents[1] / "support" / "kitchen_table.md"
COURSE, LESSON = learning.COURSE, "circles"


def talk() -> Conversation:
    found, problems = conversations.read_conversation("kitchen-table.md", TALK.read_text())
    assert found is not None, problems
    return found


def library(conversation: Conversation) -> Library:
    plain = learning.library()
    text = LessonText(LESSON, conversation.title, "1" * 64, (), None, conversation)
    return replace(plain, lessons={**plain.lessons, (COURSE, LESSON): text})


LIBRARY = library(talk())
FIRST = conversation_versions.scene_digest(talk().scenes[0])


def start(session: Session, person_id: int, choice: int = 2, of: Library = LIBRARY) -> Moved:
    scene = conversation_versions.scene_digest(of.conversation(COURSE, LESSON).scenes[0])
    return plays.start(
        session,
        of,
        person_id=person_id,
        course=COURSE,
        lesson=LESSON,
        scene=scene,
        choice=choice,
        now=rows.NOW,
    )


def choose(session: Session, person_id: int, play_id: str, number: int, choice: int) -> Moved:
    return plays.choose(
        session, person_id=person_id, play_id=play_id, number=number, choice=choice, now=rows.NOW
    )


@pytest.fixture
def person(session: Session) -> int:
    return rows.add_person(session)


def test_canonical_text_and_conversation_are_each_others_inverse() -> None:
    text = conversation_versions.canonical(talk())
    assert conversation_versions.from_json(text) == talk()
    assert conversation_versions.canonical(conversation_versions.from_json(text)) == text
    with pytest.raises(conversation_versions.UnknownFormat):
        conversation_versions.from_json('{"format": 2}')


def test_a_scene_has_another_digest_once_anything_in_it_is_another() -> None:
    scene = talk().scenes[0]
    others = {
        conversation_versions.scene_digest(replace(scene, text="Else.")),
        conversation_versions.scene_digest(replace(scene, choices=scene.choices[1:])),
        conversation_versions.scene_digest(scene),
    }
    assert len(others) == 3


def test_every_choice_is_stored_with_the_digest_of_its_scene(session: Session, person: int) -> None:
    moved = start(session, person)
    choose(session, person, moved.play_id, 2, 1)
    stored = session.execute(
        sa.select(PlayChoice.number, PlayChoice.scene_slug, PlayChoice.scene_digest, PlayChoice.choice)
        .where(PlayChoice.play_id == moved.play_id)
        .order_by(PlayChoice.number)
    ).all()
    scenes = talk().by_slug()
    assert [tuple(row) for row in stored] == [
        (1, "rhian-opens-the-door", FIRST, 2),
        (
            2,
            "the-door-half-closes",
            conversation_versions.scene_digest(scenes["the-door-half-closes"]),
            1,
        ),
    ]
    assert session.execute(sa.select(Play.finished_at)).scalar_one() == rows.NOW


def test_a_play_belongs_to_the_cycle_that_there_is(session: Session, person: int) -> None:
    start(session, person)
    assert session.execute(sa.select(Play.cycle_id)).scalar_one() is None
    assert session.execute(sa.select(Cycle.id)).all() == []
    session.rollback()
    cycle = enrolments.newest_cycle(session, person_id=person, course=COURSE, now=rows.NOW)
    start(session, person, 0)
    assert session.scalars(sa.select(Play.cycle_id).order_by(Play.number)).all() == [None, cycle]


def test_sending_a_choice_again_changes_nothing(session: Session, person: int) -> None:
    moved = start(session, person)
    assert start(session, person) == moved
    once = choose(session, person, moved.play_id, 2, 1)
    assert choose(session, person, moved.play_id, 2, 1) == once
    assert session.scalar(sa.select(sa.func.count()).select_from(PlayChoice)) == 2


def test_going_back_and_choosing_otherwise_keeps_the_first_choice(session: Session, person: int) -> None:
    moved = start(session, person)
    choose(session, person, moved.play_id, 2, 1)
    assert choose(session, person, moved.play_id, 2, 0) == Moved(moved.play_id, 2, kept=True)
    assert choose(session, person, moved.play_id, 1, 0) == Moved(moved.play_id, 2, kept=True)


def test_playing_again_is_a_new_play_and_the_old_one_stays(session: Session, person: int) -> None:
    first = start(session, person)
    choose(session, person, first.play_id, 2, 1)
    second = start(session, person)
    assert second.play_id != first.play_id
    lines = reads.own(session, person_id=person, course=COURSE, lesson=LESSON)
    assert [(line.number, line.made, line.leaning) for line in lines] == [
        (2, 1, ""),
        (1, 2, "Mostly low support, high challenge"),
    ]


def test_of_many_first_clicks_at_once_one_play_is_begun(
    database: Database, session: Session, person: int
) -> None:
    session.rollback()

    def one() -> Moved:
        with database.session() as own:
            return start(own, person)

    results = at_once([one] * 8, 8)
    assert len({result.play_id for result in results}) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(PlayChoice)) == 1


def test_of_many_second_clicks_at_once_one_is_stored(
    database: Database, session: Session, person: int
) -> None:
    play_id = start(session, person).play_id
    session.rollback()

    def one(choice: int) -> Moved:
        with database.session() as own:
            return choose(own, person, play_id, 2, choice)

    results = at_once([lambda at=at: one(at % 2) for at in range(8)], 8)
    assert {type(result) for result in results} == {Moved}
    assert session.scalar(sa.select(sa.func.count()).select_from(PlayChoice)) == 2


def test_an_edited_conversation_is_refused_at_the_start_and_goes_on_once_begun(
    session: Session, person: int
) -> None:
    play_id = start(session, person).play_id
    scenes = talk().scenes
    edited = library(replace(talk(), scenes=(replace(scenes[0], text="Another door."), *scenes[1:])))
    with pytest.raises(errors.ConversationChanged):
        plays.start(
            session,
            edited,
            person_id=person,
            course=COURSE,
            lesson=LESSON,
            scene=FIRST,
            choice=0,
            now=rows.NOW,
        )
    choose(session, person, play_id, 2, 1)
    found = reads.moment(session, person_id=person, play_id=play_id, made=1)
    assert "Then do your job and go." in found.stage.text
    start(session, person, 2, edited)
    digests = session.scalars(sa.select(Play.conversation_digest).order_by(Play.number)).all()
    assert len(set(digests)) == 2


@pytest.mark.parametrize(("number", "choice"), [(2, 2), (2, -1), (3, 0), (0, 0)])
def test_a_choice_that_the_scene_does_not_have_is_refused(
    session: Session, person: int, number: int, choice: int
) -> None:
    play_id = start(session, person).play_id
    with pytest.raises(errors.MalformedResponse):
        choose(session, person, play_id, number, choice)


def test_nothing_follows_an_ending_or_the_longest_way(session: Session, person: int) -> None:
    done = start(session, person)
    choose(session, person, done.play_id, 2, 1)
    with pytest.raises(errors.MalformedResponse):
        choose(session, person, done.play_id, 3, 0)
    ring = start(session, person)
    for number in range(2, LONGEST + 1):
        choose(session, person, ring.play_id, number, 0 if number % 2 == 0 else 2)
    found = reads.moment(session, person_id=person, play_id=ring.play_id)
    assert found.stage.too_long
    with pytest.raises(errors.MalformedResponse):
        choose(session, person, ring.play_id, LONGEST + 1, 0)


def test_somebody_elses_play_is_not_there(session: Session, person: int) -> None:
    play_id = start(session, person).play_id
    other = rows.add_person(session, "Olga Other")
    with pytest.raises(errors.UnknownPlay):
        choose(session, other, play_id, 2, 1)
    with pytest.raises(errors.UnknownPlay):
        reads.moment(session, person_id=other, play_id=play_id)


def finish(session: Session, name: str, *choices: int) -> str:
    person = rows.add_person(session, name)
    play_id = start(session, person, choices[0]).play_id
    for number, choice in enumerate(choices[1:], start=2):
        choose(session, person, play_id, number, choice)
    return play_id


def test_shares_need_ten_people_and_speak_of_first_plays_only(session: Session, person: int) -> None:
    for at in range(8):
        finish(session, f"Colleague {at}", 2, 1)
    finish(session, "Colleague X", 0, 0)
    for _ in range(3):
        # However often one person plays, they are one.
        play_id = start(session, person, 3).play_id
        assert reads.moment(session, person_id=person, play_id=play_id).colleagues is None
        choose(session, person, play_id, 2, 1)
    found = reads.moment(session, person_id=person, play_id=play_id).colleagues
    assert found is not None
    first, second = found
    assert [(one.percent, one.own) for one in first.choices] == [
        (10, False),
        (0, False),
        (80, False),
        (10, True),
    ]
    # Nine people came to the second scene of this way.
    assert second.choices == ()


def test_nine_finished_plays_say_nothing(session: Session, person: int) -> None:
    for at in range(8):
        finish(session, f"Colleague {at}", 2, 1)
    unfinished = rows.add_person(session, "Una Unfinished")
    start(session, unfinished)
    play_id = start(session, person).play_id
    choose(session, person, play_id, 2, 1)
    assert reads.moment(session, person_id=person, play_id=play_id).colleagues is None


def test_an_edited_scene_begins_a_count_of_its_own(session: Session, person: int) -> None:
    for at in range(10):
        finish(session, f"Colleague {at}", 2, 1)
    scenes = talk().scenes
    edited = library(replace(talk(), scenes=(replace(scenes[0], text="Another door."), *scenes[1:])))
    play_id = start(session, person, 2, edited).play_id
    choose(session, person, play_id, 2, 1)
    found = reads.moment(session, person_id=person, play_id=play_id).colleagues
    assert found is not None
    assert (found[0].choices, sum(one.percent for one in found[1].choices)) == ((), 100)


def test_a_moment_is_read_with_three_statements(database: Database, session: Session, person: int) -> None:
    play_id = start(session, person).play_id
    choose(session, person, play_id, 2, 1)
    reads.moment(session, person_id=person, play_id=play_id)
    with counted(database.engine) as sent:
        reads.moment(session, person_id=person, play_id=play_id)
    assert len(sent) == 3
