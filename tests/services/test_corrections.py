"""What may become of a certificate, links for leavers, and recognition between authorities."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.audit import Audit
from lms.db.certificates import Certificate, FileKind
from lms.db.outbox import Outbox
from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.documents import status_list
from lms.domain import errors
from lms.queries import attempts as attempt_reads
from lms.queries import certificates, issued
from lms.services import certificate_files, corrections, status_lists, wallets
from tests.support import learning, rows
from tests.support.databases import Database, at_once
from tests.support.learners import Learner
from tests.support.signing import KEYS

TODAY = date(2026, 12, 1)


@pytest.fixture
def number(learner: Learner) -> str:
    return learner.take().certificate_number or ""


def file(session: Session, number: str, kind: FileKind = FileKind.JSON) -> bytes:
    return certificate_files.file(session, number=number, kind=kind, issuing=learning.ISSUING, now=rows.NOW)


def view(session: Session, number: str) -> certificates.CertificateView:
    return certificates.public(session, number=number, today=TODAY)


def is_out(session: Session, number: str) -> bool:
    """Whether the served list has the bit of a certificate."""
    certificate_id = session.execute(
        sa.select(Certificate.id).where(Certificate.number == number)
    ).scalar_one()
    list_number, index = status_list.place(certificate_id)
    body = status_lists.served(session, number=list_number, issuing=learning.ISSUING, now=rows.NOW)
    return status_list.is_set(json.loads(body)["credentialSubject"]["encodedList"], index)


def revoke(session: Session, number: str, reason: str = "rules not kept") -> None:
    corrections.revoke(
        session, number=number, reason=reason, note="seen by Priya", actor_id=None, now=rows.NOW
    )


def restore(session: Session, number: str) -> None:
    corrections.restore(session, number=number, note="", actor_id=None, now=rows.NOW)


def reissue(session: Session, number: str) -> str:
    return corrections.reissue(session, number=number, note="married", actor_id=None, now=rows.NOW)


def rename(session: Session, name: str = "Samantha Jones") -> None:
    with unit_of_work(session):
        session.execute(sa.update(Person).values(name=name))


def test_a_revoked_certificate_says_when_and_for_which_class_of_reason(session: Session, number: str) -> None:
    before = file(session, number)
    assert not is_out(session, number)
    revoke(session, number)
    revoke(session, number, "issued by mistake")
    found = view(session, number)
    assert (found.standing, found.revoked_at, found.revoked_for) == ("revoked", rows.NOW, "rules not kept")
    assert is_out(session, number)
    with pytest.raises(errors.CertificateWithdrawn):
        file(session, number)
    restore(session, number)
    restore(session, number)
    assert view(session, number).standing == "valid"
    assert not is_out(session, number)
    assert file(session, number) == before
    actions = session.scalars(sa.select(Audit.action).where(Audit.subject == f"certificate {number}")).all()
    assert actions == ["award certificate", "revoke certificate", "restore certificate"]
    assert [step.words for step in issued.steps(session, number=number)][1] == (
        "reason: rules not kept; note: seen by Priya"
    )


def test_a_reason_is_one_of_the_classes_and_a_number_is_ours(session: Session, number: str) -> None:
    with pytest.raises(errors.CorrectionRefused):
        revoke(session, number, "because")
    for wrong in ("00000-00000-00000-00000", "nothing"):
        with pytest.raises(errors.UnknownCertificate):
            revoke(session, wrong)
        with pytest.raises(errors.UnknownCertificate):
            restore(session, wrong)


def test_a_new_name_makes_a_successor_and_the_old_number_forgets_the_former_one(
    session: Session, learner: Learner, number: str
) -> None:
    file(session, number)
    with pytest.raises(errors.CorrectionRefused):
        reissue(session, number)
    rename(session)
    assert view(session, number).holder_name == "Sam Carter"
    made = reissue(session, number)
    old, new = view(session, number), view(session, made)
    assert (old.standing, old.successor, old.holder_name) == ("superseded", made, "")
    assert (new.standing, new.holder_name) == ("valid", "Samantha Jones")
    assert (new.passed_on, new.valid_until, new.percent) == (old.passed_on, old.valid_until, old.percent)
    assert is_out(session, number)
    assert not is_out(session, made)
    for kind in FileKind:
        with pytest.raises(errors.CertificateWithdrawn):
            file(session, number, kind)
        assert b"Sam Carter" not in file(session, made, kind)
    mine = certificates.mine(session, person_id=learner.person_id, today=TODAY)
    assert [line.number for line in mine] == [made]
    # Whoever passes again in the same cycle is shown the successor.
    again = learner.take(now=rows.NOW + timedelta(days=1))
    assert again.certificate_number == made
    assert (
        attempt_reads.result(
            session, person_id=learner.person_id, attempt_id=again.attempt_id
        ).certificate_number
        == made
    )
    with pytest.raises(errors.CorrectionRefused):
        reissue(session, number)


def test_only_what_stands_is_issued_anew(session: Session, number: str) -> None:
    rename(session)
    revoke(session, number)
    with pytest.raises(errors.CorrectionRefused):
        reissue(session, number)
    restore(session, number)
    with unit_of_work(session):
        session.execute(sa.delete(Person))
    with pytest.raises(errors.CorrectionRefused):
        reissue(session, number)


def test_after_a_revocation_the_same_cycle_can_earn_another(
    session: Session, learner: Learner, number: str
) -> None:
    revoke(session, number)
    other = learner.take(now=rows.NOW + timedelta(days=3)).certificate_number or ""
    assert other != number
    assert (view(session, number).standing, view(session, other).standing) == ("revoked", "valid")


def test_an_erased_person_leaves_a_valid_certificate_without_a_name(
    session: Session, learner: Learner, number: str
) -> None:
    file(session, number)
    for _ in range(2):
        corrections.erase_holder(session, person_id=learner.person_id, actor_id=None, now=rows.NOW)
    found = view(session, number)
    assert (found.standing, found.erased, found.holder_name) == ("valid", True, corrections.ERASED)
    assert not is_out(session, number)
    with pytest.raises(errors.CertificateWithdrawn):
        file(session, number)
    everything = " ".join(
        str(row)
        for table in ("certificate", "certificate_recipient", "certificate_file")
        for row in session.execute(sa.text(f"SELECT * FROM {table}"))
    )
    assert "Sam Carter" not in everything


def test_reissued_at_once_there_is_one_successor(database: Database, session: Session, number: str) -> None:
    rename(session)

    def again() -> str:
        with database.session() as own:
            try:
                return reissue(own, number)
            except errors.CorrectionRefused:
                return ""

    made = at_once([again] * 4, 4)
    assert len([one for one in made if one]) == 1
    session.rollback()
    assert session.execute(sa.select(sa.func.count()).select_from(Certificate)).scalar_one() == 2


def send(session: Session, person_id: int, to: str = "sam@example.com") -> str:
    link = wallets.send(
        session, person_id=person_id, to=to, base_url="https://x.example", actor_id=None, now=rows.NOW
    )
    return link.rpartition("/")[2]


def test_a_leavers_link_hands_out_the_files_once_without_an_account(
    session: Session, learner: Learner, number: str
) -> None:
    secret = send(session, learner.person_id)
    mail = session.execute(sa.select(Outbox.body).where(Outbox.kind == "mail")).scalar_one()
    assert mail["to"] == "sam@example.com"
    assert f"https://x.example/wallet/{secret}" in mail["text"]
    with unit_of_work(session):
        session.execute(sa.delete(Person))
    assert wallets.count(session, secret=secret, now=rows.NOW) == 1
    packed = wallets.take(session, secret=secret, issuing=learning.ISSUING, now=rows.NOW)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert sorted(archive.namelist()) == [
            f"certificate-{number}.{form}" for form in ("json", "jwt", "pdf")
        ]
        assert archive.read(f"certificate-{number}.json") == file(session, number)
    for ask in (
        lambda: wallets.take(session, secret=secret, issuing=learning.ISSUING, now=rows.NOW),
        lambda: wallets.count(session, secret=secret, now=rows.NOW),
        lambda: wallets.count(session, secret="never", now=rows.NOW),
    ):
        with pytest.raises(errors.UnknownLink):
            ask()


def test_a_link_ends_after_thirty_days_and_leaves_out_what_was_withdrawn(
    session: Session, learner: Learner, number: str
) -> None:
    secret = send(session, learner.person_id)
    with pytest.raises(errors.UnknownLink):
        wallets.count(session, secret=secret, now=rows.NOW + wallets.GOOD_FOR)
    revoke(session, number)
    packed = wallets.take(session, secret=secret, issuing=learning.ISSUING, now=rows.NOW)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == []
    with pytest.raises(errors.CorrectionRefused):
        send(session, learner.person_id)


@pytest.mark.parametrize("to", ["", "nobody", "a@b", "a@b.example, c@d.example", "a b@c.example"])
def test_a_link_goes_to_one_address(session: Session, learner: Learner, number: str, to: str) -> None:
    with pytest.raises(errors.CorrectionRefused):
        send(session, learner.person_id, to)


def test_a_link_stays_good_while_a_key_is_away(session: Session, learner: Learner, number: str) -> None:
    secret = send(session, learner.person_id)
    away = [(path, path.with_suffix(".away")) for path in KEYS.glob("*.pem")]
    for path, aside in away:
        path.rename(aside)
    with pytest.raises(errors.KeyUnavailable):
        wallets.take(session, secret=secret, issuing=learning.ISSUING, now=rows.NOW)
    for path, aside in away:
        aside.rename(path)
    session.rollback()
    assert wallets.take(session, secret=secret, issuing=learning.ISSUING, now=rows.NOW)


def test_the_list_is_served_on_while_its_key_is_away(session: Session, number: str) -> None:
    assert not is_out(session, number)
    away = [(path, path.with_suffix(".away")) for path in KEYS.glob("*.pem")]
    for path, aside in away:
        path.rename(aside)
    revoke(session, number)
    assert not is_out(session, number)
    assert view(session, number).standing == "revoked"
    for path, aside in away:
        aside.rename(path)
    assert is_out(session, number)
    with pytest.raises(errors.UnknownCertificate):
        status_lists.served(session, number=7, issuing=learning.ISSUING, now=rows.NOW)


def test_certificates_are_found_by_a_part_of_a_name(session: Session, number: str) -> None:
    assert [row.number for row in issued.newest(session, words="carter", today=TODAY)] == [number]
    assert issued.newest(session, words="%", today=TODAY) == ()
    assert issued.one(session, number=number.lower(), today=TODAY).name_today == "Sam Carter"
