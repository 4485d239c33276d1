"""Nothing typed is lost: not by a lost connection, a reload, another window or an ended sign-in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.conftest import Live, open_page
from tests.browser.sitting import (
    MULTIPLE,
    ORDER,
    REFLECTION,
    SHORT,
    SINGLE,
    answer_of,
    chosen,
    drafts,
    elsewhere,
    question,
    saved,
    start,
)


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


@pytest.mark.browser
def test_a_press_outlives_the_save_that_was_on_its_way_and_got_lost(browser: Browser, ten: Live) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    question(page, attempt, SINGLE)
    held: list[Route] = []

    def lose_the_first(route: Route) -> None:
        if held or route.request.method != "PUT":
            route.continue_()
        else:
            held.append(route)

    page.route("**/answers", lose_the_first)
    with page.expect_request("**/answers"):
        page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator("form[aria-busy=true]")).to_have_count(1)
    held[0].abort()
    # Long before the next try by itself would have moved nobody on.
    expect(page.get_by_text("Question 2 of 10").first).to_be_visible()
    other = elsewhere(browser, ten, attempt, SINGLE)
    assert chosen(other) == ["2"]
    other.context.close()
    page.context.close()
