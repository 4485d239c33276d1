"""Nothing typed is lost: not by a lost connection, a reload, another window or an ended sign-in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Live, open_page, sign_in
from tests.browser.sitting import (
    MULTIPLE,
    ORDER,
    REFLECTION,
    SHORT,
    SINGLE,
    chosen,
    elsewhere,
    question,
    ready,
    saved,
    start,
)
from tests.support.app import LEARNER

DRAFTS = """() => new Promise((resolve) => {
  const asked = indexedDB.open("alongside-quiz", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("drafts", { keyPath: "key" });
  asked.onsuccess = () => {
    const all = asked.result.transaction("drafts").objectStore("drafts").getAll();
    all.onsuccess = () => { asked.result.close(); resolve(all.result.length); };
  };
})"""


def drafts(page: Page) -> int:
    return int(page.evaluate(DRAFTS))


def answer_of(page: Page) -> str:
    return page.get_by_label("Your answer").input_value()


@pytest.mark.browser
def test_each_answer_is_saved_when_it_changes(browser: Browser, ten: Live) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    question(page, attempt, SINGLE)
    page.get_by_role("radio").nth(1).check()
    saved(page)
    question(page, attempt, REFLECTION)
    page.get_by_label("Your answer").press_sequentially("I would ask first")
    saved(page)
    question(page, attempt, ORDER)
    page.get_by_role("button", name=re.compile("Move up")).last.click()
    saved(page)
    question(page, attempt, MULTIPLE)
    page.get_by_label("Flag this question for later").check()
    saved(page)
    assert drafts(page) == 0
    other = elsewhere(browser, ten, attempt, SINGLE)
    assert chosen(other) == ["2"]
    other.goto(f"{attempt}?question={REFLECTION}")
    assert answer_of(other) == "I would ask first"
    other.goto(f"{attempt}?question={ORDER}")
    assert [one.input_value() for one in other.locator("[data-step] select").all()] == ["1", "2", "3", "4"]
    other.goto(f"{attempt}?question=check")
    expect(other.locator(".check__flagged")).to_contain_text("Flagged for later: 2")
    other.context.close()
    page.context.close()


@pytest.mark.browser
def test_what_is_typed_without_a_connection_is_sent_when_it_is_back(browser: Browser, ten: Live) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    question(page, attempt, REFLECTION)
    page.context.set_offline(True)
    page.get_by_label("Your answer").fill("Written on the train")
    expect(page.locator("#saved")).to_contain_text("Not saved: you are offline.", timeout=2_000)
    # Going on has to wait: the page stays where the words are.
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator("#saved")).to_contain_text("Not saved: you are offline.")
    assert answer_of(page) == "Written on the train"
    assert drafts(page) == 1
    page.context.set_offline(False)
    saved(page)
    assert drafts(page) == 0
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("Question 10 of 10").first).to_be_visible()
    other = elsewhere(browser, ten, attempt, REFLECTION)
    assert answer_of(other) == "Written on the train"
    other.context.close()
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("comes_back_to", [REFLECTION, SINGLE, "check", "all"])
def test_a_reload_without_a_connection_loses_nothing(
    browser: Browser, ten: Live, comes_back_to: object
) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    question(page, attempt, REFLECTION)
    page.context.set_offline(True)
    page.get_by_label("Your answer").fill("Written on the train")
    expect(page.locator("#saved")).to_contain_text("offline")
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()
    page.context.set_offline(False)
    question(page, attempt, comes_back_to)
    saved(page)
    question(page, attempt, REFLECTION)
    assert answer_of(page) == "Written on the train"
    assert drafts(page) == 0
    page.context.close()


@pytest.mark.browser
def test_a_window_that_was_closed_without_a_connection_loses_nothing(browser: Browser, ten: Live) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    question(page, attempt, SHORT)
    page.context.set_offline(True)
    page.get_by_label("Your answer").fill("an advocate")
    expect(page.locator("#saved")).to_contain_text("offline")
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    question(again, attempt, SHORT)
    assert answer_of(again) == "an advocate"
    saved(again)
    again.context.close()


@pytest.mark.browser
def test_an_answer_to_a_save_that_got_lost_is_no_other_window(browser: Browser, ten: Live) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    question(page, attempt, SHORT)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route("**/answers", lose)
    page.get_by_label("Your answer").fill("first")
    expect(page.locator("#saved")).to_contain_text("Not saved: we cannot be reached.")
    page.get_by_label("Your answer").fill("second")
    page.unroute("**/answers")
    saved(page)
    assert page.locator("#conflict").count() == 0
    page.reload()
    assert answer_of(page) == "second"
    page.context.close()


@pytest.mark.browser
def test_a_server_that_is_busy_is_asked_again(browser: Browser, ten: Live) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    question(page, attempt, SHORT)
    page.route("**/answers", lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}))
    page.get_by_label("Your answer").fill("patience")
    expect(page.locator("#saved")).to_contain_text("Not saved: we cannot be reached.")
    page.unroute("**/answers")
    saved(page)
    page.context.close()


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


@pytest.mark.browser
@pytest.mark.parametrize("way", ["sign out", "hand in"])
def test_drafts_are_gone_after_signing_out_and_handing_in(browser: Browser, ten: Live, way: str) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    question(page, attempt, SHORT)
    page.route("**/answers", lambda route: route.abort())
    page.get_by_label("Your answer").fill("never to be found")
    expect(page.locator("#saved")).to_contain_text("Not saved")
    assert drafts(page) == 1
    if way == "sign out":
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url(re.compile("/sign-in"))
    else:
        page.unroute("**/answers")
        saved(page)
        question(page, attempt, "check")
        page.get_by_role("button", name=re.compile("^Hand in")).click()
        page.wait_for_url(re.compile("/result"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(300)
    assert drafts(page) == 0
    page.context.close()


@pytest.mark.browser
def test_handing_in_without_a_connection_says_so_and_waits(browser: Browser, ten: Live) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    question(page, attempt, "check")
    page.context.set_offline(True)
    page.get_by_role("button", name=re.compile("^Hand in")).click()
    expect(page.locator("#saved")).to_contain_text("you are offline")
    page.context.set_offline(False)
    page.get_by_role("button", name=re.compile("^Hand in")).click()
    page.wait_for_url(re.compile("/result"))
    page.context.close()
