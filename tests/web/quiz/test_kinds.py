"""All ten kinds of question on the sheet, the check and the result, as the pages hold them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from werkzeug.test import TestResponse

from tests.support import kinds, learning
from tests.support.app import add_demo_people, running, settings_for
from tests.support.client import Page, PageClient, words
from tests.support.databases import Database
from tests.web.quiz.taking import Taker

ORDER, GAPS, SHORT, NUMBER, REFLECTION, SCALE = 5, 6, 7, 8, 9, 10
LESSON = f"/courses/{learning.COURSE}/two-questions"


@pytest.fixture
def taker(sqlite_database: Database, tmp_path: Path) -> Iterator[Taker]:
    """Somebody signed in where the final quiz asks a question of every kind."""
    with running(settings_for(sqlite_database.url, tmp_path / "instance")) as app:
        add_demo_people(app)
        kinds.put_in(app, kinds.library())
        client = app.test_client()
        assert isinstance(client, PageClient)
        client.sign_in()
        yield Taker(client)


@pytest.fixture
def attempt(taker: Taker) -> str:
    return taker.start(learning.FINAL_QUIZ)


def control(page: Page, name: str) -> Element:
    return next(element for element in page.root.iter() if element.get("name") == name)


def choices(select: Element) -> list[str]:
    return [words(option) for option in select.iter("option")]


def sections(page: Page) -> list[str]:
    """The words of each question on a result page."""
    return [words(one) for one in page.root.iter("section") if one.get("class") == "result-item"]


def test_every_kind_saves_and_comes_back_on_its_own_page(taker: Taker, attempt: str) -> None:
    for number, values in enumerate(taker.right(attempt), start=1):
        assert values, f"question {number} has an answer"
        assert taker.save(attempt, number, values).status_code == 303
        page = taker.page(attempt, number)
        fields = page.fields(f"/attempts/{attempt}/answers")
        # A text area keeps the line that its tag ends with; a browser leaves it out.
        assert {name: [one.removeprefix("\n") for one in fields[name]] for name in values} == values
    check = taker.page(attempt, "check")
    assert check.text.count("Answered") == 10


def test_every_kind_saves_and_comes_back_where_all_stand_on_one_page(taker: Taker, attempt: str) -> None:
    page = taker.page(attempt, "all")
    assert len(list(page.root.iter("legend"))) == 10
    taker.answer_all(attempt)
    fields = taker.page(attempt, "all").fields(f"/attempts/{attempt}/answers")
    wanted = {name: values for given in taker.right(attempt) for name, values in given.items()}
    assert {name: [one.removeprefix("\n") for one in fields[name]] for name in wanted} == wanted


def test_steps_stand_mixed_up_with_a_place_for_each(taker: Taker, attempt: str) -> None:
    page = taker.page(attempt, ORDER)
    assert choices(control(page, "q5-row-1")) == ["Place", "1", "2", "3", "4"]
    shown = [words(label) for label in page.root.iter("label")]
    shown = [label.removeprefix("Place of: ") for label in shown if label.startswith("Place of: ")]
    steps = kinds.ITEMS[4].steps  # type: ignore[union-attr]
    assert sorted(shown) == sorted(steps)
    assert shown != list(steps)
    moves = [button for button in page.root.iter("button") if button.get("type") == "button"]
    assert {words(button) for button in moves} >= {"↑Move up: Ask what matters to them"}
    assert all("hidden" in span.attrib for span in page.root.iter("span") if "data-moves" in span.attrib)


def test_gaps_stand_in_their_text_and_say_which_they_are(taker: Taker, attempt: str) -> None:
    page = taker.page(attempt, GAPS)
    labels = [control(page, f"q6-row-{row}").get("aria-label") for row in (1, 2, 3)]
    assert labels == ["Gap 1 of 3", "Gap 2 of 3", "Gap 3 of 3"]
    assert choices(control(page, "q6-row-2")) == ["Choose", "suspected", "established", "likely"]
    text = next(one for one in page.root.iter("div") if (one.get("class") or "").startswith("gap-text"))
    paragraphs = list(text.iter("p"))
    assert [len([*one.iter("input"), *one.iter("select")]) for one in paragraphs] == [2, 1]
    assert words(paragraphs[1]) == "Everybody has the right to ."
    assert paragraphs[1].find("strong") is not None


def test_a_number_has_its_unit_beside_it_and_in_its_label(taker: Taker, attempt: str) -> None:
    page = taker.page(attempt, NUMBER)
    assert control(page, "q8").get("inputmode") == "decimal"
    assert "Your answer in days" in page.text


def test_a_unit_that_somebody_has_typed_is_not_said_twice(taker: Taker, attempt: str) -> None:
    for typed, said in (("10", "10 days"), ("10 days", "10 days"), ("1 day", "1 day"), ("ten", "ten")):
        taker.send(taker.page(attempt, NUMBER), attempt, {"q8": typed})
        words_of = [words(one) for one in taker.page(attempt, "check").root.iter("p")]
        assert said in words_of, typed


def test_what_is_no_number_is_told_before_it_is_handed_in(taker: Taker, attempt: str) -> None:
    told, hint = "We cannot read a number here", "We cannot read this as a number."
    for typed, expected in (("ten", True), ("1O", True), ("10 dais", True), ("1 day", False), ("99", False)):
        taker.send(taker.page(attempt, NUMBER), attempt, {"q8": typed})
        assert (told in taker.page(attempt, "check").text) is expected, typed
        assert (hint in taker.page(attempt, NUMBER).text) is expected, typed


def test_a_scale_is_a_table_whose_radios_are_named_by_row_and_choice(taker: Taker, attempt: str) -> None:
    page = taker.page(attempt, SCALE)
    table = next(page.root.iter("table"))
    assert [words(cell) for cell in table.iter("th") if cell.get("scope") == "col"][1:] == [
        "Not at all",
        "A little",
        "Fairly",
        "Very",
    ]
    radios = [one for one in table.iter("input") if one.get("name") == "q10-row-2"]
    named = [
        " ".join(words(page.element(id)) for id in (one.get("aria-labelledby") or "").split())
        for one in radios
    ]
    assert named[2] == "I know who to ring if I am worried Fairly"
    assert len(radios) == 4


def test_no_key_of_any_kind_is_on_a_page_before_the_attempt_is_closed(taker: Taker, attempt: str) -> None:
    client = taker.client
    action = f"/attempts/{attempt}/answers"
    headers = {"X-CSRF-Token": client.csrf(f"/attempts/{attempt}")}
    answers = [client.get(f"/attempts/{attempt}?question={page}") for page in (*range(1, 11), "all", "check")]
    answers.append(client.get(LESSON))
    old = taker.page(attempt, "all")
    for values in ({"q7": "word"}, {"q7": "other word"}, {"q6-row-2": "unknown"}, {"q5-row-1": "9"}):
        answers.append(taker.send(old, attempt, values))
    for body in ({"seq": 0, "answers": {"8": {"answer": ["soon"]}}}, {"seq": 9, "answers": {}}):
        answers.append(client.put(action, json=body, headers=headers))
    for item in kinds.ITEMS:
        answers.append(client.post(f"{LESSON}/checks/{item.id}", headers=headers))
    assert {answer.status_code for answer in answers} == {200, 303, 409, 422}
    assert not [answer.request.url for answer in answers if sings(answer)]


def sings(answer: TestResponse) -> bool:
    text = answer.get_data(as_text=True) + str(answer.headers)
    return any(secret.casefold() in text.casefold() for secret in kinds.SECRETS)


def test_the_canaries_sing_where_they_may(taker: Taker) -> None:
    attempt_id = taker.take(learning.FINAL_QUIZ, wrong=10)
    text = taker.client.get(f"/attempts/{attempt_id}/result").get_data(as_text=True)
    for secret in ("CANARY-WHY", "CANARY-capacity", "CANARY-advocate", "98755 ± 1 days", "CANARY-MODEL"):
        assert secret in text


def test_a_right_answer_of_every_kind_is_called_so(taker: Taker) -> None:
    attempt_id = taker.take(learning.FINAL_QUIZ)
    page = taker.client.page(f"/attempts/{attempt_id}/result")
    # A trainer still has to read one of them, so there is no grade yet: unknown is not zero.
    assert page.heading == "Waiting for a trainer"
    told = sections(page)
    assert len(told) == 10
    verdicts = [words(one) for one in page.root.iter("p") if "verdict " in (one.get("class") or "")]
    assert verdicts == ["Right"] * 8 + ["A trainer reads this", "Not marked"]
    assert "Not right" not in page.text
    assert "You earned 0 of 0" not in page.text
    assert "times 2 marks = 2 of 2." in told[ORDER - 1]


def test_a_wrong_answer_says_for_each_row_what_is_right(taker: Taker, attempt: str) -> None:
    right = taker.right(attempt)
    first, second, *_ = right[ORDER - 1].values()
    names = list(right[ORDER - 1])
    values = {
        **right[ORDER - 1],
        names[0]: second,
        names[1]: first,
        "q6-row-1": "CANARY-ability",
        "q6-row-2": "likely",
        "q7": "<b>a friend</b>",
        "q8": "12 days",
        "q9": "I would ask.\n\nThen <i>wait</i>.",
        "q10-row-1": "3",
    }
    taker.send(taker.page(attempt, "all"), attempt, values)
    assert "Answered in part, 1 left open" in taker.page(attempt, "check").text
    taker.hand_in(attempt)
    told = sections(taker.client.page(f"/attempts/{attempt}/result"))
    assert "Partly right" in told[ORDER - 1]
    assert told[ORDER - 1].count("It belongs in place") == 2
    assert "2 steps in the right place, of 4, times 2 marks = 1 of 2." in told[ORDER - 1]
    assert "Right Gap 1 of 3 Your answer: CANARY-ability" in told[GAPS - 1]
    assert "Not right Gap 2 of 3 Your answer: likely Right here: established" in told[GAPS - 1]
    assert "Not answered Gap 3 of 3 Right here: CANARY-choose" in told[GAPS - 1]
    assert "assumed to have Right: CANARY-ability unless it is Not right: likely" in told[GAPS - 1]
    assert "You wrote: <b>a friend</b> The right answer: CANARY-advocate, or an CANARY-advocate" in told[6]
    assert "You wrote: 12 days The right answer: 98755 ± 1 days" in told[NUMBER - 1]
    assert "What you wrote I would ask. Then <i>wait</i>. A model answer CANARY-MODEL" in told[8]
    assert "CANARY-names their own part (2 marks) gives words they would say (1 mark)" in told[8]
    assert "I could open a hard conversation tomorrow You chose: Fairly" in told[SCALE - 1]
    assert "Not answered I know who to ring" in told[SCALE - 1]
    assert all("Not right" not in one for one in told[8:])


def test_an_older_window_gets_every_field_back(taker: Taker, attempt: str) -> None:
    old = taker.page(attempt, "all")
    first = {
        "q5-row-1": "1",
        "q6-row-1": "first",
        "q6-row-2": "suspected",
        "q7": "first",
        "q8": "1",
        "q9": "First words",
        "q10-row-2": "1",
    }
    taker.send(old, attempt, first)
    sent = {
        "q5-row-1": "4",
        "q6-row-1": "typed",
        "q6-row-2": "likely",
        "q7": "second",
        "q8": "12",
        "q9": "Words of mine",
        "q10-row-2": "2",
    }
    stale = taker.client.send_page(old, f"/attempts/{attempt}/answers", status=409, values=sent)
    fields = stale.fields(f"/attempts/{attempt}/answers")
    assert {name: fields[name][0] for name in sent} == sent
    for shown in ("typed, likely", "first, suspected", "Words of mine", "First words", "12 days", "1 days"):
        assert shown in stale.text


@pytest.mark.parametrize(
    "values",
    [{"q5-row-1": "5"}, {"q6-row-2": "whatever"}, {"q10-row-1": "9"}, {"q7": "x" * 20_001}],
)
def test_what_no_field_could_have_sent_is_refused(taker: Taker, attempt: str, values: dict[str, str]) -> None:
    assert taker.send(taker.page(attempt, "all"), attempt, values).status_code == 422


def test_a_script_can_send_longer_texts(taker: Taker, attempt: str) -> None:
    headers = {"X-CSRF-Token": taker.client.csrf(f"/attempts/{attempt}")}
    body = {"seq": 0, "answers": {"9": {"answer": ["I would ask " * 100]}}}
    answer = taker.client.put(f"/attempts/{attempt}/answers", json=body, headers=headers)
    assert answer.status_code == 200
    assert (control(taker.page(attempt, REFLECTION), "q9").text or "").count("ask") == 100


def test_every_kind_can_be_checked_in_a_lesson(taker: Taker) -> None:
    page = taker.client.page(LESSON)
    steps = [words(label) for label in page.root.iter("label") if words(label).startswith("Place of: ")]
    assert steps == [f"Place of: {step}" for step in sorted(kinds.ITEMS[4].steps)]  # type: ignore[union-attr]
    # A check is stored nowhere, so no trainer could read it.
    assert "A trainer reads this" not in page.text
    expected = {
        "ordering": ({"row-1": "1", "row-2": "2", "row-3": "3", "row-4": "4"}, "Partly right."),
        "gaps": ({"row-1": "canary-capacity.", "row-2": "established"}, "Partly right."),
        "short-text": ({"answer": "AN CANARY-Advocate"}, "Yes."),
        "number": ({"answer": "98,755 days"}, "Yes."),
        "reflection": ({"answer": "I would ask."}, "Compare your answer."),
        "scale": ({"row-1": "1"}, "Thank you."),
    }
    for item_id, (values, verdict) in expected.items():
        action = f"{LESSON}/checks/{item_id}#check-{item_id}"
        told = words(
            taker.client.send_page(page, action, status=200, values=values).element(f"check-{item_id}")
        )
        assert verdict in told, item_id
        assert ("CANARY-WHY" in told) == (item_id != "scale")


@pytest.mark.parametrize(
    ("item_id", "words_of_error"),
    [
        ("ordering", "Give the steps their places"),
        ("gaps", "Fill at least one gap"),
        ("short-text", "Write an answer"),
        ("number", "Write an answer"),
        ("reflection", "Write an answer"),
        ("scale", "Choose an answer"),
    ],
)
def test_a_check_without_an_answer_says_what_to_do(taker: Taker, item_id: str, words_of_error: str) -> None:
    page = taker.client.page(LESSON)
    action = f"{LESSON}/checks/{item_id}#check-{item_id}"
    told = taker.client.send_page(page, action, status=422)
    assert told.errors() == [words_of_error]
