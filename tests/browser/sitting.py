"""Sitting a quiz in Chromium, each step in one line."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Live, open_page, sideways_scroll, sign_in, violations
from tests.support import learning
from tests.support.app import LEARNER

# How many answers the browser still keeps; a page that has none yet makes the place for them.
DRAFTS = """() => new Promise((resolve) => {
  const asked = indexedDB.open("alongside-quiz", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("drafts", { keyPath: "key" });
  asked.onsuccess = () => {
    const all = asked.result.transaction("drafts").objectStore("drafts").getAll();
    all.onsuccess = () => { asked.result.close(); resolve(all.result.length); };
  };
})"""

SINGLE, MULTIPLE, ORDER, GAPS, SHORT, REFLECTION = 1, 2, 5, 6, 7, 9


def start(page: Page, live: Live) -> str:
    """Sign in and start the quiz; the address of the attempt."""
    sign_in(page, live, LEARNER)
    page.goto(f"/quizzes/{learning.FINAL_QUIZ}")
    page.get_by_role("button", name=re.compile("^Start")).click()
    page.wait_for_url(re.compile("/attempts/"))
    return re.sub(r"\?.*", "", page.url)


def fill(page: Page) -> None:
    """Answer everything that stands on the page, whatever it is."""
    for field in page.locator("main input[type=text]").all():
        field.fill("10")
    for field in page.locator("main textarea").all():
        field.fill("I would ask first.\nThen:\n\nI would wait.")
    for number, field in enumerate(page.locator("main select").all()):
        options = field.locator("option").count() - 1
        field.select_option(index=1 + number % options)
    for radio in page.locator("main input[value='1']:is([type=radio], [type=checkbox])").all():
        radio.check(force=True)


def faults(page: Page) -> list[str]:
    """What axe finds, and whether anything sticks out at the right."""
    found = violations(page)
    if sideways_scroll(page) > 0:
        found.append(f"{page.url} scrolls sideways")
    return found


def ready(page: Page) -> None:
    """The script of the page listens."""
    expect(page.locator("[data-quiz][data-ready]")).to_have_count(1)


def question(page: Page, attempt: str, number: object) -> None:
    """Open a page of the attempt and wait for its script."""
    page.goto(f"{attempt}?question={number}")
    ready(page)


def saved(page: Page) -> None:
    expect(page.locator("[data-quiz]:is(:not([data-state]), [data-state=saved])")).to_have_count(1)
    expect(page.locator("#saved")).to_have_text(re.compile(r"^Saved at \d\d:\d\d\.$"))


def chosen(page: Page) -> list[str]:
    """The values of what is ticked on the page's question."""
    return [one.input_value() for one in page.locator("[data-question] :checked:not(option)").all()]


def elsewhere(browser: Browser, live: Live, attempt: str, number: object) -> Page:
    """The same person looks at the same question on another device."""
    page = open_page(browser, live)
    sign_in(page, live, LEARNER)
    page.goto(f"{attempt}?question={number}")
    return page


def drafts(page: Page) -> int:
    return int(page.evaluate(DRAFTS))


def answer_of(page: Page) -> str:
    return page.get_by_label("Your answer").input_value()
