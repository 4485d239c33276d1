"""Other windows, the Back button and sign-ins that end: nothing is overwritten in silence."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Live, open_page, sign_in
from tests.browser.sitting import (
    REFLECTION,
    SHORT,
    answer_of,
    chosen,
    drafts,
    elsewhere,
    question,
    ready,
    saved,
    start,
)
from tests.support.app import LEARNER


@pytest.mark.browser
@pytest.mark.parametrize("keeps", ["Keep mine", "Keep the other"])
def test_two_windows_never_overwrite_each_other_in_silence(browser: Browser, ten: Live, keeps: str) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    question(page, attempt, SHORT)
    second = page.context.new_page()
    question(second, attempt, SHORT)
    page.get_by_label("Your answer").fill("from the first window")
    saved(page)
    # The second window was never out of sight for the browser, so it shows what it was opened with.
    second.evaluate("document.querySelector('#q7-1').value = ''")
    second.get_by_label("Your answer").fill("from the second window")
    expect(second.locator("#conflict-title")).to_be_focused()
    expect(second.locator("#conflict-title")).to_have_text(
        re.compile(r"You answered this in another window at \d\d:\d\d")
    )
    sides = second.locator(".conflict__side")
    expect(sides.first).to_contain_text("from the second window")
    expect(sides.last).to_contain_text("from the first window")
    expect(second.locator("#saved")).to_contain_text("another window")
    second.get_by_role("button", name=keeps).click()
    expect(second.locator("#conflict")).to_have_count(0)
    ready(second)
    wanted = "from the second window" if keeps == "Keep mine" else "from the first window"
    assert answer_of(second) == wanted
    assert drafts(second) == 0
    # The first window shows it as soon as it is looked at again.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_label("Your answer")).to_have_value(wanted)
    page.context.close()


@pytest.mark.browser
def test_a_draft_that_another_device_has_overtaken_is_asked_about(browser: Browser, ten: Live) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    question(page, attempt, SHORT)
    page.context.set_offline(True)
    page.get_by_label("Your answer").fill("on the phone")
    expect(page.locator("#saved")).to_contain_text("offline")
    other = elsewhere(browser, ten, attempt, SHORT)
    ready(other)
    other.get_by_label("Your answer").fill("at the desk")
    saved(other)
    page.context.set_offline(False)
    expect(page.locator("#conflict")).to_contain_text("at the desk")
    page.get_by_role("button", name="Keep the other").click()
    expect(page.get_by_label("Your answer")).to_have_value("at the desk")
    other.context.close()
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_going_back_shows_what_was_saved_and_saves_again(browser: Browser, ten: Live, script: bool) -> None:
    page = open_page(browser, ten, script=script)
    start(page, ten)
    page.get_by_role("radio").nth(0).check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("Question 2 of 10").first).to_be_visible()
    page.go_back()
    assert chosen(page) == ["1"]
    page.get_by_role("radio").nth(1).check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("Question 2 of 10").first).to_be_visible()
    expect(page.locator("#conflict")).to_have_count(0)
    page.go_back()
    assert chosen(page) == ["2"]
    page.context.close()


@pytest.mark.browser
def test_a_sign_in_that_has_ended_keeps_the_text_and_the_place(browser: Browser, ten: Live) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    question(page, attempt, REFLECTION)
    page.context.clear_cookies()
    page.get_by_label("Your answer").fill("Still here")
    expect(page.locator("#saved")).to_contain_text("Not saved: you are signed out.")
    page.get_by_role("link", name="Sign in again").click()
    page.get_by_label("E-mail address or staff number").fill(LEARNER)
    page.get_by_label("Password").fill(ten.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Question 9 of 10").first).to_be_visible()
    ready(page)
    assert answer_of(page) == "Still here"
    saved(page)
    assert drafts(page) == 0
    page.context.close()


@pytest.mark.browser
def test_signing_in_in_another_window_lets_the_first_one_save_again(browser: Browser, ten: Live) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    question(page, attempt, REFLECTION)
    page.context.clear_cookies()
    sign_in(page.context.new_page(), ten, LEARNER)
    page.get_by_label("Your answer").fill("Still here")
    saved(page)
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("signs_in_before", [False, True])
def test_without_a_script_an_ended_sign_in_keeps_the_text_too(
    browser: Browser, ten: Live, signs_in_before: bool
) -> None:
    page = open_page(browser, ten, script=False)
    attempt = start(page, ten)
    page.goto(f"{attempt}?question={REFLECTION}")
    page.get_by_label("Your answer").fill("Still here.\nAnd “this”.")
    page.context.clear_cookies()
    if signs_in_before:
        sign_in(page.context.new_page(), ten, LEARNER)
    page.get_by_role("button", name="Save and go on").click()
    if signs_in_before:
        expect(page.get_by_text("This page was from an earlier sign-in")).to_be_visible()
        assert answer_of(page) == "Still here.\nAnd “this”."
        page.get_by_role("button", name="Save and go on").click()
        expect(page.get_by_text("Question 10 of 10").first).to_be_visible()
    else:
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in again")
        page.get_by_label("E-mail address or staff number").fill(LEARNER)
        page.get_by_label("Password").fill("not this one")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("Password").fill(ten.password)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Save what I typed").click()
    page.goto(f"{attempt}?question={REFLECTION}")
    assert answer_of(page) == "Still here.\nAnd “this”."
    page.context.close()


@pytest.mark.browser
def test_two_windows_without_a_script_get_the_choice_as_a_page(browser: Browser, ten: Live) -> None:
    page = open_page(browser, ten, script=False)
    attempt = start(page, ten)
    second = page.context.new_page()
    for one in (page, second):
        one.goto(f"{attempt}?question=all")
    page.locator("#q7-1").fill("first window")
    page.get_by_role("button", name="Save and check").click()
    second.locator("#q7-1").fill("second window")
    second.locator("#q8-1").fill("12")
    second.get_by_role("button", name="Save and check").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Two answers to one question")
    expect(second.get_by_role("button", name="Keep mine")).to_have_count(1)
    second.get_by_role("button", name="Keep mine").click()
    second.goto(f"{attempt}?question=all")
    assert second.locator("#q7-1").input_value() == "second window"
    # What clashed with nothing was saved at once.
    assert second.locator("#q8-1").input_value() == "12"
    page.context.close()
