"""The main job end to end, by following links and forms as pages hold them: lesson, quiz, certificate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.extensions import db
from tests.support import answers
from tests.support.app import LEARNER, add_demo_people, running, settings_for
from tests.support.client import PASSWORD, Page, PageClient
from tests.support.databases import Database

SHIPPED = Path(__file__).resolve().parents[2]
LESSON = re.compile(r"/courses/([a-z0-9-]+)/([a-z0-9-]+)")


@pytest.fixture
def visitor(database: Database, tmp_path: Path) -> Iterator[PageClient]:
    """Somebody who opens the platform with the shipped course for the first time."""
    with running(settings_for(database.url, tmp_path / "instance", content=SHIPPED)) as app:
        add_demo_people(app)
        client = app.test_client()
        assert isinstance(client, PageClient)
        yield client


def carry_on(page: Page) -> str:
    """Where the page's first button leads."""
    return next(
        href for words, href in page.links().items() if words.startswith(("Carry on", "Start", "Go on to"))
    )


def read_on(client: PageClient, address: str) -> str:
    """Read lesson after lesson, trying the first check of each; where the last one leads."""
    while LESSON.fullmatch(address):
        page = client.page(address)
        checks = [
            form.get("action", "") for form in page.root.iter("form") if "/checks/" in form.get("action", "")
        ]
        if checks:
            told = client.send_page(page, checks[0], status=200, values=first_choices(page, checks[0]))
            assert any("verdict" in (element.get("class") or "") for element in told.root.iter())
        answer = client.send(played(client, page), f"{address}/read")
        assert answer.status_code == 303
        address = answer.location
    return address


def played(client: PageClient, page: Page) -> Page:
    """The page itself; the ending of a conversation, by the first choice of each scene."""
    for _ in range(40):
        buttons = [button for button in page.root.iter("button") if button.get("class") == "choice"]
        if not buttons:
            return page
        action = next(
            form.get("action", "")
            for form in page.root.iter("form")
            if any(one is buttons[0] for one in form.iter())
        )
        page = client.page(client.send(page, action, choice=buttons[0].get("value", "")).location)
    raise AssertionError("the conversation does not end")


def first_choices(page: Page, action: str) -> dict[str, str]:
    """The first thing that can be chosen in each field of a form, and a word where one writes."""
    chosen: dict[str, str] = {}
    for element in page.form(action).iter():
        if element.get("type") in {"radio", "checkbox"}:
            chosen.setdefault(element.get("name", ""), element.get("value", ""))
        elif element.tag == "select":
            chosen[element.get("name", "")] = list(element.iter("option"))[1].get("value", "")
        elif element.tag == "textarea" or element.get("type") == "text":
            chosen[element.get("name", "")] = "10"
    return chosen


def pass_quiz(client: PageClient, address: str) -> Page:
    """Take the quiz, question by question, all right; its result."""
    location = client.send(client.page(address), f"{address}/attempts").location
    attempt_id = location.removeprefix("/attempts/")
    with client.application.app_context():
        keys = answers.right_fields(db.session(), attempt_id)
    for number, fields in enumerate(keys, start=1):
        page = client.page(location)
        assert f"Question {number} of {len(keys)}" in page.text
        values = {answers.field_name(number, name): given for name, given in fields.items()}
        location = client.send(page, f"/attempts/{attempt_id}/answers", values).location
    check = client.page(location)
    assert "Not answered" not in check.text
    result = client.page(client.send(check, f"/attempts/{attempt_id}").location)
    assert result.heading == "You passed with 100%"
    return result


def test_a_new_starter_reads_passes_and_holds_a_certificate(visitor: PageClient) -> None:
    wanted = visitor.get("/")
    assert wanted.location == "/sign-in"
    page = visitor.page(wanted.location)
    home = visitor.send(page, "/sign-in", email=LEARNER, password=PASSWORD).location
    address = carry_on(visitor.page(home))
    quiz = read_on(visitor, address)
    result = pass_quiz(visitor, quiz)
    while quiz != "/quizzes/restorative-practice":
        quiz = read_on(visitor, visitor.get(result.links()["Carry on"]).location)
        result = pass_quiz(visitor, quiz)

    certificate = result.links()["See your certificate"]
    page = visitor.page(certificate)
    assert page.heading == "This certificate is valid"
    assert re.search(r"\b(\d+) of \1 lessons", visitor.page(home).text)
    stranger = visitor.application.test_client()
    assert isinstance(stranger, PageClient)
    seen = stranger.page(certificate)
    assert seen.heading == "This certificate is valid"
    assert stranger.get(seen.links()["Download the PDF"]).data.startswith(b"%PDF-")

    visitor.send(page, "/sign-out")
    assert visitor.get(home).location == "/sign-in"


def test_whoever_does_not_pass_is_shown_the_way_back(visitor: PageClient) -> None:
    visitor.sign_in()
    quiz = "/quizzes/restorative-practice"
    attempt = visitor.send(visitor.page(quiz), f"{quiz}/attempts").location
    result = visitor.page(visitor.send(visitor.page(f"{attempt}?question=check"), attempt).location)
    assert result.heading.startswith("You did not pass this time")
    assert result.links()["Look at the lessons again"] == "/courses/restorative-practice"
    assert "Start again" in visitor.page(quiz).text
