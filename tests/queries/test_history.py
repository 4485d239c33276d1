"""What the database knows of earlier releases and answers shows beside the files of today."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from lms.content import edits
from lms.content.store import LibraryStore
from lms.domain import errors
from lms.queries import history, releases
from lms.queries.history import problems
from lms.services import attempts
from lms.services.certification import Issuing
from tests.content import folders
from tests.support import rows, shelves
from tests.support.databases import Database, counted
from tests.support.shelves import QUIZ, Desk

ISSUING = Issuing(organisation="Council", base_url="https://learn.example", timezone="Europe/London")
WELSH = "quizzes/listening.cy.md"
WELSH_TEXT = """---
title: Cwis gwrando
---

## Pa un sy'n gwestiwn agored? {#open-question}

- [ ] A fwytoch chi?
- [x] Sut oedd cinio?
"""


@pytest.fixture(params=["follow", "releases"])
def desk(request: pytest.FixtureRequest, session: Session, tmp_path: Path) -> Desk:
    return shelves.desk(session, tmp_path, follows=request.param == "follow")


@pytest.fixture
def followed(session: Session, tmp_path: Path) -> Desk:
    """A desk whose folder learners follow: only there can a file be deleted."""
    return shelves.desk(session, tmp_path, follows=True)


def said(desk: Desk) -> list[tuple[str, str, int, str]]:
    """Code, path, line and message of what only shows beside the past."""
    snapshot = releases.with_drafts(desk.session, desk.shelf, releases.live(desk.session, desk.shelf))
    return [
        (one.code, one.path, one.line, one.message)
        for one in problems(desk.session, desk.shelf, snapshot)
        if one.code in ("F120", "Q333", "T604")
    ]


def answer(desk: Desk, name: str) -> None:
    """Somebody takes the quiz as it stands in the folder and hands it in."""
    store = LibraryStore(desk.root, watch=False)
    person = rows.add_person(desk.session, name)
    attempt = attempts.start(
        desk.session, store.current(), person_id=person, quiz="listening", now=rows.NOW, seed=7
    )
    attempts.submit(
        desk.session,
        person_id=person,
        attempt_id=attempt,
        answers={1: {"answer": ["1"]}},
        seq=None,
        now=rows.NOW + timedelta(minutes=5),
        issuing=ISSUING,
    )


def swap_the_ticks(desk: Desk) -> None:
    text = desk.text(QUIZ).replace("- [ ] Did", "- [x] Did").replace("- [x] How", "- [ ] How")
    desk.save(QUIZ, text)


def test_a_changed_key_says_how_many_people_answered_before(desk: Desk) -> None:
    answer(desk, "Ann")
    answer(desk, "Bob")
    assert said(desk) == []
    desk.change(QUIZ, "How was lunch?", "How was your lunch?")
    assert said(desk) == []
    swap_the_ticks(desk)
    message = "The right answer has changed since 2 people answered."
    assert said(desk) == [("Q333", QUIZ, 12, message)]
    with pytest.raises(errors.PublishRefused) as refused:
        desk.publish()
    assert (refused.value.errors, len(refused.value.problems)) == (0, 1)
    # Publishing does not decide what becomes of the old marks, so the question stays open.
    desk.publish(ticked=True)
    assert said(desk) == [("Q333", QUIZ, 12, message)]


def test_a_question_with_a_new_id_has_no_answers_yet(desk: Desk) -> None:
    answer(desk, "Ann")
    swap_the_ticks(desk)
    desk.change(QUIZ, "{#open-question}", "{#open-question-2}")
    assert said(desk) == []


def test_a_changed_key_that_nobody_answered_says_nothing(desk: Desk) -> None:
    swap_the_ticks(desk)
    assert said(desk) == []


def test_a_course_in_another_folder_is_found_by_its_title(followed: Desk) -> None:
    shutil.move(followed.root / "courses" / "listening", followed.root / "courses" / "hearing")
    quiz = followed.root / QUIZ
    quiz.write_text(quiz.read_text().replace("course: listening", "course: hearing"))
    message = '"listening" was published under this folder name before. Certificates point to it.'
    assert said(followed) == [("F120", "courses/hearing/course.md", 1, message)]
    assert followed.record() is None


def test_a_course_that_certificates_point_to_is_known_though_no_release_has_it(followed: Desk) -> None:
    answer(followed, "Ann")
    shutil.move(followed.root / "courses" / "listening", followed.root.parent / "away")
    (followed.root / QUIZ).unlink()
    folders.write(followed.root, {"courses/tea/course.md": folders.COURSE.replace("Listening well", "Tea")})
    folders.write(
        followed.root,
        {
            "courses/tea/01-listening/01-hearing.md": "---\ntitle: Pots\nminutes: 1\n---\n\nText.\n",
            "courses/tea/01-listening/02-waiting.md": folders.WAITING,
        },
    )
    (followed.root / "courses/tea/course.md").write_text(
        (followed.root / "courses/tea/course.md")
        .read_text()
        .replace("final quiz: ../../quizzes/listening.md\n", "")
    )
    # Its lessons have the same names, so this is the old course with another title.
    assert [code for code, *_ in said(followed)] == ["F120"]


def test_a_new_course_beside_the_others_is_none_that_was_renamed(followed: Desk) -> None:
    folders.write(followed.root, {"courses/tea/course.md": folders.COURSE})
    assert said(followed) == []


def test_a_translation_is_out_of_date_once_the_english_words_changed(desk: Desk) -> None:
    desk.save(WELSH, WELSH_TEXT, base=None)
    desk.publish(ticked=True)
    assert said(desk) == []
    desk.change(QUIZ, "Which of these is an open question?", "Which of these is an open question")
    assert said(desk) == []
    desk.change(QUIZ, "Which of these is an open question", "Which question is open")
    day = f"{rows.NOW.day} {rows.NOW:%B %Y}"
    late = ("T604", WELSH, 5, f"The English changed on {day}, after this translation.")
    assert said(desk) == [late]
    desk.publish(ticked=True, paths={QUIZ})
    found = said(desk)
    assert [one[:3] for one in found] == [late[:3]]
    desk.change(WELSH, "Pa un sy'n gwestiwn agored?", "Pa gwestiwn sy'n agored?")
    assert said(desk) == []


def test_still_right_is_written_into_the_translation(desk: Desk) -> None:
    desk.save(WELSH, WELSH_TEXT, base=None)
    desk.publish(ticked=True)
    desk.change(QUIZ, "Which of these is an open question?", "Which question is open?")
    snapshot = releases.with_drafts(desk.session, desk.shelf, releases.live(desk.session, desk.shelf))
    (late,) = (one for one in problems(desk.session, desk.shelf, snapshot) if one.code == "T604")
    after = edits.applied(desk.text(WELSH), late.edits)
    assert f"title: Cwis gwrando\nreviewed: {rows.NOW.day} {rows.NOW:%B %Y}\n---" in after
    desk.save(WELSH, after)
    assert said(desk) == []


def test_the_past_takes_few_statements_whatever_there_is(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        desk = shelves.desk(session, tmp_path, follows=False)
        answer(desk, "Ann")
        desk.save(WELSH, WELSH_TEXT, base=None)
        desk.publish(ticked=True)
        swap_the_ticks(desk)
        snapshot = releases.with_drafts(session, desk.shelf, releases.live(session, desk.shelf))
        files = snapshot.files()
        history.past(session, desk.shelf, files)
        counts = {}
        for path in (None, QUIZ, WELSH, shelves.LESSON, shelves.COURSE):
            with counted(database.engine) as sent:
                history.past(session, desk.shelf, files, only=path)
            counts[path] = len(sent)
    assert counts == {None: 6, QUIZ: 2, WELSH: 2, shelves.LESSON: 0, shelves.COURSE: 2}
