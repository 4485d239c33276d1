"""The life of signing keys: first start, rotation, retirement, a leak, a file that is gone."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.certificates import CertificateFile, FileKind
from lms.db.outbox import Outbox
from lms.documents import keys, proofs
from lms.domain import errors
from lms.queries import health
from lms.queries import signing_keys as key_reads
from lms.services import certificate_files, outbox, publications, signing_keys
from tests.support import learning, rows
from tests.support.databases import Database, at_once
from tests.support.learners import Learner
from tests.support.signing import KEYS

LATER = rows.NOW + timedelta(days=400)


def run(session: Session, alarms: list[Exception] | None = None, now: object = rows.NOW) -> int:
    alarm = (alarms if alarms is not None else []).append
    return outbox.run_due(session, now=now, limit=50, issuing=learning.ISSUING, alarm=alarm)  # type: ignore[arg-type]


def file(session: Session, number: str, kind: FileKind) -> bytes:
    return certificate_files.file(session, number=number, kind=kind, issuing=learning.ISSUING, now=rows.NOW)


def verifies(session: Session, body: bytes) -> bool:
    """Whether the credential's key is published now and its proof holds."""
    document = json.loads(body)
    method = document["proof"][0]["verificationMethod"]
    published = publications.did(session, learning.ISSUING.base_url)["assertionMethod"]
    multikey = method.partition("#")[2]
    return method in published and proofs.holds(document, public=keys.raw_of(multikey))  # type: ignore[operator]


def test_a_first_start_makes_one_key_of_each_kind_and_a_second_none(session: Session) -> None:
    made = signing_keys.ensure(session, KEYS, now=rows.NOW)
    assert [name.split("-")[0] for name in made] == ["ed25519", "es256"]
    assert signing_keys.ensure(session, KEYS, now=rows.NOW) == ()
    assert [row.state for row in key_reads.listed(session)] == ["in use", "in use"]


def test_starts_at_the_same_moment_make_two_keys_and_not_more(database: Database) -> None:
    def start() -> None:
        with database.session() as session:
            signing_keys.ensure(session, KEYS, now=rows.NOW)

    at_once([start] * 4, 4)
    with database.session() as session:
        assert len(key_reads.listed(session)) == 2


def test_rotation_keeps_old_certificates_valid(session: Session, learner: Learner) -> None:
    number = learner.take().certificate_number or ""
    old = file(session, number, FileKind.JSON)
    signing_keys.rotate(session, KEYS, now=LATER)
    assert [row.state for row in key_reads.listed(session)] == ["retired", "retired", "in use", "in use"]
    other = Learner(session, rows.add_person(session, "Ada Lovelace")).take().certificate_number or ""
    new = file(session, other, FileKind.JSON)
    assert verifies(session, old)
    assert verifies(session, new)
    assert (
        json.loads(old)["proof"][0]["verificationMethod"] != json.loads(new)["proof"][0]["verificationMethod"]
    )
    assert file(session, number, FileKind.JSON) == old


def test_the_only_key_cannot_retire_and_an_unknown_one_is_unknown(session: Session, learner: Learner) -> None:
    name = key_reads.in_use(session, "ed25519").name
    with pytest.raises(errors.KeyRefused):
        signing_keys.retire(session, name=name, now=rows.NOW)
    with pytest.raises(errors.UnknownKey):
        signing_keys.retire(session, name="nothing", now=rows.NOW)
    signing_keys.create(session, KEYS, kind="ed25519", name=None, now=rows.NOW)
    signing_keys.retire(session, name=name, now=rows.NOW)
    signing_keys.retire(session, name=name, now=rows.NOW)
    assert key_reads.one(session, name).state == "retired"


def test_a_taken_or_impossible_name_is_refused(session: Session, learner: Learner) -> None:
    name = key_reads.in_use(session, "ed25519").name
    for wanted in (name, "Not a name", "../x"):
        with pytest.raises(errors.KeyRefused):
            signing_keys.create(session, KEYS, kind="ed25519", name=wanted, now=rows.NOW)


@pytest.mark.parametrize("kind", ["ed25519", "es256"])
def test_after_a_leak_everything_is_signed_anew_under_the_same_number(
    session: Session, learner: Learner, kind: key_reads.Kind
) -> None:
    number = learner.take().certificate_number or ""
    run(session)
    before = {each: file(session, number, each) for each in FileKind}
    leaked = key_reads.in_use(session, kind).name
    assert signing_keys.revoke(session, KEYS, name=leaked, now=LATER) == 1
    assert not keys.has_file(KEYS, leaked)
    with pytest.raises(errors.UnknownKey):
        signing_keys.revoke(session, KEYS, name=leaked, now=LATER)
    run(session, now=LATER)
    after = {each: file(session, number, each) for each in FileKind}
    changed = {each.value for each in FileKind if before[each] != after[each]}
    # What the other key signed is made again from the same facts: the very same bytes.
    assert changed == ({"jwt"} if kind == "es256" else {"pdf", "json", "jwt"})
    assert verifies(session, after[FileKind.JSON])
    assert verifies(session, before[FileKind.JSON]) is (kind == "es256")
    old, new = (json.loads(found[FileKind.JSON]) for found in (before, after))
    assert (old.pop("proof") == new.pop("proof")) is (kind == "es256")
    assert old == new
    assert leaked not in json.dumps(publications.jwks(session, learning.ISSUING.base_url))


def test_a_missing_key_makes_certificates_wait_and_a_returned_one_lets_them_go(
    session: Session, learner: Learner
) -> None:
    name = key_reads.in_use(session, "ed25519").name
    away = KEYS / f"{name}.away"
    (KEYS / f"{name}.pem").rename(away)
    number = learner.take().certificate_number or ""
    alarms: list[Exception] = []
    assert run(session, alarms) == 0
    assert [str(alarm) for alarm in alarms] == [
        f"The signing key “{name}” cannot be used: its file is missing."
    ]
    session.rollback()
    assert health.signing(session) == health.Signing(usable=False, waiting=1)
    assert session.scalars(sa.select(CertificateFile.id)).all() == []
    with pytest.raises(errors.KeyUnavailable):
        file(session, number, FileKind.PDF)
    away.rename(KEYS / f"{name}.pem")
    due = session.execute(sa.select(Outbox.due_at)).scalar_one()
    assert due - rows.NOW <= timedelta(minutes=1)
    assert run(session, now=due) == 1
    session.rollback()
    assert health.signing(session) == health.Signing(usable=True, waiting=0)
    assert len(session.scalars(sa.select(CertificateFile.id)).all()) == 3


def test_a_key_revoked_while_it_signs_leaves_nothing_behind(
    database: Database, session: Session, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = learner.take().certificate_number or ""
    name = key_reads.in_use(session, "ed25519").name
    whole = proofs.sign

    def leaks_meanwhile(*arguments: object, **named: object) -> object:
        with database.session() as other:
            if key_reads.in_use(other, "ed25519").name == name:
                signing_keys.revoke(other, KEYS, name=name, now=rows.NOW)
        return whole(*arguments, **named)  # type: ignore[arg-type]

    # It has to happen at this very moment, which no other process could be told to hit.
    monkeypatch.setattr(proofs, "sign", leaks_meanwhile)
    session.rollback()
    with pytest.raises(errors.KeyUnavailable, match=r"revoked in this moment|is missing"):
        file(session, number, FileKind.JSON)
    session.rollback()
    assert session.scalars(sa.select(CertificateFile.id)).all() == []
    monkeypatch.undo()
    assert verifies(session, file(session, number, FileKind.JSON))
