"""Formative checks: the reason at once, nothing stored, no key before the answer."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from lms.db.attempts import Response as ResponseRow
from lms.extensions import db
from tests.support.client import Page, PageClient
from tests.support.databases import counted
from tests.web.quiz.taking import Taker

LESSON = "/courses/tea/ask-first"
CHECK = f"{LESSON}/checks/open-question#check-open-question"
SAVES = ["INSERT", "UPDATE", "DELETE"]


def answered(client: PageClient, **fields: str) -> Page:
    return client.send_page(client.page(LESSON), CHECK, status=200, **fields)


def test_the_page_holds_no_feedback_before_the_answer(learner: PageClient) -> None:
    page = learner.get(LESSON).text
    assert "closes the talk down" not in page
    assert "say more than one word" not in page


def test_a_right_answer_is_told_so_with_the_reason(client_on_each: PageClient) -> None:
    client_on_each.sign_in()
    page = answered(client_on_each, answer="2")
    assert "Yes." in page.text
    assert "It lets them say more than one word." in page.text
    assert "You chose this, and it is right" in page.text


def test_another_answer_is_told_what_was_right_and_why(learner: PageClient) -> None:
    page = answered(learner, answer="1")
    assert "Not quite." in page.text
    assert "so it closes the talk down" in page.text
    assert "Right, and you did not choose it" in page.text
    heading = next(element for element in page.root.iter("h2") if "verdict" in (element.get("class") or ""))
    assert "data-focus" in heading.attrib


def test_an_answer_is_not_kept_by_anybody(learner: PageClient) -> None:
    page = learner.page(LESSON)
    with counted(Engine) as sent:
        answer = learner.send(page, CHECK, answer="1")
    # Who is here, and which attempts are open.
    assert len(sent) == 2
    assert not any(statement.startswith(tuple(SAVES)) for statement in sent)
    assert answer.headers["Cache-Control"] == "no-store"
    with learner.application.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ResponseRow)) == 0
    assert "Not quite." not in learner.page(LESSON).text


def test_without_a_choice_the_question_says_what_to_do(learner: PageClient) -> None:
    page = learner.send_page(learner.page(LESSON), CHECK, status=422)
    assert page.errors() == ["Choose an answer"]
    assert "Error: Choose an answer" in page.text
    assert "closes the talk down" not in page.text


def test_a_check_can_be_tried_again(learner: PageClient) -> None:
    page = answered(learner, answer="1")
    fresh = learner.send_page(page, CHECK, status=200, again="1")
    assert "Not quite." not in fresh.text
    assert not any("checked" in element.attrib for element in fresh.root.iter("input"))


def test_the_answer_to_a_check_can_be_swapped_in_by_its_id(learner: PageClient) -> None:
    form = learner.page(LESSON).form(CHECK)
    assert form.get("data-check") == "check-open-question"
    answered(learner, answer="1").element("check-open-question")


def test_what_the_form_could_not_have_sent_is_refused(learner: PageClient) -> None:
    page = learner.page(LESSON)
    for value in ("0", "3", "²", "one", "999999999999"):
        assert learner.send(page, CHECK, answer=value).status_code == 422
    assert learner.send(page, CHECK, {"answer": ["1", "2"]}).status_code == 422


def test_a_check_that_is_not_there_is_not_found(learner: PageClient) -> None:
    token = learner.csrf(LESSON)
    for address in (f"{LESSON}/checks/nothing", "/courses/tea/nothing/checks/open-question"):
        assert learner.post(address, data={"csrf_token": token}).status_code == 404


def test_the_address_of_an_answer_leads_back_to_the_lesson(learner: PageClient) -> None:
    answer = learner.get(f"{LESSON}/checks/open-question")
    assert (answer.status_code, answer.location) == (303, f"{LESSON}#check-open-question")


def test_a_visitor_is_sent_to_sign_in_from_a_check(client: PageClient) -> None:
    token = client.csrf("/sign-in")
    answer = client.post(f"{LESSON}/checks/open-question", data={"csrf_token": token, "answer": "1"})
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")


def test_a_check_tells_nothing_while_an_attempt_asks_the_same_question(
    editor: PageClient, content: Path
) -> None:
    """In the words of the file, under whatever id the check has got."""
    lesson = content / "courses/tea/01-making/01-ask-first.md"
    asked = "### Check: A brew takes four minutes. {#brew}\n\n- [x] True\n- [ ] False\n\n**Why:** As said.\n"
    lesson.write_text(f"{lesson.read_text()}\n{asked}")
    check = f"{LESSON}/checks/brew#check-brew"
    taker = Taker(editor)
    assert "As said." in editor.send_page(editor.page(LESSON), check, status=200, answer="2").text
    attempt_id = taker.start()
    page = editor.send_page(editor.page(LESSON), check, status=409, answer="2")
    assert page.errors() == [
        "You have an attempt open that asks this question. Hand it in, and this check tells you"
    ]
    assert "As said." not in page.text
    # A check that no open attempt asks still tells.
    assert "Not quite." in answered(editor, answer="1").text
    taker.answer_all(attempt_id)
    taker.hand_in(attempt_id)
    assert "As said." in editor.send_page(editor.page(LESSON), check, status=200, answer="2").text
