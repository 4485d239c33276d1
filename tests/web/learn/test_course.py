"""The page of a course: ticks, minutes, quizzes, and the way on."""

from __future__ import annotations

from sqlalchemy.engine import Engine

from tests.support.client import PageClient
from tests.support.databases import counted

COURSE = "/courses/tea"
LESSON = "/courses/tea/ask-first"


def test_a_course_lists_its_lessons_with_minutes_and_words(client_on_each: PageClient) -> None:
    client_on_each.sign_in()
    page = client_on_each.page(COURSE)
    assert page.heading == "Tea for a team"
    assert "1. Making it" in page.text
    assert "5 minutes" in page.text
    assert page.text.count("Not read yet") == 2
    assert page.links()["Start: Ask before you pour"] == LESSON
    assert page.links()["Tea for a team - final quiz"] == "/quizzes/tea-final"


def test_a_lesson_that_was_read_is_ticked_in_words(learner: PageClient) -> None:
    learner.send(learner.page(LESSON), f"{LESSON}/read")
    page = learner.page(COURSE)
    assert page.text.count("Not read yet") == 1
    assert "1 of 2 lessons, about 7 minutes left" in page.text
    assert page.links()["Carry on: Warm the pot"] == "/courses/tea/warm-the-pot"


def test_carrying_on_leads_to_what_is_still_to_do(learner: PageClient) -> None:
    assert learner.get(f"{COURSE}/carry-on").location == LESSON
    learner.send(learner.page(LESSON), f"{LESSON}/read")
    assert learner.get(f"{COURSE}/carry-on").location == "/courses/tea/warm-the-pot"


def test_the_glossary_explains_each_word_at_its_own_place(learner: PageClient) -> None:
    assert "Glossary" in learner.page(COURSE).text
    page = learner.page(f"{COURSE}/glossary")
    assert page.element("g-brew").text == "Brew"
    assert "leaves and hot water" in page.text


def test_a_course_that_is_not_there_is_not_found(learner: PageClient) -> None:
    for address in ("/courses/coffee", "/courses/coffee/glossary", "/courses/coffee/carry-on"):
        learner.page(address, status=404)


def test_a_course_takes_five_statements(learner: PageClient) -> None:
    with counted(Engine) as sent:
        learner.page(COURSE)
    assert len(sent) == 5
