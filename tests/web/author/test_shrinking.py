"""The fix button beside a large picture: a small one is kept as a draft, and the text shows it."""

from __future__ import annotations

from flask import Flask

from lms.extensions import db
from lms.queries import releases
from tests.support.client import PageClient
from tests.support.noise import noise
from tests.web.author.conftest import LESSON
from tests.web.author.test_gallery import upload

EDIT = f"/author/edit/{LESSON}"


def test_one_press_draws_a_large_picture_smaller(trainer: PageClient, studio: Flask) -> None:
    upload(trainer, noise(), "chairs.png")
    page = trainer.page(EDIT)
    fields = {name: values[0] for name, values in page.fields(EDIT).items()}
    fields["text"] += "\n![Two chairs](../media/chairs.png)\n"
    looked = trainer.send_page(page, EDIT, status=200, **{**fields, "do": "look"})
    assert "Phones will struggle." in looked.text
    (button,) = [one for one in looked.root.iter("button") if (one.get("value") or "").startswith("repair-")]
    for _ in range(2):
        mended = trainer.send_page(page, EDIT, status=200, **{**fields, "do": button.get("value", "")})
        assert "![Two chairs](../media/chairs-small.png)" in mended.fields(EDIT)["text"][0]
        assert "Phones will struggle." not in mended.text
    with studio.app_context():
        paths = [line.path for line in releases.drafts(db.session())]
    assert paths == ["courses/tea/media/chairs-small.png", "courses/tea/media/chairs.png"]
