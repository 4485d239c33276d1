"""Questions come in from a file, and go out as one, through the pages of trainers."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lms.content.exchange import formats
from lms.content.exchange.formats import Format
from lms.extensions import db
from lms.queries import releases
from tests.support.client import PageClient

GIFT = """::Q1:: Which is an open question? {~Did you eat?#Yes or no only. =How was lunch?#Right.}

::Q2:: Broken {=a =b

The tea is hot. {T}
"""


def sent(client: PageClient, body: bytes, name: str = "tea.gift", **fields: str) -> TestResponse:
    data = {"csrf_token": client.csrf(), "course": "tea", "format": "", "title": "", **fields}
    # Written out, because the test client leaves the file open that it keeps a long body in.
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in data.items()
    ]
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    whole = b"".join([*parts, head.encode(), body, b"\r\n--edge--\r\n"])
    return client.post("/author/import", data=whole, content_type="multipart/form-data; boundary=edge")


def words(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def test_questions_become_a_draft_with_a_report(trainer: PageClient, studio: Flask) -> None:
    assert trainer.page("/author/import").heading == "Import questions"
    answer = sent(trainer, GIFT.encode(), title="Tea from Moodle")
    assert answer.status_code == 200
    said = words(answer)
    assert "2 questions read, 1 skipped" in said
    assert "Line 3" in said
    assert "The { has no } behind it." in said
    edit = trainer.page("/author/edit/quizzes/tea-from-moodle.md?imported=1")
    text = edit.fields("/author/edit/quizzes/tea-from-moodle.md")["text"][0]
    assert "course: tea" in text
    assert "- [x] How was lunch?" in text
    with studio.app_context():
        assert [line.path for line in releases.drafts(db.session())] == ["quizzes/tea-from-moodle.md"]


def test_the_same_file_sent_twice_is_one_draft_and_another_one_gets_a_number(
    trainer: PageClient, studio: Flask
) -> None:
    for _ in range(2):
        sent(trainer, GIFT.encode())
    sent(trainer, GIFT.replace("lunch", "tea").encode())
    with studio.app_context():
        paths = [line.path for line in releases.drafts(db.session())]
    assert paths == ["quizzes/tea-2.md", "quizzes/tea.md"]


def test_a_file_without_a_question_that_we_can_read_keeps_nothing(trainer: PageClient, studio: Flask) -> None:
    answer = sent(trainer, b"::Q2:: Broken {=a =b", format="gift")
    assert answer.status_code == 422
    assert "No question could be read" in words(answer)
    with studio.app_context():
        assert releases.drafts(db.session()) == ()


@pytest.mark.parametrize(
    ("body", "fields", "status", "says"),
    [
        (b"", {}, 422, "Choose a file that holds questions"),
        (b"x" * (5 * 1024 * 1024 + 1), {}, 413, "The file must be 5 MB or smaller"),
        (b"hello", {}, 422, "We cannot tell which format this is"),
        (GIFT.encode(), {"format": "docx"}, 422, "Choose one of the formats"),
        (GIFT.encode(), {"course": "coffee"}, 422, "Choose the course"),
        (GIFT.encode(), {"title": "x" * 151}, 422, "150 characters or fewer"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(
    trainer: PageClient, body: bytes, fields: dict[str, str], status: int, says: str
) -> None:
    answer = sent(trainer, body, "tea.txt", **fields)
    assert answer.status_code == status
    assert says in words(answer)


@pytest.mark.parametrize("kind", ["gift", "moodle-xml", "qti-2.1", "qti-3.0", "text2qti"])
def test_a_quiz_goes_out_after_its_losses_are_shown(trainer: PageClient, kind: str) -> None:
    choice = trainer.page("/author/export/tea-final")
    assert f"/author/export/tea-final/file?format={kind}" not in choice.links().values()
    page = trainer.page(f"/author/export/tea-final?format={kind}")
    assert "what is lost" in page.text
    link = f"/author/export/tea-final/file?format={kind}"
    assert link in page.links().values()
    file = trainer.get(link)
    assert file.status_code == 200
    assert file.headers["Content-Disposition"].startswith('attachment; filename="tea-final')
    if kind.startswith("qti"):
        assert zipfile.ZipFile(io.BytesIO(file.data)).testzip() is None
    elif kind == "gift":
        assert len(formats.read(Format.GIFT, file.data).items) == 4


@pytest.mark.parametrize("kind", ["", "docx", "markdown", "aiken"])
def test_a_format_that_we_do_not_write_is_not_found(trainer: PageClient, kind: str) -> None:
    assert trainer.get(f"/author/export/tea-final/file?format={kind}").status_code == 404
    assert "what is lost" not in trainer.page(f"/author/export/tea-final?format={kind}").text


def test_learners_take_no_questions_out(learner: PageClient) -> None:
    assert learner.get("/author/export/tea-final/file?format=gift").status_code == 403


def test_a_bank_over_the_size_of_a_file_becomes_several_drafts(trainer: PageClient, studio: Flask) -> None:
    bank = "\n\n".join(f"Question {at} {'word ' * 200} {{=yes ~no}}" for at in range(250))
    said = words(sent(trainer, bank.encode()))
    assert "the questions are in 2 drafts" in said
    assert said.count('href="/author/edit/quizzes/tea-part-') == 2
    with studio.app_context():
        paths = [line.path for line in releases.drafts(db.session())]
    assert paths == ["quizzes/tea-part-1.md", "quizzes/tea-part-2.md"]
