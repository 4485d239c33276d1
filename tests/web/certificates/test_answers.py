"""The five answers, files handed in, links for leavers, and the pages of those who correct and recognise."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from lms.db.certificates import Certificate
from lms.db.outbox import Outbox
from lms.db.unit_of_work import unit_of_work
from lms.extensions import db
from lms.services import corrections, wallets
from lms.web import limits
from tests.support import rows
from tests.support.app import ADMINISTRATOR
from tests.support.client import Page, PageClient
from tests.web.certificates.test_certificates import UNKNOWN, change, earn, stranger


def correct(app: Flask, what: str, number: str, **more: Any) -> None:
    with app.app_context():
        getattr(corrections, what)(db.session(), number=number, note="", actor_id=None, now=rows.NOW, **more)


def rename(app: Flask) -> None:
    with app.app_context(), unit_of_work(db.session()):
        db.session.execute(sa.text("UPDATE person SET name = 'Samantha Jones' WHERE name = 'Sam Carter'"))


def test_the_five_answers_are_five_different_sentences(client: PageClient, app: Flask) -> None:
    number = earn(client)
    anybody = stranger(app)

    def heading() -> str:
        return anybody.page(f"/certificates/{number}").heading

    told = [heading()]
    change(app, valid_until=date(2025, 3, 3))
    told.append(heading())
    rename(app)
    correct(app, "reissue", number)
    told.append(heading())
    correct(app, "revoke", number, reason="issued by mistake")
    told.append(heading())
    told.append(anybody.page(f"/certificates/{UNKNOWN}", status=404).heading)
    assert told == [
        "This certificate is valid",
        "This certificate was valid until 3 March 2025",
        "A newer certificate has taken the place of this one",
        "This certificate has been revoked",
        "We have not issued this certificate",
    ]


def test_a_revoked_one_says_when_and_why_in_a_class(client: PageClient, app: Flask) -> None:
    number = earn(client)
    correct(app, "revoke", number, reason="issued by mistake")
    page = stranger(app).page(f"/certificates/{number}")
    assert "on 22 November 2026. Class of reason: issued by mistake." in page.text
    assert "Download the PDF" not in page.text
    assert "Revoked" in client.page("/certificates").text
    assert "Certificate in date" not in client.page("/").text


def test_a_superseded_one_leads_on_and_never_shows_the_former_name(client: PageClient, app: Flask) -> None:
    number = earn(client)
    rename(app)
    correct(app, "reissue", number)
    page = stranger(app).page(f"/certificates/{number}")
    assert "Sam Carter" not in page.response.get_data(as_text=True)
    successor = stranger(app).page(page.links()["See the newer certificate"])
    assert successor.heading == "This certificate is valid"
    assert "Samantha Jones" in successor.text


def test_an_erased_holder_leaves_a_valid_page(client: PageClient, app: Flask) -> None:
    number = earn(client)
    with app.app_context():
        person_id = db.session.scalars(sa.select(Certificate.person_id)).one()
        corrections.erase_holder(db.session(), person_id=person_id or 0, actor_id=None, now=rows.NOW)
    page = stranger(app).page(f"/certificates/{number}")
    assert page.heading == "This certificate is valid"
    assert "The holder’s data has been erased." in page.text
    assert "Sam Carter" not in page.text


def test_too_many_questions_have_to_wait(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from lms.web.certificates import views

    # The real limit is so large that reaching it would prove no more.
    monkeypatch.setattr(views, "MOST", 3)
    anybody = stranger(app)
    for number in (UNKNOWN, "nothing", UNKNOWN):
        anybody.page(f"/certificates/{number}", status=404)
    for number in (UNKNOWN, "nothing"):
        answer = anybody.get(f"/certificates/{number}")
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 300


def test_files_and_codes_have_a_limit_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from lms.web.certificates import files, views

    monkeypatch.setattr(files, "MOST", 2)
    monkeypatch.setattr(views, "MOST", 2)
    anybody = stranger(app)
    for ending in (".json", ".pdf", ".svg", ".svg"):
        answer = anybody.page(f"/certificates/{UNKNOWN}{ending}", status=404)
        assert answer.heading == "We have not issued this certificate"
    for ending in (".jwt", ".svg"):
        assert anybody.get(f"/certificates/{UNKNOWN}{ending}").status_code == 429


def test_a_slash_or_a_full_stop_that_slipped_in_is_no_obstacle(client: PageClient, app: Flask) -> None:
    number = earn(client)
    anybody = stranger(app)
    assert anybody.page(f"/certificates/{number}/").heading == "This certificate is valid"
    assert anybody.get(f"/certificates/{number}.").headers["Location"] == f"/certificates/{number}"


def test_a_limit_forgets_after_five_minutes_and_counts_each_address() -> None:
    from lms.domain import errors

    limiter = limits.Limiter()
    for _ in range(2):
        limiter.take("verify", "1.2.3.4", most=2, now=rows.NOW)
    limiter.take("verify", "1.2.3.5", most=2, now=rows.NOW)
    limiter.take("check", "1.2.3.4", most=2, now=rows.NOW)
    with pytest.raises(errors.TooManyTries) as refused:
        limiter.take("verify", "1.2.3.4", most=2, now=rows.NOW)
    assert refused.value.until == rows.NOW + limits.WINDOW
    limiter.take("verify", "1.2.3.4", most=2, now=rows.NOW + limits.WINDOW)


def upload(
    client: PageClient, body: bytes, name: str = "file", url: str = "/certificates/check"
) -> TestResponse:
    page = client.page(url)
    fields = {key: values[0] for key, values in page.fields(url).items() if key != "file"}
    answer = client.post(url, data={**fields, "file": (io.BytesIO(body), name)})
    # Long bodies of the test client are files, which it leaves open.
    answer.request.environ["wsgi.input"].close()
    return answer


def checked(client: PageClient, body: bytes, status: int = 200) -> Page:
    return client._read(upload(client, body), "/certificates/check", status)


def test_a_file_is_looked_at_for_anybody(client: PageClient, app: Flask) -> None:
    number = earn(client)
    files = {form: client.get(f"/certificates/{number}.{form}").data for form in ("pdf", "json", "jwt")}
    anybody = stranger(app)
    for body in files.values():
        page = checked(anybody, body)
        assert page.heading == "This file is ours"
        assert page.links()["See everything that this certificate says"] == f"/certificates/{number}"
    assert checked(anybody, files["json"].replace(b"100", b"101")).heading == "This is not what we issued"
    assert checked(anybody, files["pdf"] + b"\n").heading == "This PDF is not the one we made"
    assert checked(anybody, b"nothing").heading == "We cannot read this file"
    elsewhere = json.loads(files["json"])
    elsewhere["issuer"]["id"] = "did:web:elsewhere.example"
    told = checked(anybody, json.dumps(elsewhere).encode())
    assert told.heading == "We do not know who signed this"
    correct(app, "revoke", number, reason="rules not kept")
    assert "has been revoked" in checked(anybody, files["pdf"]).text


def test_no_file_and_too_large_a_file_are_said_at_the_field(client: PageClient) -> None:
    assert checked(client, b"", 422).errors() == ["Choose the file that you want to check"]
    assert checked(client, b"x" * 1_000_001, 422).errors() == ["The file must be 1 MB or smaller"]
    assert upload(client, b"x" * 2_000_000).status_code == 413


def test_a_leaver_asks_for_a_link_and_uses_it_once(client: PageClient, app: Flask) -> None:
    number = earn(client)
    url = "/certificates/take-along"
    wrong = client.send_page(client.page(url), url, status=422, address="nobody")
    assert wrong.errors() == ["Enter an e-mail address, such as sam.carter@example.com."]
    sent = client.send_page(client.page(url), url, status=200, address="sam@example.com")
    assert "The link is on its way to sam@example.com" in sent.text
    with app.app_context():
        sent_mail = sa.select(Outbox.body).where(Outbox.key.like("mail:wallet:%"))
        text = db.session.execute(sent_mail).scalar_one()["text"]
    link = next(word for word in text.split() if "/wallet/" in word).removeprefix("http://127.0.0.1:8000")
    anybody = stranger(app)
    for _ in range(2):
        page = anybody.page(link)
    assert "1 certificate" in page.text
    answer = anybody.send(page, link)
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert f"certificate-{number}.pdf" in archive.namelist()
    anybody.page(link, status=404)
    assert wallets.GOOD_FOR.days == 30


def test_an_administrator_revokes_restores_and_issues_anew(client: PageClient, app: Flask) -> None:
    number = earn(client)
    admin = stranger(app)
    admin.sign_in(ADMINISTRATOR)
    listing = admin.page("/manage/certificates?words=carter")
    assert listing.links()[number] == f"/manage/certificates/{number}"
    assert "No certificate fits" in admin.page("/manage/certificates?words=nobody").text
    here = f"/manage/certificates/{number}"
    assert admin.get(f"/manage/certificates?words={number}").location == here
    refused = admin.send_page(admin.page(here), f"{here}/revoke", status=422)
    assert refused.errors() == ["Choose one of the reasons on the list."]
    admin.send(admin.page(here), f"{here}/revoke", reason="rules not kept", note="copied")
    assert "note: copied" in admin.page(here).text
    admin.send(admin.page(here), f"{here}/restore", note="was not")
    rename(app)
    answer = admin.send(admin.page(here), f"{here}/reissue", note="married")
    assert answer.status_code == 303
    assert "Samantha Jones" in admin.page(answer.location).text
    assert "Superseded" in admin.page(here).text
    with app.app_context():
        person_id = db.session.scalars(sa.select(Certificate.person_id)).first()
    person = f"/manage/people/{person_id}"
    link = f"/manage/certificates/of/{person_id}/wallet"
    sent = admin.send_page(admin.page(person), link, status=200, address="sam@example.com")
    assert sent.heading == "The link is on its way"
    assert admin.send(admin.page(person), link, address="nobody").status_code == 409


def test_issuers_and_rules_are_kept_on_a_page(app: Flask) -> None:
    admin = stranger(app)
    admin.sign_in(ADMINISTRATOR)
    url = "/manage/recognition"
    assert "Nobody is trusted yet." in admin.page(url).text
    for values in ({"did": "walsall"}, {"since": "yesterday"}):
        wrong = admin.send_page(
            admin.page(url),
            f"{url}/issuers",
            status=422,
            values={"did": "did:web:walsall.example", "name": "Walsall", **values},
        )
        assert wrong.errors()
    admin.send(admin.page(url), f"{url}/issuers", did="did:web:walsall.example", name="Walsall")
    assert "did:web:walsall.example" in admin.page(url).text
    admin.send(admin.page(url), f"{url}/issuers/end")
    assert "Trust nothing" not in admin.page(url).text
    for values in (
        {},
        {"decision": "accept if recent"},
        {"decision": "accept", "valid_months": "x"},
        {"decision": "accept", "confirmer": "nobody"},
        {"decision": "accept", "course": "no"},
    ):
        assert admin.send_page(admin.page(url), f"{url}/rules", status=422, values=values).errors()
    admin.send(
        admin.page(url),
        f"{url}/rules",
        decision="accept if recent",
        months_old="12",
        valid_months="24",
        confirm="yes",
        confirmer="manager@demo.example",
    )
    words = "Accept if not older than 12 months, for 24 months from the pass. Morgan Ellis has to agree."
    assert words in admin.page(url).text


def test_bringing_something_else_says_why_it_does_not_count(client: PageClient, app: Flask) -> None:
    number = earn(client)
    body = client.get(f"/certificates/{number}.json").data
    url = "/certificates/recognition"
    assert "No course here recognises certificates of others yet." in client.page(url).text
    admin = stranger(app)
    admin.sign_in(ADMINISTRATOR)
    admin.send(
        admin.page("/manage/recognition"), "/manage/recognition/rules", decision="accept", course="tea"
    )
    ours = client._read(upload(client, body, url=url), url, 422)
    assert ours.errors() == ["This is one of ours, so it counts already."]
    assert client._read(upload(client, b"", url=url), url, 422).errors() == ["Choose a file of 1 MB or less"]
    assert "What you brought" not in client.page(url).text
    assert client.post(f"{url}/7", data={"csrf_token": client.csrf(), "agree": "yes"}).status_code == 404
