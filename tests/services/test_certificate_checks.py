"""Files that people hand in: ours as we made them, and nothing that is one byte different."""

from __future__ import annotations

import base64
import json
import os
import random
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from joserfc import jwk, jws
from sqlalchemy.orm import Session

from lms.db.certificates import FileKind
from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.documents import attachments
from lms.services import certificate_checks, certificate_files, corrections
from lms.services.certificate_checks import Checked, Verdict
from tests.support import evidence, learning, rows, signing
from tests.support.databases import Database
from tests.support.learners import Learner

TODAY = date(2026, 12, 1)
ORIGIN = learning.ISSUING.base_url
LONG = os.environ.get("LMS_TEST_LONG") == "1"


def check(session: Session, body: bytes, today: date = TODAY, *, seconds: float = 2.0) -> Checked:
    now = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    return certificate_checks.check(
        session, body, origin=ORIGIN, today=today, now=now, private=False, seconds=seconds
    )


def files(session: Session, number: str) -> dict[FileKind, bytes]:
    return {
        kind: certificate_files.file(
            session, number=number, kind=kind, issuing=learning.ISSUING, now=rows.NOW
        )
        for kind in FileKind
    }


@pytest.fixture
def number(learner: Learner) -> str:
    return learner.take().certificate_number or ""


@pytest.mark.parametrize("kind", list(FileKind))
def test_our_files_are_ours_and_have_a_standing(session: Session, number: str, kind: FileKind) -> None:
    body = files(session, number)[kind]
    found = check(session, body)
    assert found.verdict is Verdict.OURS
    assert found.certificate is not None
    assert (found.certificate.number, found.certificate.standing) == (number, "valid")
    later = check(session, body, date(2030, 1, 1)).certificate
    assert later is not None
    assert later.standing == "expired"


def test_the_credential_inside_the_pdf_is_the_one_beside_it(session: Session, number: str) -> None:
    made = files(session, number)
    assert attachments.credential(made[FileKind.PDF]) == made[FileKind.JSON]


def test_another_layout_of_the_same_json_is_still_ours(session: Session, number: str) -> None:
    document = json.loads(files(session, number)[FileKind.JSON])
    turned = json.dumps(dict(reversed(document.items())), indent=4).encode()
    assert check(session, turned).verdict is Verdict.OURS


@pytest.mark.parametrize("kind", [FileKind.JSON, FileKind.JWT])
def test_what_an_editor_puts_around_a_text_changes_nothing(
    session: Session, number: str, kind: FileKind
) -> None:
    body = files(session, number)[kind]
    found = check(session, b"\xef\xbb\xbf" + body + b"\r\n")
    assert (found.verdict, found.certificate and found.certificate.number) == (Verdict.OURS, number)


def test_a_changed_pdf_around_a_genuine_credential_is_told_apart(session: Session, number: str) -> None:
    body = files(session, number)[FileKind.PDF]
    assert check(session, body + b"\n").verdict is Verdict.PAPER_CHANGED


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nothing",
        b"%PDF-1.7 nothing",
        b"{}",
        b"[]",
        b"a.b.c",
        b"{" * 5000,
        b'{"a":' * 2000 + b"1" + b"}" * 2000,
        b'{"issuer":"did:web:x","issuer":"did:web:y"}',
        b'{"issuer":NaN}',
        b'{"issuer":"\\ud800"}',
        b'{"issuer":"did:web:x","a":["b\\u0000"]}',
        b"\xff\xfe",
        b"x" * 1_000_001,
    ],
)
def test_what_is_no_certificate_cannot_be_read(session: Session, body: bytes) -> None:
    assert check(session, body).verdict is Verdict.UNREADABLE


def test_somebody_we_do_not_know_is_not_asked(session: Session, number: str) -> None:
    document = json.loads(files(session, number)[FileKind.JSON])
    for issuer in ("did:web:elsewhere.example", "https://elsewhere.example/issuer", "did:key:z6Mk"):
        document["issuer"]["id"] = issuer
        assert check(session, json.dumps(document).encode()).verdict is Verdict.UNKNOWN


def test_tricks_with_the_header_of_a_jwt_are_refused(session: Session, number: str) -> None:
    token = files(session, number)[FileKind.JWT].decode()
    header, payload, signature = token.split(".")
    own = jwk.ECKey.generate_key("P-256")
    body = base64.urlsafe_b64decode(payload + "==")
    mine = own.as_dict(private=False)
    kid = json.loads(base64.urlsafe_b64decode(header + "=="))["kid"]

    def encoded(found: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(found).encode()).rstrip(b"=").decode()

    def signed(found: dict[str, object]) -> str:
        return jws.serialize_compact(found, body, own, algorithms=["ES256"])

    tries = {
        "no algorithm": f"{encoded({'alg': 'none', 'kid': kid})}.{payload}.",
        "no signature": f"{header}.{payload}.",
        "a key of mine in the header": signed({"alg": "ES256", "kid": kid, "jwk": mine}),
        "an address of mine": signed({"alg": "ES256", "kid": "https://attacker.example/keys/es256"}),
        "signed by me": signed({"alg": "ES256", "kid": kid, "typ": "JWT"}),
        "another type": f"{encoded({'alg': 'ES256', 'kid': kid, 'typ': 'vc+jwt'})}.{payload}.{signature}",
        "a header more": f"{encoded({'alg': 'ES256', 'kid': kid, 'crit': ['x']})}.{payload}.{signature}",
        "HMAC with the public key": f"{encoded({'alg': 'HS256', 'kid': kid})}.{payload}.{signature}",
        "padding": f"{token}=",
    }
    for name, tried in tries.items():
        assert check(session, tried.encode()).verdict in (Verdict.CHANGED, Verdict.UNREADABLE), name


def test_words_that_no_context_defines_are_not_covered_and_so_refused(
    session: Session, learner: Learner, number: str
) -> None:
    document = json.loads(files(session, number)[FileKind.JSON])
    corrections.erase_holder(session, person_id=learner.person_id, actor_id=None, now=rows.NOW)
    # Nothing is kept of it any more, so the signature alone decides.
    assert check(session, json.dumps(document).encode()).verdict is Verdict.OURS
    for changes in (
        {"unheardOf": "word"},
        {"https://www.w3.org/2018/credentials#validUntil": "2099-01-01T00:00:00Z"},
        {"@included": [{"id": "urn:x", "name": "y"}]},
        {"name": [["nested"]]},
        {"validUntil": "2099-01-01T00:00:00Z"},
    ):
        forged = json.dumps({**document, **changes}).encode()
        assert check(session, forged).verdict is Verdict.CHANGED, changes


def test_a_superseded_file_is_ours_and_says_so(session: Session, learner: Learner, number: str) -> None:
    made = files(session, number)
    rename(session, learner)
    successor = corrections.reissue(session, number=number, note="", actor_id=None, now=rows.NOW)
    for kind in (FileKind.JSON, FileKind.JWT):
        found = check(session, made[kind])
        assert found.verdict is Verdict.OURS
        assert found.certificate is not None
        assert (found.certificate.standing, found.certificate.successor) == ("superseded", successor)
        assert found.certificate.holder_name == ""


def test_a_check_that_takes_too_long_says_nothing_against_the_file(
    session: Session, learner: Learner, number: str
) -> None:
    made = files(session, number)
    rename(session, learner)
    corrections.reissue(session, number=number, note="", actor_id=None, now=rows.NOW)
    assert check(session, made[FileKind.JSON], seconds=0).verdict is Verdict.STOPPED
    assert check(session, made[FileKind.JSON]).verdict is Verdict.OURS


def rename(session: Session, learner: Learner) -> None:
    with unit_of_work(session):
        session.execute(
            sa.update(Person).where(Person.id == learner.person_id).values(name="Samantha Carter-Jones")
        )


def test_no_changed_byte_is_taken(sqlite_database: Database) -> None:
    """Twenty certificates; the long form changes a thousand single bytes of each."""
    with sqlite_database.session() as session:
        signing.make_keys(session)
        _change_bytes(session)


def _change_bytes(session: Session) -> None:
    count, each = (20, 1000) if LONG else (3, 90)
    seed = random.Random(20261122)
    tried = dict.fromkeys(FileKind, 0)
    taken = []
    for person in range(count):
        learner = Learner(session, rows.add_person(session, f"Person Number {person}"))
        made = files(session, learner.take(now=rows.NOW - timedelta(days=person)).certificate_number or "")
        for turn in range(each):
            kind = list(FileKind)[turn % 3]
            body = bytearray(made[kind])
            place = seed.randrange(len(body))
            body[place] ^= seed.randrange(1, 256)
            tried[kind] += 1
            if check(session, bytes(body)).verdict in (Verdict.OURS, Verdict.NEIGHBOUR):
                taken.append((kind.value, place))
    assert taken == []
    evidence.record(
        "mutated-credentials",
        version=evidence.database(session),
        seed=20261122,
        counts={
            "certificates": count,
            **{f"changed bytes of {kind.value}": number for kind, number in tried.items()},
            "accepted": len(taken),
        },
    )
