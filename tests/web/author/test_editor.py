"""The editor: text, preview and problems on one page, saving, and two people on one file."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

import pytest

from lms.content import source, starters
from lms.web.headers import CONTENT_SECURITY_POLICY
from tests.support.client import Page, PageClient, words
from tests.web.author.conftest import LESSON, QUIZ

EDIT = f"/author/edit/{LESSON}"
EDIT_QUIZ = f"/author/edit/{QUIZ}"


def text_of(page: Page, action: str = EDIT) -> str:
    return page.fields(action)["text"][0]


def prose(root: Element) -> list[str]:
    """The words of each drawn part of a page, in order."""
    found = [element for element in root.iter("div") if element.get("class") == "prose"]
    return [words(element) for element in found]


def save(client: PageClient, page: Page, text: str, action: str = EDIT) -> None:
    answer = client.send(page, action, text=text, do="save")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert answer.headers["Location"] == f"{action}?saved=1"


def ask(client: PageClient, text: object, path: str = LESSON) -> Any:
    """The answer of the live preview."""
    token = {"X-CSRF-Token": client.csrf(), "Accept": "application/json"}
    return client.post("/author/preview", json={"path": path, "text": text}, headers=token)


def test_the_page_holds_the_text_as_it_was_written(trainer: PageClient) -> None:
    page = trainer.page(EDIT)
    assert page.heading == LESSON
    assert "Warm" in text_of(page)
    assert text_of(page).startswith("---\n")


@pytest.mark.parametrize(
    "path",
    [
        "courses/tea/course.md",
        "courses/tea/glossary.md",
        "courses/tea/01-making/01-ask-first.md",
        "quizzes/tea-final.md",
        "quizzes/tea-making.md",
    ],
)
def test_each_kind_of_file_has_a_preview(trainer: PageClient, path: str) -> None:
    page = trainer.page(f"/author/edit/{path}")
    assert words(page.element("editor-preview"))
    assert "nothing to show" not in words(page.element("editor-preview"))


@pytest.mark.parametrize("lesson", ["01-ask-first", "02-warm-the-pot"])
def test_the_preview_is_what_a_learner_reads(trainer: PageClient, learner: PageClient, lesson: str) -> None:
    page = trainer.page(f"/author/edit/courses/tea/01-making/{lesson}.md")
    read = learner.page(f"/courses/tea/{lesson[3:]}")
    assert prose(read.root) != []
    assert prose(page.element("editor-preview")) == prose(read.element("main"))


def test_a_save_is_kept_for_authors_and_not_shown_to_learners(
    trainer: PageClient, colleague: PageClient, learner: PageClient
) -> None:
    page = trainer.page(EDIT)
    save(trainer, page, text_of(page) + "\nA new last sentence.\n")
    after = trainer.page(f"{EDIT}?saved=1")
    assert "Saved. Learners see it once it is published." in after.text
    assert "A new last sentence." in words(after.element("editor-preview"))
    assert "A new last sentence." in text_of(colleague.page(EDIT))
    assert "A new last sentence." not in learner.page("/courses/tea/warm-the-pot").text


def test_looking_shows_the_text_and_stores_nothing(trainer: PageClient, colleague: PageClient) -> None:
    page = trainer.page(EDIT)
    typed = text_of(page) + "\n![](media/missing.png)\n"
    seen = trainer.send_page(page, EDIT, status=200, text=typed, do="look")
    assert text_of(seen).strip() == typed.strip()
    assert "not saved yet" in seen.text
    assert "L203" in words(seen.element("editor-problems"))
    assert "missing.png" not in text_of(colleague.page(EDIT))


def test_a_text_with_errors_can_be_saved_and_says_what_is_wrong(trainer: PageClient) -> None:
    page = trainer.page(EDIT_QUIZ)
    broken = text_of(page, EDIT_QUIZ).replace("[x]", "[ ]")
    save(trainer, page, broken, EDIT_QUIZ)
    after = trainer.page(EDIT_QUIZ)
    assert "Q306" in words(after.element("editor-problems"))
    assert "error" in words(after.element("editor-state"))


def test_saving_gives_each_question_its_id(trainer: PageClient) -> None:
    page = trainer.page(EDIT_QUIZ)
    more = "\n## Is it warm? {}\n\n- [x] Yes\n- [ ] No\n\n**Why:** It is.\n".replace(" {}", "")
    save(trainer, page, text_of(page, EDIT_QUIZ) + more, EDIT_QUIZ)
    assert "## Is it warm? {#" in text_of(trainer.page(EDIT_QUIZ), EDIT_QUIZ)


def test_a_problem_with_a_repair_has_a_button_that_works_without_a_script(trainer: PageClient) -> None:
    page = trainer.page(EDIT_QUIZ)
    broken = text_of(page, EDIT_QUIZ).replace("- [x]", "- [ x]", 1)
    seen = trainer.send_page(page, EDIT_QUIZ, status=200, text=broken, do="look")
    buttons = [one for one in seen.root.iter("button") if (one.get("value") or "").startswith("repair-")]
    assert [one.get("form") for one in buttons] == ["editor"] * len(buttons) != []
    mended = trainer.send_page(seen, EDIT_QUIZ, status=200, do=buttons[0].get("value") or "")
    assert text_of(mended, EDIT_QUIZ).strip() == text_of(page, EDIT_QUIZ).strip()
    assert "not saved yet" in mended.text


def test_a_repair_that_is_not_there_changes_nothing(trainer: PageClient) -> None:
    page = trainer.page(EDIT)
    for do in ("repair-99", "repair-", "repair-x", "repair-١"):
        seen = trainer.send_page(page, EDIT, status=200, do=do)
        assert text_of(seen) == text_of(page)


def test_the_second_of_two_saves_is_refused_with_both_versions(
    trainer: PageClient, colleague: PageClient
) -> None:
    mine, theirs = trainer.page(EDIT), colleague.page(EDIT)
    save(colleague, theirs, text_of(theirs).replace("Warm", "Heat") + "\nTheirs.\n")
    refused = trainer.send_page(mine, EDIT, status=409, text=text_of(mine) + "\nMine.\n", do="save")
    assert "nothing of it is lost" in refused.text
    inserted = {words(one) for one in refused.root.iter("ins")}
    deleted = {words(one) for one in refused.root.iter("del")}
    assert "Mine." in inserted
    assert "Theirs." in deleted
    assert "Theirs." not in inserted
    assert "Theirs." in text_of(colleague.page(EDIT))


def test_keep_mine_saves_what_was_typed_on_top_of_theirs(trainer: PageClient, colleague: PageClient) -> None:
    mine, theirs = trainer.page(EDIT), colleague.page(EDIT)
    save(colleague, theirs, text_of(theirs) + "\nTheirs.\n")
    refused = trainer.send_page(mine, EDIT, status=409, text=text_of(mine) + "\nMine.\n", do="save")
    for id, expected in (("keep-mine", "Mine."), ("merge", "Mine.")):
        form = refused.element(id)
        fields = {one.get("name"): one.get("value", "") for one in form.iter("input")}
        (area,) = form.iter("textarea")
        assert expected in (area.text or "")
    answer = trainer.post(EDIT, data={**fields, "text": (area.text or "") + "Both.\n", "do": "save"})
    assert answer.status_code == 303
    kept = text_of(trainer.page(EDIT))
    assert "Both." in kept
    assert "Theirs." not in kept


def test_take_theirs_is_the_way_back_to_the_editor(trainer: PageClient, colleague: PageClient) -> None:
    mine, theirs = trainer.page(EDIT), colleague.page(EDIT)
    save(colleague, theirs, text_of(theirs) + "\nTheirs.\n")
    refused = trainer.send_page(mine, EDIT, status=409, text="Mine.", do="save")
    assert refused.links()["Take theirs"] == EDIT


def test_the_same_save_twice_is_no_conflict(trainer: PageClient) -> None:
    page = trainer.page(EDIT)
    for _ in range(2):
        save(trainer, page, text_of(page) + "\nOnce.\n")


def test_the_live_preview_answers_html_and_problems_together(trainer: PageClient) -> None:
    text = text_of(trainer.page(EDIT)) + "\n![](media/missing.png)\n\nSeen **now**.\n"
    answer = ask(trainer, text)
    assert answer.status_code == 200
    body = answer.get_json()
    assert set(body) == {"html", "list", "counts", "problems"}
    assert "Seen <strong>now</strong>." in body["html"]
    assert body["counts"].startswith("2 errors")
    found = {problem["code"]: problem for problem in body["problems"]}
    assert found["L203"]["line"] == text.count("\n") - 2
    assert "L203" in body["list"]


def test_the_live_preview_is_the_preview_of_the_page(trainer: PageClient) -> None:
    page = trainer.page(EDIT)
    body = ask(trainer, text_of(page)).get_json()
    for part in prose(page.element("editor-preview")):
        assert part.split(" ")[0] in body["html"]
    assert body["counts"] == words(page.element("editor-state"))


def test_the_live_preview_draws_no_html_and_no_script(trainer: PageClient) -> None:
    html = ask(trainer, "---\ntitle: A\n---\n\n<script>alert(1)</script> [x](javascript:alert)\n").get_json()[
        "html"
    ]
    assert "<script" not in html
    assert 'href="javascript:' not in html


def test_a_text_over_the_limit_has_no_preview(trainer: PageClient) -> None:
    answer = ask(trainer, "a" * (source.FILE_LIMIT + 1))
    assert answer.status_code == 422
    assert "Split the page in two." in answer.get_json()["error"]


def test_a_body_over_the_limit_is_refused_unread(trainer: PageClient) -> None:
    assert ask(trainer, "a" * 300_000).status_code == 413


@pytest.mark.parametrize("text", [None, 3, ["a"]])
def test_what_is_no_text_is_refused(trainer: PageClient, text: object) -> None:
    assert ask(trainer, text).status_code == 422


@pytest.mark.parametrize(
    "path", ["quizzes/../secret.md", "quizzes/none.md", "lms/app.py", "courses/tea/01-making/media/pot.svg"]
)
def test_other_files_cannot_be_opened(trainer: PageClient, path: str) -> None:
    assert trainer.get(f"/author/edit/{path}").status_code == 404


def test_a_file_outside_the_content_cannot_be_previewed(trainer: PageClient) -> None:
    assert ask(trainer, "x", path="lms/app.py").status_code == 404


def test_a_form_without_its_fields_is_refused(trainer: PageClient) -> None:
    assert trainer.post(EDIT, data={"csrf_token": trainer.csrf(), "text": "x"}).status_code == 422


def test_only_the_editor_may_add_styles_and_each_page_has_a_nonce_of_its_own(trainer: PageClient) -> None:
    policies = [trainer.get(EDIT).headers["Content-Security-Policy"] for _ in range(2)]
    nonces = [policy.split("'nonce-")[1].split("'")[0] for policy in policies]
    assert nonces[0] != nonces[1]
    plain = policies[0].replace(f" 'nonce-{nonces[0]}'", "").replace("img-src 'self' data:", "img-src 'self'")
    assert plain == CONTENT_SECURITY_POLICY
    page = trainer.page(EDIT)
    policy = page.response.headers["Content-Security-Policy"]
    assert f"'nonce-{page.element('editor').get('data-nonce')}'" in policy
    for url in ("/author", "/author/publish", "/author/history", "/author/problems"):
        assert trainer.get(url).headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_a_conversation_is_shown_with_every_scene_and_where_each_choice_leads(trainer: PageClient) -> None:
    text = starters.conversation("A first visit")
    html = ask(trainer, text).get_json()["html"]
    for words_of_it in (
        "At the door",
        "A chair is pulled out",
        "Debrief",
        "Mostly low support, low challenge",
    ):
        assert words_of_it in html
    assert "low support, high challenge, leads to “The door closes”" in html


def test_a_translation_is_shown_in_its_own_language_and_direction(trainer: PageClient) -> None:
    text = "---\ntitle: سخّن الإبريق\n---\n\nالإبريق البارد يأخذ حرارة الماء.\n"
    html = ask(trainer, text, path=LESSON.replace(".md", ".ar.md")).get_json()["html"]
    assert '<div lang="ar" dir="rtl">' in html
    assert "الإبريق البارد" in html
