"""The main job in headless Chromium: read, check, pass the quizzes, hold a certificate, be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from lms.db import engine as engines
from tests.browser.conftest import (
    Live,
    give_first_answer,
    open_page,
    sideways_scroll,
    sign_in,
    violations,
)
from tests.support import answers

COURSE = "/courses/restorative-practice"


class Traveller:
    """Somebody on the way through the course; looks at every page with axe where scripts may run."""

    def __init__(self, page: Page, live: Live, *, look: bool) -> None:
        self.page = page
        self.look = look
        self.engine: sa.Engine = engines.make_engine(live.database_url)
        self.problems: list[str] = []

    def arrive(self) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_count(1)
        if self.look:
            self.problems += violations(self.page)
        if sideways_scroll(self.page) > 0:
            self.problems.append(f"{self.page.url} scrolls sideways")

    def read_lessons(self) -> None:
        """Mark as read and go on, until the button leads to something that is not a lesson."""
        # Without a script an answered check is a page of its own: the same lesson with the answer in it.
        while re.fullmatch(rf".*{COURSE}/[a-z0-9-]+(/checks/[a-z0-9#/-]+)?", self.page.url):
            self.arrive()
            self.play()
            with self.page.expect_navigation():
                self.page.get_by_role("button", name="Mark as read and go on").click()

    def play(self) -> None:
        """Go through a conversation by its first choices, if the lesson is one."""
        while self.page.locator("button.choice").count():
            with self.page.expect_navigation():
                self.page.locator("button.choice").first.click()
            self.arrive()

    def answer_checks(self) -> None:
        """Answer the first formative check of the lesson wrongly, then see why."""
        check = self.page.locator("form[action*='/checks/']").first
        give_first_answer(check)
        check.get_by_role("button", name="Check my answer").click()
        expect(self.page.locator(".check .verdict").first).to_be_visible()
        self.arrive()

    def take_quiz(self, *, right: bool) -> None:
        """Start the quiz on the page and answer every question, all right or all left blank."""
        self.arrive()
        self.page.get_by_role("button", name=re.compile("^Start")).click()
        self.page.wait_for_url(re.compile("/attempts/"))
        attempt_id = re.search(r"/attempts/([a-z0-9]+)", self.page.url)
        assert attempt_id is not None
        with Session(self.engine) as session:
            keys = answers.right_fields(session, attempt_id[1])
        for number, fields in enumerate(keys, start=1):
            expect(self.page.get_by_text(f"Question {number} of {len(keys)}").first).to_be_visible()
            self.arrive()
            if right:
                self._fill(number, fields)
            with self.page.expect_navigation():
                self.page.get_by_role("button", name=re.compile("^Save and")).first.click()
        self.arrive()
        self.page.get_by_role("button", name=re.compile("^Hand in")).click()
        self.page.wait_for_url(re.compile("/result"))
        self.arrive()

    def _fill(self, number: int, fields: dict[str, list[str]]) -> None:
        for name, values in fields.items():
            field = answers.field_name(number, name)
            for value in values:
                places = self.page.locator(f"[name='{field}']")
                match places.first.evaluate("place => place.tagName + ':' + place.type"):
                    case "INPUT:radio" | "INPUT:checkbox":
                        self.page.locator(f"input[name='{field}'][value='{value}']").check()
                    case "SELECT:select-one":
                        places.select_option(value)
                    case _:
                        places.fill(value)


@pytest.fixture
def travellers(browser: Browser, live: Live) -> Iterator[list[Traveller]]:
    made: list[Traveller] = []
    yield made
    for one in made:
        one.engine.dispose()
        one.page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("who", "script", "width", "dark"),
    [(0, True, 1280, False), (1, True, 320, True), (2, False, 320, False)],
    ids=["wide-with-script", "phone-dark-with-script", "phone-without-script"],
)
def test_a_new_starter_reads_passes_and_holds_a_certificate(
    browser: Browser, live: Live, travellers: list[Traveller], who: int, script: bool, width: int, dark: bool
) -> None:
    page = open_page(browser, live, width=width, script=script, dark=dark)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    # axe is a script: where none may run it cannot look.
    look = script
    traveller = Traveller(page, live, look=look)
    travellers.append(traveller)

    page.goto("/sign-in")
    traveller.arrive()
    sign_in(page, live, live.names[who])
    traveller.arrive()
    page.goto(COURSE)
    traveller.arrive()
    page.goto("/")
    page.get_by_role("link", name=re.compile("Carry on|Start")).first.click()
    page.wait_for_url(re.compile(COURSE))
    traveller.answer_checks()
    for _ in range(20):
        traveller.read_lessons()
        assert "/quizzes/" in page.url
        last = page.url.endswith("/quizzes/restorative-practice")
        traveller.take_quiz(right=True)
        if last:
            break
        # axe takes its time: on a phone it looks at the first module and at the certificate.
        traveller.look = look and width > 320
        page.goto("/")
        with page.expect_navigation():
            page.get_by_role("link", name=re.compile("Carry on")).first.click()
    traveller.look = look
    expect(page.get_by_text("You passed with 100%").first).to_be_visible()

    page.goto("/certificates")
    traveller.arrive()
    page.get_by_role("link", name=re.compile("Restorative Practice")).first.click()
    traveller.arrive()
    verify = page.url
    page.get_by_role("link", name=re.compile("Glossary|My learning")).first.click()

    stranger = open_page(browser, live, width=width, script=script, dark=dark)
    assert stranger.goto(verify).status == 200  # type: ignore[union-attr]
    expect(stranger.get_by_text("Learner").first).to_be_visible()
    checked = Traveller(stranger, live, look=script)
    travellers.append(checked)
    checked.arrive()
    pdf = stranger.request.get(verify + ".pdf")
    assert pdf.status == 200
    assert pdf.body().startswith(b"%PDF-")

    page.goto("/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/")
    expect(page).to_have_url(re.compile("/sign-in"))
    assert "\n".join(traveller.problems + checked.problems) == ""
    assert errors == []


@pytest.mark.browser
def test_somebody_who_does_not_pass_is_told_what_to_do_next(
    browser: Browser, live: Live, travellers: list[Traveller]
) -> None:
    page = open_page(browser, live)
    traveller = Traveller(page, live, look=True)
    travellers.append(traveller)
    sign_in(page, live, live.names[3])
    page.goto("/quizzes/restorative-practice")
    traveller.take_quiz(right=False)
    expect(page.get_by_text("0%").first).to_be_visible()
    page.goto("/quizzes/restorative-practice")
    traveller.arrive()
    assert "\n".join(traveller.problems) == ""


@pytest.mark.browser
def test_the_journey_works_by_keyboard_alone(
    browser: Browser, live: Live, travellers: list[Traveller]
) -> None:
    page = open_page(browser, live)
    traveller = Traveller(page, live, look=False)
    travellers.append(traveller)
    page.goto("/sign-in")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip().startswith("Skip")
    _tab_to(page, "input[name=email]")
    page.keyboard.type(live.names[4])
    _tab_to(page, "input[name=password]")
    page.keyboard.type(live.password)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/$"))
    page.goto("/quizzes/restorative-practice-module-1")
    _tab_to(page, "form[action$='/attempts'] button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/attempts/"))
    _tab_to(
        page,
        "form[action$='/answers'] input[type=radio], form[action$='/answers'] input[type=checkbox], select",
    )
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    _tab_to(page, "form[action$='/answers'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Question 2 of").first).to_be_visible()


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on such an element and is drawn; a trap fails after 80 presses."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            drawn = page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; }"
            )
            assert drawn, f"the focus on {selector} cannot be seen"
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")
