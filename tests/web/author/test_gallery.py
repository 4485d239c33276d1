"""The pictures of a course: uploading one, seeing it in the preview, and what is refused."""

from __future__ import annotations

from werkzeug.test import TestResponse

from lms.web.author import gallery
from tests.support.client import Page, PageClient, words
from tests.web.author.conftest import LESSON
from tests.web.author.test_pictures import jpeg, png

PAGE = "/author/pictures/tea"


def send(client: PageClient, body: bytes, name: str = "a.png", url: str = PAGE) -> TestResponse:
    """Send a file as a browser does. The test client's own way leaves long files open."""
    border = b"a-line-that-no-picture-holds"
    head = f'Content-Disposition: form-data; name="picture"; filename="{name}"\r\n'
    parts = [
        b'Content-Disposition: form-data; name="csrf_token"\r\n\r\n' + client.csrf().encode(),
        head.encode() + b"Content-Type: image/png\r\n\r\n" + body,
    ]
    data = b"".join(b"--" + border + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + border + b"--\r\n"
    return client.post(url, data=data, content_type=f"multipart/form-data; boundary={border.decode()}")


def upload(client: PageClient, body: bytes, name: str = "My chair.png") -> str:
    answer = send(client, body, name)
    assert answer.status_code == 303, answer.get_data(as_text=True)[:500]
    return answer.headers["Location"]


def refused(client: PageClient, body: bytes, status: int) -> Page:
    return client._read(send(client, body), PAGE, status)


def test_a_picture_is_kept_under_the_courses_media_folder(trainer: PageClient) -> None:
    where = upload(trainer, png())
    assert where == f"{PAGE}?added=my-chair.png"
    page = trainer.page(where)
    assert "my-chair.png is kept." in page.text
    assert "courses/tea/media/my-chair.png" in page.text
    assert "![What it shows](../media/my-chair.png)" in page.text
    (src,) = [one.get("src", "") for one in page.root.iter("img") if "my-chair" in one.get("src", "")]
    answer = trainer.get(src)
    assert answer.data == png()
    assert answer.content_type == "image/png"


def test_a_lesson_shows_it_before_it_is_published(trainer: PageClient) -> None:
    upload(trainer, png())
    edit = f"/author/edit/{LESSON}"
    page = trainer.page(edit)
    text = page.fields(edit)["text"][0] + "\n![A chair](../media/my-chair.png)\n"
    seen = trainer.send_page(page, edit, status=200, text=text, do="look")
    (src,) = [
        one.get("src", "")
        for one in seen.element("editor-preview").iter("img")
        if one.get("alt") == "A chair"
    ]
    assert trainer.get(src).data == png()
    assert "L205" not in words(seen.element("editor-problems"))


def test_the_same_picture_twice_is_one_and_another_of_that_name_gets_a_number(trainer: PageClient) -> None:
    assert upload(trainer, png()) == upload(trainer, png())
    assert upload(trainer, png(5, 5)) == f"{PAGE}?added=my-chair-2.png"


def test_a_picture_is_not_kept_under_the_ending_that_it_claims(trainer: PageClient) -> None:
    assert upload(trainer, jpeg()) == f"{PAGE}?added=my-chair.jpg"


def test_a_drawing_is_refused_in_words(trainer: PageClient) -> None:
    page = refused(trainer, b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422)
    assert page.errors() == [words(page.element("picture-error")).removeprefix("Error: ")]
    assert "SVG drawings can hold scripts" in page.errors()[0]


def test_a_picture_over_the_limit_is_refused_in_words(trainer: PageClient) -> None:
    page = refused(trainer, png() + b"\0" * (5 << 20), 413)
    assert "The most we accept is 5 MB" in page.errors()[0]


def test_a_body_far_over_the_limit_is_refused_unread(trainer: PageClient) -> None:
    assert refused(trainer, b"\0" * (gallery.LONGEST_BODY + 1), 413).heading == "That is too much to send"


def test_no_other_address_takes_a_body_of_that_length(trainer: PageClient) -> None:
    assert send(trainer, png() + b"\0" * 300_000, url="/author/new").status_code == 413


def test_a_form_without_a_picture_says_so(trainer: PageClient) -> None:
    page = trainer.send_page(trainer.page(PAGE), PAGE, status=422)
    assert "Choose a picture first" in page.errors()[0]


def test_a_course_that_is_not_there_has_no_pictures(trainer: PageClient) -> None:
    assert trainer.get("/author/pictures/coffee").status_code == 404


def test_a_drawing_from_the_folder_can_only_be_looked_at(trainer: PageClient) -> None:
    (src,) = [one.get("src", "") for one in trainer.page(PAGE).root.iter("img")]
    assert "sandbox" in trainer.get(src).headers["Content-Security-Policy"]
    assert trainer.get("/author/media/000000000000/pot.svg").status_code == 404
