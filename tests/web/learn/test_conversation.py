"""A lesson that is a conversation is played by following links; the address holds the whole way."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy.engine import Engine

from tests.support.client import Page, PageClient, words
from tests.support.databases import counted

TALK = Path(__file__).parents[2] / "support" / "kitchen_table.md"
LESSON = "/courses/tea/kitchen-table"


@pytest.fixture
def content(content: Path) -> Path:
    """The sample content with a conversation at the end of its first module."""
    course = content / "courses" / "tea" / "course.md"
    text = course.read_text()
    last = next(line for line in text.splitlines() if "ask-first.md" in line)
    added = last[: last.index("[")] + "[At the kitchen table](01-making/03-kitchen-table.md)"
    course.write_text(text.replace(last, f"{last}\n{added}"))
    (course.parent / "01-making" / "03-kitchen-table.md").write_text(TALK.read_text())
    return content


def choose(client: PageClient, page: Page, beginning: str) -> Page:
    """Follow the choice that begins so."""
    href = next(href for text, href in page.links().items() if text.startswith(beginning))
    address, _, fragment = href.partition("#")
    assert fragment == "scene"
    return client.page(address)


def rows(page: Page) -> list[list[str]]:
    table = next(page.root.iter("table"))
    return [[words(cell) for cell in row] for row in table.iter("tr")][1:]


def dots(page: Page) -> list[Element]:
    return [one for one in page.root.iter() if (one.get("class") or "") == "window__dot"]


def test_the_first_scene_says_who_is_who_and_offers_every_choice(editor: PageClient) -> None:
    page = editor.page(LESSON)
    assert page.heading == "At the kitchen table"
    assert "Gwyn has fallen twice this month." in page.text
    assert "You are Sam, a practitioner on a second visit." in page.text
    assert "You again. Come to tell me" in page.text
    choices = [link for link in page.root.iter("a") if link.get("class") == "choice"]
    assert len(choices) == 4
    assert "Mark as read" not in page.text


def test_the_page_says_neither_what_follows_nor_how_a_choice_counts(editor: PageClient) -> None:
    text = editor.page(LESSON).text
    for later in ("Her hand stays", "high support", "A plan begins", "both at once"):
        assert later not in text


def test_a_consequence_stands_before_the_next_scene(editor: PageClient) -> None:
    page = choose(editor, editor.page(LESSON), 'Say: "I have to see your father.')
    told = page.text
    assert 'You chose: Say: "I have to see your father. It\'s my job."' in told
    assert told.index("Her hand stays on the door.") < told.index("Then do your job and go.")
    assert "Gwyn has fallen twice" not in told
    back = page.links()["Go back one choice"]
    assert back.partition("#")[0] == LESSON


def test_an_ending_shows_the_debrief_the_way_and_the_button(editor: PageClient) -> None:
    page = choose(editor, editor.page(LESSON), 'Say: "I have to see your father.')
    page = choose(editor, page, 'Say: "I got that wrong.')
    page = choose(editor, page, "Say: \"I'm sorry it felt like that.")
    page = choose(editor, page, 'Ask: "What have you tried')
    assert "Rhian gets out a notebook." in page.text
    assert "What mattered was doing both at once." in page.text
    assert "Mostly high support, high challenge You worked with Rhian." in page.text
    assert "You made 4 choices: 3 with high support, 4 with high challenge." in page.text
    assert rows(page)[0] == [
        '1. Say: "I have to see your father. It\'s my job."',
        "To: low support, high challenge",
    ]
    assert [row[1:] for row in rows(page)[1:]] == [["With: high support, high challenge"]] * 3
    places = {(dot.get("cx"), dot.get("cy")) for dot in dots(page)}
    assert len(places) == 4
    answer = editor.send(page, f"{LESSON}/read")
    assert answer.status_code == 303


def test_another_way_comes_to_another_debrief(editor: PageClient) -> None:
    page = choose(editor, editor.page(LESSON), "Say nothing")
    page = choose(editor, page, "Go straight through")
    assert "On Friday Gwyn falls again." in page.text
    assert "Mostly low support, high challenge You did things to her." in page.text
    assert page.links()["Play it again"] == f"{LESSON}#scene"


@pytest.mark.parametrize("way", ["0", "9", "1-9", "2-1-1", "x", "1-", "²", "-".join(["1"] * 41), ""])
def test_a_way_that_leads_nowhere_goes_back_to_the_beginning(editor: PageClient, way: str) -> None:
    answer = editor.get(f"{LESSON}?way={way}")
    if way:
        assert (answer.status_code, answer.location) == (303, LESSON)
    else:
        assert answer.status_code == 200


def test_a_ring_of_scenes_ends_after_forty_choices(editor: PageClient) -> None:
    page = editor.page(f"{LESSON}?way={'-'.join(['3-1'] * 20)}")
    assert "This has gone round many times" in page.text
    assert "What do you do?" not in page.text
    assert "Mark as read and go on" in page.text


def test_an_ordinary_lesson_has_no_way(editor: PageClient) -> None:
    answer = editor.get("/courses/tea/ask-first?way=1")
    assert (answer.status_code, answer.location) == (303, "/courses/tea/ask-first")


def test_a_choice_is_stored_by_nobody(editor: PageClient) -> None:
    with counted(Engine) as sent:
        editor.page(f"{LESSON}?way=3")
    assert len(sent) == 1
    assert sent[0].startswith(("SELECT", "WITH"))


def test_a_visitor_is_asked_to_sign_in(editor: PageClient) -> None:
    stranger = editor.application.test_client()
    answer = stranger.get(f"{LESSON}?way=3")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")
