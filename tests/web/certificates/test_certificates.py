"""Certificates: a person's own, the public answer to "is this one real?", and the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine

from lms.db.certificates import Certificate
from lms.db.unit_of_work import unit_of_work
from lms.extensions import NAME, db
from lms.services import certificate_copies
from tests.support import answers
from tests.support.client import PageClient
from tests.support.databases import counted
from tests.support.learning import ISSUING

UNKNOWN = "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ"


def stranger(app: Flask) -> PageClient:
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


def earn(client: PageClient) -> str:
    """Pass the final quiz through the pages; the number of the certificate."""
    client.sign_in()
    quiz = "/quizzes/tea-final"
    attempt = client.send(client.page(quiz), f"{quiz}/attempts").location
    with client.application.app_context():
        keys = answers.right_fields(db.session(), attempt.removeprefix("/attempts/"))
    values = {
        answers.field_name(number, name): given
        for number, fields in enumerate(keys, start=1)
        for name, given in fields.items()
    }
    client.send(client.page(f"{attempt}?question=all"), f"{attempt}/answers", values)
    client.send(client.page(f"{attempt}?question=check"), attempt)
    (line,) = [href for href in client.page("/certificates").links().values() if href.endswith(".pdf")]
    return line.removeprefix("/certificates/").removesuffix(".pdf")


def change(app: Flask, **values: object) -> None:
    with app.app_context(), unit_of_work(db.session()):
        db.session.execute(sa.update(Certificate).values(**values))


def test_without_a_certificate_the_page_says_what_will_be_here(client: PageClient) -> None:
    client.sign_in()
    page = client.page("/certificates")
    assert "A certificate will be here when you have passed the final quiz of a course." in page.text


def test_my_certificates_say_until_when_they_count(client_on_each: PageClient) -> None:
    number = earn(client_on_each)
    page = client_on_each.page("/certificates")
    assert page.links()["Tea for a team"] == f"/certificates/{number}"
    assert "In date until " in page.text
    home = client_on_each.page("/")
    assert "Certificate in date until " in home.text
    assert client_on_each.page("/courses/tea").links()["See your certificate"] == f"/certificates/{number}"


def test_anybody_with_the_number_sees_what_the_paper_says(client_on_each: PageClient) -> None:
    number = earn(client_on_each)
    anybody = stranger(client_on_each.application)
    with counted(Engine) as sent:
        page = anybody.page(f"/certificates/{number}")
    assert len(sent) == 1
    assert page.heading == "This certificate is valid"
    for fact in ("Tea for a team", "100%", "Passed on", "Valid until", "Demo Council", number):
        assert fact in page.text
    assert page.links()["Download the PDF"] == f"/certificates/{number}.pdf"
    assert any(element.get("class") == "qr" for element in page.root.iter())
    headers = page.response.headers
    assert headers["Cache-Control"] == "public, max-age=60"
    assert headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in headers


def test_whoever_is_signed_in_keeps_their_links(client: PageClient) -> None:
    number = earn(client)
    page = client.page(f"/certificates/{number}")
    assert page.links()["My learning"] == "/"
    assert page.response.headers["Cache-Control"] == "private, max-age=60"


def test_an_ended_certificate_was_valid_until_a_day(client: PageClient) -> None:
    number = earn(client)
    change(client.application, valid_until=date(2025, 3, 3))
    page = stranger(client.application).page(f"/certificates/{number}")
    assert page.heading == "This certificate was valid until 3 March 2025"
    assert "no longer in date" in page.text
    assert "Ended on 3 March 2025" in client.page("/certificates").text
    assert "Certificate ended on 3 March 2025" in client.page("/").text


def test_the_last_day_still_counts(client: PageClient) -> None:
    number = earn(client)
    with client.application.app_context():
        passed_on = db.session.scalars(sa.select(Certificate.passed_on)).one()
    change(client.application, valid_until=passed_on)
    assert stranger(client.application).page(f"/certificates/{number}").heading == "This certificate is valid"
    change(client.application, valid_until=passed_on - timedelta(days=1))
    assert "was valid until" in stranger(client.application).page(f"/certificates/{number}").heading


def test_a_certificate_may_have_no_end(client: PageClient) -> None:
    number = earn(client)
    change(client.application, valid_until=None)
    page = stranger(client.application).page(f"/certificates/{number}")
    assert "It is genuine and has no end date." in page.text
    assert "Valid, with no end date" in client.page("/certificates").text


def test_an_unknown_and_a_malformed_number_answer_alike(app: Flask) -> None:
    anybody = stranger(app)
    told = {
        anybody.page(f"/certificates/{number}", status=404).response.data
        for number in (UNKNOWN, "nothing", "A" * 300, "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZU")
    }
    assert len(told) == 1
    assert b"We have not issued this certificate" in told.pop()
    files = {
        anybody.page(f"/certificates/{number}.pdf", status=404).response.data
        for number in (UNKNOWN, "nothing")
    }
    assert len(files) == 1


@pytest.mark.parametrize("ending", ["", ".pdf"])
def test_a_number_typed_in_another_way_leads_to_the_right_address(client: PageClient, ending: str) -> None:
    number = earn(client)
    anybody = stranger(client.application)
    for typed in (number.lower(), number.replace("-", ""), number.replace("0", "O").replace("1", "l")):
        if typed != number:
            answer = anybody.get(f"/certificates/{typed}{ending}")
            assert (answer.status_code, answer.location) == (301, f"/certificates/{number}{ending}")


def test_the_file_is_the_same_for_everybody_for_ever(client_on_each: PageClient) -> None:
    number = earn(client_on_each)
    first = client_on_each.get(f"/certificates/{number}.pdf")
    second = stranger(client_on_each.application).get(f"/certificates/{number}.pdf")
    assert first.data == second.data
    assert first.data.startswith(b"%PDF-")
    assert first.mimetype == "application/pdf"
    assert first.headers["Content-Disposition"] == f'attachment; filename="certificate-{number}.pdf"'
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["X-Robots-Tag"] == "noindex"


def test_the_file_that_was_made_before_is_the_one_that_is_sent(client: PageClient, app: Flask) -> None:
    number = earn(client)
    with app.app_context():
        made = certificate_copies.copy(
            db.session(),
            number=number,
            form="pdf",
            issuing=replace(ISSUING, keys=app.extensions[NAME].settings.keys_folder),
            now=db.session.scalars(sa.select(Certificate.issued_at)).one(),
        )
    assert client.get(f"/certificates/{number}.pdf").data == made


def test_a_certificate_outlives_changes_of_name_and_of_course(client: PageClient) -> None:
    number = earn(client)
    before = stranger(client.application).page(f"/certificates/{number}").text
    with client.application.app_context(), unit_of_work(db.session()):
        db.session.execute(sa.text("UPDATE person SET name = 'Somebody Else'"))
    assert stranger(client.application).page(f"/certificates/{number}").text == before
