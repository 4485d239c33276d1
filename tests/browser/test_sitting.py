"""The pages of an open attempt in Chromium: accessible in every state, narrow and wide, and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from lms.domain.quizzes import Layout
from tests.browser.conftest import Live, open_page, serving
from tests.browser.sitting import (
    MULTIPLE,
    ORDER,
    SHORT,
    SINGLE,
    chosen,
    faults,
    fill,
    question,
    ready,
    saved,
    start,
)
from tests.support import kinds, learning
from tests.support.app import LEARNER
from tests.support.databases import Database

# At 1280 pixels and 200 per cent, a page has 640 to itself.
LOOKS = [(1280, False), (640, False), (320, True)]


@pytest.fixture
def spread(sqlite_database: Database, tmp_path: Path) -> Iterator[Live]:
    """A server whose final quiz stands on one page and asks how sure people are."""
    library = kinds.library()
    one = library.quizzes[learning.FINAL_QUIZ]
    changed = replace(one.quiz, layout=Layout.ALL_ON_ONE_PAGE, asks_confidence=True)
    with serving(sqlite_database, tmp_path, learning.library(changed)) as live:
        yield live


@pytest.mark.browser
@pytest.mark.parametrize(("width", "dark"), LOOKS, ids=["wide", "zoomed", "phone-dark"])
def test_every_state_of_saving_can_be_looked_at_by_everybody(
    browser: Browser, ten: Live, width: int, dark: bool
) -> None:
    page = open_page(browser, ten, width=width, dark=dark)
    attempt = start(page, ten)
    found: list[str] = []
    question(page, attempt, SHORT)
    page.get_by_text(re.compile("of 10 answered")).click()
    page.get_by_text("Keyboard", exact=True).click()
    found += faults(page)
    page.get_by_label("Your answer").fill("one")
    page.get_by_label("Flag this question").check()
    saved(page)
    found += faults(page)
    page.context.set_offline(True)
    page.get_by_label("Your answer").fill("two")
    expect(page.locator("[data-state=offline]")).to_have_count(1)
    found += faults(page)
    page.context.set_offline(False)
    saved(page)
    second = page.context.new_page()
    question(second, attempt, SHORT)
    page.get_by_label("Your answer").fill("three")
    saved(page)
    second.evaluate("document.querySelector('#q7-1').value = ''")
    second.get_by_label("Your answer").fill("four")
    expect(second.locator("#conflict")).to_be_visible()
    found += faults(second)
    second.get_by_role("button", name="Keep the other").click()
    expect(second.locator("#conflict")).to_have_count(0)
    question(page, attempt, "check")
    found += faults(page)
    question(page, attempt, "all")
    found += faults(page)
    page.context.clear_cookies()
    page.locator("#q7-1").fill("five")
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
    found += faults(page)
    assert "\n".join(found) == ""
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "dark"), LOOKS, ids=["wide", "zoomed", "phone-dark"])
def test_pages_that_only_come_without_a_script_can_be_looked_at(
    browser: Browser, ten: Live, width: int, dark: bool
) -> None:
    page = open_page(browser, ten, width=width, dark=dark)
    # The scripts of the attempt stay away; axe itself is one, so others must run.
    page.context.route("**/quiz*.js", lambda route: route.abort())
    attempt = start(page, ten)
    found: list[str] = []
    second = page.context.new_page()
    for one in (page, second):
        one.goto(f"{attempt}?question=all")
        fill(one)
    page.get_by_role("button", name="Save and check").click()
    page.wait_for_url(re.compile("check"))
    second.locator("#q7-1").fill("second window")
    second.locator("#q9-1").fill("Another thought, and a long one. " * 10)
    second.get_by_role("button", name="Save and check").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Two answers to one question")
    found += faults(second)
    page.goto(f"{attempt}?question={SHORT}")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in again")
    found += faults(page)
    page.get_by_label("E-mail address or staff number").fill(LEARNER)
    page.get_by_label("Password").fill(ten.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed in again")
    found += faults(page)
    assert "\n".join(found) == ""
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "dark"), LOOKS, ids=["wide", "zoomed", "phone-dark"])
def test_a_quiz_on_one_page_asks_how_sure_people_are(
    browser: Browser, spread: Live, width: int, dark: bool
) -> None:
    page = open_page(browser, spread, width=width, dark=dark)
    attempt = start(page, spread)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ten kinds")
    ready(page)
    assert faults(page) == []
    page.locator("#sure-7-fairly").check()
    saved(page)
    page.goto(f"{attempt}?question={SHORT}")
    assert page.locator("#sure-7-fairly").is_checked()
    # Each question of the map leads to its place on the page.
    question(page, attempt, "all")
    page.get_by_role("navigation", name="Questions").get_by_role("link").nth(6).click()
    expect(page).to_have_url(re.compile("#question-7$"))
    page.context.close()


@pytest.mark.browser
def test_a_phone_gets_one_question_a_page(browser: Browser, spread: Live) -> None:
    context = browser.new_context(
        base_url=spread.address,
        viewport={"width": 390, "height": 800},
        user_agent="Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/156 Mobile Safari/537.36",
    )
    page = context.new_page()
    start(page, spread)
    expect(page.get_by_text("Question 1 of 10").first).to_be_visible()
    page.get_by_text(re.compile("of 10 answered")).click()
    page.get_by_role("button", name="See all questions on one page").click()
    expect(page).to_have_url(re.compile("question=all"))
    context.close()


@pytest.mark.browser
def test_a_whole_attempt_by_keyboard_alone(browser: Browser, ten: Live) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    ready(page)
    # Digits choose although the focus is still on the page; Enter on the main button goes on.
    page.keyboard.press("2")
    saved(page)
    assert chosen(page) == ["2"]
    page.get_by_role("button", name="Save and go on").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Question 2 of 10").first).to_be_visible()
    ready(page)
    page.keyboard.press("1")
    page.keyboard.press("3")
    saved(page)
    assert chosen(page) == ["1", "3"]
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Question 1 of 10").first).to_be_visible()
    ready(page)
    # In a group of radios the arrows choose, as everywhere.
    page.get_by_role("radio").nth(1).focus()
    page.keyboard.press("ArrowDown")
    saved(page)
    assert chosen(page) == ["1"]
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Question 2 of 10").first).to_be_visible()
    question(page, attempt, ORDER)
    page.locator("[data-move='-1']").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_have_text("Now in place 3 of 4.")
    saved(page)
    # Where somebody types, digits are digits and arrows move the caret.
    question(page, attempt, SHORT)
    page.get_by_label("Your answer").focus()
    page.keyboard.type("12")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("3")
    assert page.get_by_label("Your answer").input_value() == "132"
    saved(page)
    expect(page.get_by_text("Question 7 of 10").first).to_be_visible()
    question(page, attempt, "check")
    page.get_by_role("button", name=re.compile("^Hand in")).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/result"))
    page.context.close()


@pytest.mark.browser
def test_the_keys_can_be_switched_off_and_stay_off(browser: Browser, ten: Live) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    question(page, attempt, SINGLE)
    page.get_by_text("Keyboard", exact=True).click()
    page.get_by_label("Use the number and arrow keys").uncheck()
    page.locator("body").press("2")
    page.get_by_role("radio").nth(0).focus()
    page.keyboard.press("2")
    assert chosen(page) == []
    question(page, attempt, MULTIPLE)
    page.locator("body").press("2")
    page.locator("body").press("ArrowLeft")
    assert chosen(page) == []
    expect(page.get_by_text("Question 2 of 10").first).to_be_visible()
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_the_map_leads_anywhere_and_saves_on_the_way(browser: Browser, ten: Live, script: bool) -> None:
    page = open_page(browser, ten, width=320, script=script)
    attempt = start(page, ten)
    page.get_by_role("radio").nth(1).check(force=True)
    page.get_by_label("Flag this question").check(force=True)
    page.get_by_text(re.compile("of 10 answered")).click()
    page.get_by_role("navigation", name="Questions").get_by_role("button").nth(4).click()
    expect(page.get_by_text("Question 5 of 10").first).to_be_visible()
    page.get_by_text("1 of 10 answered, 1 flagged").click()
    first = page.get_by_role("navigation", name="Questions").get_by_role("button").nth(0)
    assert re.sub(r"\s+", " ", first.inner_text()) == "Question 1 Answered Flagged"
    here = page.get_by_role("navigation", name="Questions").locator("[aria-current=step]")
    assert re.sub(r"\s+", " ", here.inner_text()) == "Question 5 Not answered You are here"
    first.click()
    expect(page.get_by_text("Question 1 of 10").first).to_be_visible()
    assert "2" in chosen(page)
    page.goto(f"{attempt}?question=check")
    expect(page.locator(".check__flagged")).to_contain_text("Flagged for later: 1")
    page.get_by_role("link", name=re.compile(r"^1\s*, go to this question")).click()
    page.get_by_role("button", name="Save and leave").click()
    expect(page).to_have_url(re.compile(r"/$"))
    page.context.close()
