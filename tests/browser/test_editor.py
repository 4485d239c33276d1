"""The editor in headless Chromium: writing, checking and publishing, with a script and without one."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Live, open_page, sideways_scroll, sign_in, violations
from tests.web.author.test_pictures import png

LESSON = "/author/edit/courses/tea/01-making/02-warm-the-pot.md"
QUIZ = "/author/edit/quizzes/tea-making.md"
PLACES = (
    "/author",
    LESSON,
    QUIZ,
    "/author/edit/courses/tea/course.md",
    "/author/edit/courses/tea/glossary.md",
    "/author/new",
    "/author/pictures/tea",
    "/author/publish",
    "/author/history",
    "/author/try/tea-final",
    "/author/problems",
    "/author/import",
    "/author/export/tea-final",
    "/author/export/tea-final?format=gift",
    "/author/file/courses/tea/01-making/02-warm-the-pot.md",
    "/author/file/courses/tea/01-making/media/pot.svg",
    "/account/language",
)


class Visit:
    """A page of a trainer, with all that the browser complained about."""

    def __init__(
        self, browser: Browser, live: Live, opened: list[Page], who: int = 0, **kind: object
    ) -> None:
        self.page = open_page(browser, live, **kind)  # type: ignore[arg-type]
        self.errors: list[str] = []
        self.page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )
        opened.append(self.page)
        sign_in(self.page, live, live.names[who])

    def look(self) -> None:
        """No page scrolls sideways, axe finds nothing, the browser has nothing to say."""
        assert sideways_scroll(self.page) <= 0, self.page.url
        assert violations(self.page) == []
        assert self.errors == []


@pytest.mark.browser
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)], ids=["wide", "phone-dark"])
def test_every_page_of_trainers_fits_and_is_accessible(
    browser: Browser, studio: Live, opened: list[Page], width: int, dark: bool
) -> None:
    visit = Visit(browser, studio, opened, width=width, dark=dark)
    for place in PLACES:
        visit.page.goto(place)
        expect(visit.page.get_by_role("heading", level=1)).to_have_count(1)
        visit.look()


@pytest.mark.browser
def test_without_a_script_a_trainer_writes_repairs_and_publishes(
    browser: Browser, studio: Live, opened: list[Page]
) -> None:
    visit = Visit(browser, studio, opened, width=320, script=False)
    page = visit.page
    page.goto(QUIZ)
    area = page.get_by_label("Text of this file")
    area.fill(area.input_value().replace("- [x]", "- [ x]", 1))
    page.get_by_role("button", name="Look without saving").click()
    expect(page.get_by_text("Q310")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Fix this")).first.click()
    expect(page.get_by_text("Q310")).to_have_count(0)
    area = page.get_by_label("Text of this file")
    area.fill(
        area.input_value() + "\n## Is tea warm? {#is-tea-warm}\n\n- [x] Yes\n- [ ] No\n\n**Why:** It is.\n"
    )
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Learners see it once it is published.")).to_be_visible()
    expect(page.locator("#editor-preview").get_by_text("Is tea warm?")).to_be_visible()
    assert sideways_scroll(page) <= 0
    page.goto("/author/publish")
    page.get_by_label("What you changed, in a few words").fill("One more question")
    for box in page.get_by_label("I have checked them").all():
        box.check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. Learners see it now.")).to_be_visible()
    expect(page.get_by_text("Is tea warm?")).to_be_visible()
    page.goto("/author/try/tea-making")
    page.get_by_role("button", name="See the result").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A learner would")


@pytest.mark.browser
def test_the_preview_and_the_problems_follow_what_is_typed(
    browser: Browser, studio: Live, opened: list[Page]
) -> None:
    visit = Visit(browser, studio, opened)
    page = visit.page
    page.goto(LESSON)
    area = page.get_by_label("Text of this file")
    text = area.input_value()
    area.fill(text + "\nSeen **while typing**.\n\n![](media/missing.png)\n")
    expect(page.locator("#editor-preview strong", has_text="while typing")).to_be_visible()
    expect(page.locator("#editor-state")).to_contain_text("error")
    visit.look()
    page.locator("#editor-problems a[data-line]").first.click()
    line = page.evaluate(
        "() => { const a = document.activeElement;"
        " return a.id === 'text' ? a.value.slice(0, a.selectionStart).split('\\n').length : 0; }"
    )
    assert line == text.count("\n") + 4
    area.fill(text)
    expect(page.locator("#editor-state")).not_to_contain_text("error")


@pytest.mark.browser
def test_the_advanced_editor_is_remembered_and_lets_tab_go(
    browser: Browser, studio: Live, opened: list[Page]
) -> None:
    visit = Visit(browser, studio, opened)
    page = visit.page
    page.goto(QUIZ)
    expect(page.locator(".cm-editor")).to_have_count(0)
    page.get_by_label("Use the advanced editor").check()
    content = page.get_by_role("textbox", name="Text of this file")
    expect(page.locator(".cm-content")).to_be_visible()
    expect(page.locator("textarea#text")).to_be_hidden()
    visit.look()
    page.reload()
    expect(page.locator(".cm-content")).to_be_visible()
    content.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n## A new one {#is-tea-made}\n\n- [ x] Yes\n- [ ] No\n\n**Why:** So.\n")
    expect(page.locator("#editor-problems").get_by_text("Q310")).to_be_visible()
    expect(page.locator(".cm-lintRange-error").first).to_be_visible()
    visit.look()
    page.locator("#editor-problems").get_by_role("button", name=re.compile("^Fix this.*tick box")).click()
    expect(page.locator("#editor-problems").get_by_text("Q310")).to_have_count(0)
    expect(page.locator(".cm-content")).to_contain_text("- [x] Yes")
    content.focus()
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.closest('.cm-editor') !== null")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Learners see it once it is published.")).to_be_visible()
    expect(page.locator(".cm-content")).to_be_visible()
    page.get_by_label("Use the advanced editor").uncheck()
    expect(page.locator("textarea#text")).to_be_visible()
    assert "## A new one {#is-tea-made}" in page.locator("textarea#text").input_value()
    visit.look()


@pytest.mark.browser
def test_two_trainers_on_one_file_lose_nothing(browser: Browser, studio: Live, opened: list[Page]) -> None:
    mine, theirs = Visit(browser, studio, opened), Visit(browser, studio, opened, who=1, width=320)
    for visit, words in ((mine, "Mine."), (theirs, "Theirs.")):
        visit.page.goto(LESSON)
        area = visit.page.get_by_label("Text of this file")
        area.fill(area.input_value() + f"\n{words}\n")
    for visit in (theirs, mine):
        visit.page.get_by_role("button", name="Save", exact=True).click()
        visit.page.wait_for_load_state()
    page = mine.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Somebody else has changed this file")
    expect(page.locator("ins", has_text="Mine.")).to_be_visible()
    expect(page.locator("del", has_text="Theirs.")).to_be_visible()
    # The browser reports the status of the refusal, which is no fault of the page.
    mine.errors = [text for text in mine.errors if "409" not in text]
    mine.look()
    area = page.get_by_label("Text of this file")
    area.fill(area.input_value() + "Theirs.\n")
    page.get_by_role("button", name="Save this text").click()
    expect(page.get_by_text("Saved. Learners see it once it is published.")).to_be_visible()
    expect(page.locator("#editor-preview")).to_contain_text("Mine. Theirs.")


@pytest.mark.browser
def test_a_picture_is_uploaded_and_seen_in_the_preview(
    browser: Browser, studio: Live, opened: list[Page]
) -> None:
    visit = Visit(browser, studio, opened)
    page = visit.page
    page.goto("/author/pictures/tea")
    page.get_by_label("Upload a picture").set_input_files(
        [{"name": "Chair.png", "mimeType": "image/png", "buffer": png()}]
    )
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.get_by_text("chair.png is kept.")).to_be_visible()
    visit.look()
    page.goto(LESSON)
    area = page.get_by_label("Text of this file")
    area.fill(area.input_value() + "\n![A chair](../media/chair.png)\n")
    picture = page.locator("#editor-preview img[alt='A chair']")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 3)
    visit.look()


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_questions_come_in_go_live_and_are_taken_back(
    browser: Browser, studio: Live, opened: list[Page], script: bool
) -> None:
    visit = Visit(browser, studio, opened, width=320, script=script)
    page = visit.page

    def look() -> None:
        # Without a script there is no axe: the same pages are looked at with one.
        assert sideways_scroll(page) <= 0, page.url
        if script:
            visit.look()

    page.goto("/author/import")
    gift = b"Is tea warm? {T}\n\nBroken {=a =b\n"
    page.get_by_label("File of questions").set_input_files(
        [{"name": "warm.gift", "mimeType": "text/plain", "buffer": gift}]
    )
    page.get_by_label("Course that they belong to").select_option("tea")
    page.get_by_role("button", name="Read the questions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 question read, 1 skipped")
    look()
    page.get_by_text("Open in the editor").click()
    expect(page.locator("#editor-preview").get_by_text("Is tea warm?")).to_be_visible()
    look()
    page.goto("/author/file/courses/tea/01-making/02-warm-the-pot.md")
    page.get_by_label("New name, with its folders").fill("courses/tea/01-making/04-warm-the-pot.md")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_text("every link leads there")).to_be_visible()
    look()
    page.goto("/author/publish")
    expect(page.get_by_text("Renamed from courses/tea/01-making/02-warm-the-pot.md:")).to_be_visible()
    look()
    page.get_by_label("I have checked them").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. Learners see it now.")).to_be_visible()
    look()
    first = page.url
    page.goto(QUIZ)
    area = page.get_by_label("Text of this file")
    area.fill(area.input_value().replace("Two questions", "Both questions"))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Learners see it once it is published.")).to_be_visible()
    page.goto("/author/publish")
    page.get_by_label("I have checked them").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. Learners see it now.")).to_be_visible()
    page.goto("/author/history")
    look()
    page.goto(first)
    page.get_by_role("button", name=re.compile("^Publish release")).click()
    expect(page.get_by_text("Published. Learners see it now.")).to_be_visible()
    look()
