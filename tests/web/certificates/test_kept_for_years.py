"""Certificates outlive the machine that issued them, and nobody finds one by guessing."""

from __future__ import annotations

import os
import random
import secrets
import shutil
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.documents import certificate_pdf
from lms.domain import errors, ids
from lms.domain.ids import CertificateNumber
from lms.extensions import alongside, db
from lms.queries import certificates
from tests.support import evidence
from tests.support.app import running, settings_for
from tests.support.client import PageClient
from tests.web.certificates.test_answers import upload
from tests.web.certificates.test_certificates import earn, stranger

LONG = bool(os.environ.get("LMS_TEST_LONG"))
GUESSES = 10_000
SEED = 20261123
TODAY = date(2026, 11, 22)


def test_ten_thousand_guesses_find_nothing(client: PageClient, app: Flask) -> None:
    earn(client)
    with app.app_context():
        session = db.session()
        for _ in range(GUESSES):
            guess = str(CertificateNumber.from_bits(secrets.randbits(ids.RANDOM_BITS)))
            with pytest.raises(errors.UnknownCertificate):
                certificates.public(session, number=guess, today=TODAY)


def test_guesses_by_http_look_like_nonsense(
    client: PageClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lms.web.certificates import views

    earn(client)
    # The limit would answer most of them, and alike.
    monkeypatch.setattr(views, "MOST", 2 * GUESSES)
    anybody = stranger(app)
    source = random.Random(SEED)
    count = GUESSES if LONG else GUESSES // 100
    seen = {
        (answer.status_code, len(answer.data))
        for _ in range(count)
        for number in (CertificateNumber.from_bits(source.getrandbits(ids.RANDOM_BITS)), "nonsense")
        for answer in [anybody.get(f"/certificates/{number}")]
    }
    assert [status for status, _ in seen] == [404]
    with app.app_context():
        evidence.record(
            "guessed-numbers",
            version=evidence.database(db.session()),
            seed=SEED,
            counts={"numbers": count, "hits": 0, "answers unlike that to a malformed number": 0},
        )


def test_a_guess_and_nonsense_are_answered_alike(client: PageClient, app: Flask) -> None:
    earn(client)
    anybody = stranger(app)
    guess = str(CertificateNumber.from_bits(secrets.randbits(ids.RANDOM_BITS)))
    answers = [anybody.get(f"/certificates/{number}") for number in (guess, "nonsense", "AAAAA-AAAAA")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({len(answer.data) for answer in answers}) == 1


def test_a_backup_on_another_machine_has_the_same_keys_and_answers(
    client: PageClient, app: Flask, tmp_path: Path
) -> None:
    number = earn(client)
    with app.app_context():
        settings = alongside().settings
        source = sa.make_url(settings.database_url).database or ""
    before = {
        address: client.get(address).data
        for address in (
            "/.well-known/did.json",
            "/.well-known/jwks.json",
            f"/certificates/{number}.json",
            f"/certificates/{number}.jwt",
            f"/certificates/{number}.pdf",
        )
    }
    restored = tmp_path / "restored"
    restored.mkdir()
    with sqlite3.connect(source) as old, sqlite3.connect(restored / "alongside.db") as new:
        old.backup(new)
    new.close()
    old.close()
    shutil.copytree(settings.keys_folder, restored / "keys")
    url = f"sqlite:///{restored / 'alongside.db'}"
    with running(settings_for(url, restored)) as other:
        anybody = stranger(other)
        assert {address: anybody.get(address).data for address in before} == before
        assert "is valid" in anybody.page(f"/certificates/{number}").text
        body = before[f"/certificates/{number}.json"]
        assert number in upload(anybody, body).text


def test_whatever_becomes_of_person_course_quiz_and_template_files_and_page_stay(
    client: PageClient, app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    number = earn(client)
    addresses = [f"/certificates/{number}{ending}" for ending in ("", ".json", ".jwt", ".pdf", ".svg")]
    anybody = stranger(app)
    before = [anybody.get(address).data for address in addresses]
    with app.app_context(), unit_of_work(db.session()):
        db.session.execute(sa.delete(Person).where(Person.role == "learner"))
    template = tmp_path / "certificate.typ"
    template.write_text("Another template altogether")
    monkeypatch.setattr(certificate_pdf, "TEMPLATE", template)
    # Courses and quizzes are files: another folder without them stands behind the same tables.
    empty = tmp_path / "content"
    (empty / "courses").mkdir(parents=True)
    (empty / "quizzes").mkdir()
    with app.app_context():
        settings = replace(alongside().settings, content=empty)
    with running(settings) as other:
        assert [stranger(other).get(address).data for address in addresses] == before
