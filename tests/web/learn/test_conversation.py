"""A lesson that is a conversation: its page shows the first scene, each choice is a form that is stored."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from lms.db.plays import PlayChoice
from lms.extensions import db
from lms.queries.plays import FEWEST
from lms.services import plays
from lms.web import rendering
from tests.support import hostile
from tests.support import rows as people
from tests.support.client import Page, PageClient, words
from tests.support.databases import counted

TALK = Path(__file__).parents[2] / "support" / "kitchen_table.md"
LESSON = "/courses/tea/kitchen-table"
START = f"{LESSON}/plays"
WELSH = {
    "At the kitchen table": "Wrth fwrdd y gegin",
    "Rhian opens the door": "Mae Rhian yn agor y drws",
    "rhian-opens-the-door": "mae-rhian-yn-agor-y-drws",
    "Say nothing and look at your tablet.": "Dweud dim ac edrych ar eich llechen.",
    "Go straight through to see Gwyn.": "Mynd yn syth at Gwyn.",
    "On Friday Gwyn falls again.": "Ddydd Gwener mae Gwyn yn cwympo eto.",
    "You did things *to* her.": "Fe wnaethoch bethau *iddi* hi.",
}


@pytest.fixture
def content(content: Path) -> Path:
    """The sample content with a conversation at the end of its first module."""
    course = content / "courses" / "tea" / "course.md"
    text = course.read_text()
    last = next(line for line in text.splitlines() if "ask-first.md" in line)
    added = last[: last.index("[")] + "[At the kitchen table](01-making/03-kitchen-table.md)"
    course.write_text(text.replace(last, f"{last}\n{added}"))
    talk = TALK.read_text()
    (course.parent / "01-making" / "03-kitchen-table.md").write_text(talk)
    for english, welsh in WELSH.items():
        talk = talk.replace(english, welsh)
    (course.parent / "01-making" / "03-kitchen-table.cy.md").write_text(talk)
    return content


def buttons(page: Page) -> dict[str, str]:
    """Words of each choice -> its value."""
    found = [one for one in page.root.iter("button") if one.get("class") == "choice"]
    return {words(one): one.get("value", "") for one in found}


def action_of(page: Page) -> str:
    return next(
        form.get("action", "")
        for form in page.root.iter("form")
        if any(one.get("class") == "choice" for one in form.iter())
    )


def choose(client: PageClient, page: Page, beginning: str) -> Page:
    """Press the choice that begins so, and follow where it leads."""
    value = next(value for text, value in buttons(page).items() if text.startswith(beginning))
    answer = client.send(page, action_of(page), choice=value)
    assert answer.status_code == 303
    assert answer.location.endswith("#then")
    return client.page(answer.location)


def finish(client: PageClient) -> Page:
    page = choose(client, client.page(LESSON), "Say nothing")
    return choose(client, page, "Go straight through")


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
    assert len(buttons(page)) == 4
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
    happened = page.element("then")
    assert happened.get("tabindex") == "-1"
    assert page.title.startswith("At the kitchen table: choice 2")


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
    page = finish(editor)
    assert "On Friday Gwyn falls again." in page.text
    assert "Mostly low support, high challenge You did things to her." in page.text
    assert page.links()["Play it again"] == LESSON


def test_going_back_and_choosing_otherwise_keeps_what_was_chosen(editor: PageClient) -> None:
    second = choose(editor, editor.page(LESSON), "Say nothing")
    choose(editor, second, "Go straight through")
    other = next(value for text, value in buttons(second).items() if text.startswith('Say: "I got that'))
    answer = editor.send(second, action_of(second), choice=other)
    page = editor.page(answer.location)
    assert "You had already chosen in that scene, and that choice stays." in page.text
    assert "On Friday Gwyn falls again." in page.text


def test_an_earlier_moment_can_be_looked_at_and_has_nothing_to_choose(editor: PageClient) -> None:
    address = next(
        href for text, href in plays_of(finish(editor), editor).links().items() if text.startswith("Play 1")
    )
    page = editor.page(f"{address}?after=1")
    assert "Then do your job and go." in page.text
    assert buttons(page) == {}
    assert page.links()["Go on to where you are"] == f"{address}?after=2#then"


def plays_of(page: Page, client: PageClient) -> Page:
    return client.page(page.links()["Your plays so far"])


def test_plays_are_listed_with_how_they_went(editor: PageClient) -> None:
    assert "Each time you play" in editor.page(START).text
    finish(editor)
    choose(editor, editor.page(LESSON), 'Say: "I have to see your father.')
    text = editor.page(START).text
    assert text.index("Play 2") < text.index("Play 1")
    assert "Not finished: 1 choice" in text
    assert "Mostly low support, high challenge" in text


def test_a_page_from_before_an_edit_is_refused_and_nothing_is_stored(
    editor: PageClient, content: Path
) -> None:
    page = editor.page(LESSON)
    answer = editor.send(page, START, choice="1", scene="0" * 64)
    assert answer.status_code == 409
    assert "was changed since you opened it" in answer.get_data(as_text=True)
    assert "Each time you play" in editor.page(START).text


@pytest.mark.parametrize("choice", ["0", "5", "x", "", "²", "1000"])
def test_a_choice_that_is_none_is_refused(editor: PageClient, choice: str) -> None:
    assert editor.send(editor.page(LESSON), START, choice=choice).status_code == 422


@pytest.mark.parametrize("after", ["0", "3", "x", "1000", "²"])
def test_a_moment_that_never_was_is_not_found(editor: PageClient, after: str) -> None:
    address = editor.send(editor.page(LESSON), START, choice="4").location.partition("?")[0]
    assert editor.get(f"{address}?after={after}").status_code == 404


def test_an_ordinary_lesson_cannot_be_played(editor: PageClient) -> None:
    assert editor.get("/courses/tea/ask-first/plays").status_code == 404


def test_the_lesson_itself_takes_one_statement_and_stores_nothing(editor: PageClient) -> None:
    with counted(Engine) as sent:
        editor.page(LESSON)
    assert len(sent) == 1
    assert sent[0].startswith(("SELECT", "WITH"))


def test_what_colleagues_chose_is_shown_from_ten_plays_upwards(editor: PageClient) -> None:
    page = finish(editor)
    assert f"once {FEWEST} people have finished" in page.text
    play_all(editor, FEWEST - 2, "nine")
    assert "once 10 people have finished" in editor.page(newest(editor)).text
    play_all(editor, 1, "tenth")
    page = editor.page(newest(editor))
    assert "What colleagues chose Of the people who have finished" in page.text
    assert "Say nothing and look at your tablet. Your choice" in page.text
    assert "100%" in page.text


def newest(client: PageClient) -> str:
    return next(href for text, href in client.page(START).links().items() if text.startswith("Play "))


def play_all(client: PageClient, number: int, name: str) -> None:
    """So many other people play the same way."""
    with client.application.test_request_context():
        session, library = db.session(), rendering.library()
        scene = library.conversation("tea", "kitchen-table").scenes[0]
        digest = plays.conversation_versions.scene_digest(scene)
        for at in range(number):
            person = people.add_person(session, f"{name} {at}", sign_in_name=f"{name}{at}@demo.example")
            moved = plays.start(
                session,
                library,
                person_id=person,
                course="tea",
                lesson="kitchen-table",
                scene=digest,
                choice=3,
                now=people.NOW,
            )
            plays.choose(session, person_id=person, play_id=moved.play_id, number=2, choice=1, now=people.NOW)


def test_a_visitor_is_asked_to_sign_in(editor: PageClient) -> None:
    stranger = editor.application.test_client()
    answer = stranger.get(START)
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")


def test_it_is_played_in_the_words_of_the_person_and_counts_the_same(editor: PageClient) -> None:
    english = rows(finish(editor))
    editor.send(editor.page("/account/language"), "/account/language", language="cy")
    first = editor.page(LESSON)
    title = next(one for one in first.root.iter("h2") if one.get("id") == "scene-title")
    assert (words(title), title.get("lang"), title.get("dir")) == ("Mae Rhian yn agor y drws", "cy", "ltr")
    page = choose(editor, choose(editor, first, "Dweud dim"), "Mynd yn syth")
    assert page.heading == "Wrth fwrdd y gegin: how it went"
    assert "Ddydd Gwener mae Gwyn yn cwympo eto." in page.text
    assert "Mostly low support, high challenge Fe wnaethoch bethau iddi hi." in page.text
    assert [row[1] for row in rows(page)] == [row[1] for row in english]
    steps = sa.select(PlayChoice.play_id, PlayChoice.scene_digest, PlayChoice.choice)
    with editor.application.app_context():
        stored = db.session().execute(steps.order_by(PlayChoice.number)).all()
    made: dict[str, list[tuple[str, int]]] = {}
    for play, scene, choice in stored:
        made.setdefault(play, []).append((scene, choice))
    one, other = made.values()
    assert one == other


def test_a_conversation_begun_in_a_language_stays_in_it_to_the_end(editor: PageClient) -> None:
    page = choose(editor, editor.page(f"{LESSON}?language=cy"), "Dweud dim")
    page = choose(editor, page, "Mynd yn syth")
    assert "Ddydd Gwener mae Gwyn yn cwympo eto." in page.text
    assert page.links()["Play it again"] == f"{LESSON}?language=cy"
    plays_so_far = editor.page(page.links()["Your plays so far"])
    assert plays_so_far.links()["Play it again"] == f"{LESSON}?language=cy"


def test_no_form_of_a_play_breaks_it(editor: PageClient) -> None:
    play = action_of(choose(editor, editor.page(LESSON), "Say nothing"))
    proof, answered = editor.csrf(), set()
    steps = {address: {"number": "2", "choice": "1"} for address in (play, "/plays/" + "0" * 26)}
    for address, fields in {START: {"scene": "rhian-opens-the-door", "choice": "1"}, **steps}.items():
        for body, kind in hostile.bodies({"csrf_token": proof, **fields}, seed=20261123, number=60):
            answer = editor.post(address, data=body, content_type=kind)
            answered.add(answer.status_code)
            assert answer.status_code < 500, (address, body[:300], kind)
    # Something was kept and something refused, and every play still shows where it stands.
    assert {303, 400, 404} <= answered
    with editor.application.app_context():
        found = db.session().scalars(sa.select(PlayChoice.play_id).distinct()).all()
    assert found
    for play_id in found:
        editor.page(f"/plays/{play_id}")
