"""The three files, what strangers check them with, and what is said while or after they are not given out."""

from __future__ import annotations

import base64
import json

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.db.certificates import CertificateFile
from lms.db.unit_of_work import unit_of_work
from lms.extensions import NAME, db
from lms.services import corrections, signing_keys
from tests.support import rows
from tests.support.client import PageClient
from tests.web.certificates.test_certificates import earn, stranger


@pytest.mark.parametrize(
    ("form", "media_type"),
    [("pdf", "application/pdf"), ("json", "application/vc+ld+json"), ("jwt", "text/plain")],
)
def test_each_file_is_a_download_with_its_own_type(client: PageClient, form: str, media_type: str) -> None:
    number = earn(client)
    answer = stranger(client.application).get(f"/certificates/{number}.{form}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="certificate-{number}.{form}"'
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.data == client.get(f"/certificates/{number}.{form}").data
    moved = client.get(f"/certificates/{number.lower()}.{form}")
    assert (moved.status_code, moved.location) == (301, f"/certificates/{number}.{form}")


def test_the_credential_says_what_open_badges_ask_for(client: PageClient) -> None:
    number = earn(client)
    document = client.get(f"/certificates/{number}.json").json
    assert document is not None
    assert [address.rpartition("/")[2] for address in document["@context"]] == [
        "v2",
        "context-3.0.3.json",
        "extensions.json",
    ]
    assert document["issuer"]["id"] == "did:web:127.0.0.1%3A8000"
    assert document["id"] == f"http://127.0.0.1:8000/certificates/{number}"
    assert isinstance(document["proof"], list)
    assert document["credentialStatus"]["id"] != document["credentialStatus"]["statusListCredential"]
    kinds = [entry["identityType"] for entry in document["credentialSubject"]["identifier"]]
    assert kinds == ["emailAddress", "name"]
    assert "learner@demo.example" not in json.dumps(document)
    token = client.get(f"/certificates/{number}.jwt").get_data(as_text=True)
    header, payload = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])
    assert set(header) == {"alg", "kid", "typ"}
    assert header["alg"] == "ES256"
    for claim, said in (("iss", document["issuer"]["id"]), ("jti", document["id"])):
        assert payload[claim] == said
    assert payload["exp"] > payload["nbf"]
    key = client.get(header["kid"].removeprefix("http://127.0.0.1:8000")).json
    assert key is not None
    assert (key["kty"], key["kid"]) == ("EC", header["kid"])
    achievement = client.get(
        document["credentialSubject"]["achievement"]["id"].removeprefix("http://127.0.0.1:8000")
    ).json
    assert achievement is not None
    assert achievement["id"] == document["credentialSubject"]["achievement"]["id"]


def test_what_is_published_holds_no_private_half_and_nobody_else(client: PageClient) -> None:
    number = earn(client)
    anybody = stranger(client.application)
    published = {
        path: anybody.get(path) for path in ("/.well-known/did.json", "/.well-known/jwks.json", "/status/1")
    }
    assert all(answer.status_code == 200 for answer in published.values())
    # Wallets and checkers that run in a page may read them.
    assert all(answer.headers["Access-Control-Allow-Origin"] == "*" for answer in published.values())
    everything = " ".join(answer.get_data(as_text=True) for answer in published.values())
    assert "PRIVATE" not in everything
    assert '"d"' not in everything
    assert number not in everything
    jwks = published["/.well-known/jwks.json"].json
    assert jwks is not None
    for key in jwks["keys"]:
        assert anybody.get(key["kid"].removeprefix("http://127.0.0.1:8000")).json == key
    for path in ("/keys/nothing", "/status/0", "/status/2", "/achievements/tea/unknown"):
        anybody.page(path, status=404)


def test_without_a_key_the_page_answers_and_the_file_waits(client: PageClient, app: Flask) -> None:
    number = earn(client)
    folder = app.extensions[NAME].settings.keys_folder
    with app.app_context(), unit_of_work(db.session()):
        db.session.execute(sa.delete(CertificateFile))
    for path in folder.glob("*.pem"):
        path.chmod(0o644)
    anybody = stranger(app)
    for form in ("pdf", "json", "jwt"):
        page = anybody.page(f"/certificates/{number}.{form}", status=503)
        assert page.heading == "The file is being made"
        assert page.response.headers["Retry-After"] == "30"
    assert anybody.page(f"/certificates/{number}").heading == "This certificate is valid"
    assert anybody.get("/.well-known/did.json").status_code == 200
    assert anybody.get("/status/1").status_code == 503
    for path in folder.glob("*.pem"):
        path.chmod(0o600)
    assert anybody.get(f"/certificates/{number}.pdf").status_code == 200


def test_a_revoked_key_is_gone_from_everything_that_is_published(client: PageClient, app: Flask) -> None:
    number = earn(client)
    before = client.get(f"/certificates/{number}.jwt").data
    jwks = client.get("/.well-known/jwks.json").json
    assert jwks is not None
    folder = app.extensions[NAME].settings.keys_folder
    with app.app_context():
        for key in jwks["keys"]:
            name = key["kid"].rpartition("/")[2]
            signing_keys.revoke(db.session(), folder, name=name, now=rows.NOW)
            client.page(f"/keys/{name}", status=404)
    after = client.get(f"/certificates/{number}.jwt").data
    assert after != before


@pytest.mark.parametrize("why", ["revoked", "superseded", "erased"])
def test_a_withdrawn_file_says_where_to_look(client: PageClient, app: Flask, why: str) -> None:
    number = earn(client)
    with app.app_context():
        session = db.session()
        person_id = session.execute(sa.text("SELECT person_id FROM certificate")).scalar_one()
        if why == "revoked":
            corrections.revoke(
                session, number=number, reason="rules not kept", note="", actor_id=None, now=rows.NOW
            )
        elif why == "superseded":
            with unit_of_work(session):
                session.execute(sa.text("UPDATE person SET name = 'Samantha Jones'"))
            corrections.reissue(session, number=number, note="", actor_id=None, now=rows.NOW)
        else:
            corrections.erase_holder(session, person_id=person_id, actor_id=None, now=rows.NOW)
    page = stranger(app).page(f"/certificates/{number}.json", status=410)
    assert page.heading == "This file is not given out any more"
    assert page.links()["See how the certificate stands"] == f"/certificates/{number}"
