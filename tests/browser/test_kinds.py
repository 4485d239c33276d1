"""Every kind of question in Chromium: axe, narrow and wide, light and dark, with and without script."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from lms.domain.quizzes import MarkedBy, MultipleResponse, Option, Reflection, SingleChoice
from tests.browser.conftest import Live, give_first_answer, open_page, serving
from tests.browser.sitting import faults, fill, start
from tests.support import kinds, learning
from tests.support.databases import Database

LESSON = f"/courses/{learning.COURSE}/two-questions"


@pytest.mark.browser
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)], ids=["wide", "phone-dark"])
def test_every_kind_can_be_looked_at_by_everybody(
    browser: Browser, ten: Live, width: int, dark: bool
) -> None:
    page = open_page(browser, ten, width=width, dark=dark)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    found: list[str] = []
    attempt = start(page, ten)
    for number in range(1, len(kinds.ITEMS) + 1):
        page.goto(f"{attempt}?question={number}")
        found += faults(page)
    page.goto(f"{attempt}?question=all")
    found += faults(page)
    fill(page)
    page.get_by_role("button", name="Save and check your answers").click()
    page.wait_for_url(re.compile("question=check"))
    found += faults(page)
    page.get_by_role("button", name=re.compile("^Hand in")).click()
    page.wait_for_url(re.compile("/result"))
    found += faults(page)
    assert "I would ask first.\nThen:\n\nI would wait." in page.locator(".compare__own").first.inner_text()
    page.goto(LESSON)
    found += faults(page)
    for item in kinds.ITEMS:
        check = page.locator(f"#check-{item.id}")
        give_first_answer(check)
        check.get_by_role("button", name="Check my answer").click()
        expect(check.locator(".verdict")).to_be_visible()
    found += faults(page)
    assert "\n".join(found) == ""
    assert errors == []
    page.context.close()


@pytest.mark.browser
def test_buttons_move_a_step_and_the_selects_say_the_same(browser: Browser, ten: Live) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    page.goto(f"{attempt}?question=5")
    last = page.locator("[data-step]").last
    words = last.locator("label").inner_text()
    name = last.locator("select").get_attribute("name")
    last.get_by_role("button", name=re.compile("^.?Move up")).press("Enter")
    places = [select.input_value() for select in page.locator("[data-step] select").all()]
    assert places == ["1", "2", "3", "4"]
    assert page.locator("[data-step] label").nth(2).inner_text() == words
    expect(page.locator("[data-said]")).to_have_text("Now in place 3 of 4.")
    # The focus stays on the button that was pressed, so it can be pressed again.
    page.keyboard.press("Enter")
    assert page.locator("[data-step] label").nth(1).inner_text() == words
    # A place that is chosen by hand is taken from the step that had it.
    page.locator(f"select[name='{name}']").select_option("4")
    assert sorted(select.input_value() for select in page.locator("[data-step] select").all()) == places
    with page.expect_navigation():
        page.get_by_role("button", name="Save and go on").click()
    page.goto(f"{attempt}?question=5")
    assert page.locator("[data-step] label").last.inner_text() == words
    page.context.close()


@pytest.mark.browser
def test_words_are_counted_while_somebody_writes(browser: Browser, ten: Live) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    page.goto(f"{attempt}?question=9")
    expect(page.get_by_text("0 words")).to_be_visible()
    page.get_by_label("Your answer").press_sequentially("One")
    expect(page.get_by_text("1 word", exact=True)).to_be_visible()
    page.get_by_label("Your answer").fill("I would ask first")
    expect(page.get_by_text("4 words")).to_be_visible()
    page.get_by_label("Your answer").fill("x" * 19_100)
    expect(page.get_by_role("status").get_by_text("You have 900 characters left.")).to_be_visible()
    page.context.close()


@pytest.mark.browser
def test_every_kind_is_answered_without_script(browser: Browser, ten: Live) -> None:
    page = open_page(browser, ten, width=320, script=False)
    start(page, ten)
    for number in range(1, len(kinds.ITEMS) + 1):
        expect(page.get_by_text(f"Question {number} of 10").first).to_be_visible()
        expect(page.get_by_role("button", name=re.compile("Move up"))).to_have_count(0)
        fill(page)
        with page.expect_navigation():
            page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    expect(page.get_by_text("Not answered")).to_have_count(0)
    with page.expect_navigation():
        page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("What you wrote", exact=True)).to_be_visible()
    page.context.close()


@pytest.mark.browser
def test_a_word_that_is_longer_than_a_phone_breaks(
    browser: Browser, sqlite_database: Database, tmp_path: Path
) -> None:
    word = "Donaudampfschifffahrt" * 8
    options = (Option(word, True, Fraction(1)), Option("Short", False, Fraction(0)))
    items = (
        SingleChoice(id="single", text="Which?", options=options),
        MultipleResponse(id="multiple", text="Which all?", options=options),
        Reflection(id="own", text="Describe it.", model_answer=word, marked_by=MarkedBy.SELF),
    )
    with serving(sqlite_database, tmp_path, kinds.library(kinds.quiz(items=items))) as live:
        page = open_page(browser, live, width=320)
        attempt = start(page, live)
        page.goto(f"{attempt}?question=all")
        found = faults(page)
        fill(page)
        page.locator("main textarea").fill(word)
        page.get_by_role("button", name="Save and check your answers").click()
        page.wait_for_url(re.compile("question=check"))
        found += faults(page)
        page.get_by_role("button", name=re.compile("^Hand in")).click()
        page.wait_for_url(re.compile("/result"))
        found += faults(page)
        page.context.close()
    assert found == []


@pytest.mark.browser
def test_what_was_told_of_a_number_goes_when_somebody_writes_another(browser: Browser, ten: Live) -> None:
    page = open_page(browser, ten)
    attempt = start(page, ten)
    page.goto(f"{attempt}?question=8")
    field = page.get_by_role("textbox")
    field.fill("ten")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url(re.compile("question=9"))
    page.goto(f"{attempt}?question=8")
    told = page.get_by_text("We cannot read this as a number.")
    expect(told).to_be_visible()
    expect(field).to_have_accessible_description(re.compile("in digits, such as 12"))
    assert faults(page) == []
    field.fill("10")
    expect(told).to_have_count(0)
    assert field.get_attribute("aria-invalid") is None
    page.context.close()
