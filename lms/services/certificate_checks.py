"""Owns the answer to "is this file genuine?": ours, a trusted neighbour's, changed, or of nobody we know.

Our own files are held against what we stored; nobody but a trusted issuer is asked. It knows no page.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.certificates import Certificate, CertificateFile, FileKind
from lms.documents import careful, keys, reading
from lms.documents.reading import Facts, Sent, Unreadable
from lms.domain import errors
from lms.queries import certificates, issuers, signing_keys
from lms.queries.certificates import CertificateView
from lms.services import neighbours
from lms.services import signing_keys as key_rows
from lms.services.fetching import Fetcher
from lms.services.neighbours import Answer

LARGEST = 1_000_000
SECONDS = 2.0


class Verdict(StrEnum):
    """What a file is. Only OURS and NEIGHBOUR are good news, and OURS still has a standing."""

    OURS = "ours"
    CHANGED = "changed"
    PAPER_CHANGED = "paper changed"
    NEIGHBOUR = "neighbour"
    NEIGHBOUR_BAD = "neighbour bad"
    NEIGHBOUR_UNCHECKED = "neighbour unchecked"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"
    # It took too long, because of the file or because we are busy: nothing is said against it.
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict with what belongs to it: our certificate, or the neighbour's name, words and facts."""

    verdict: Verdict
    certificate: CertificateView | None = None
    issuer: str = ""
    issuer_did: str = ""
    answer: Answer | None = None
    facts: Facts | None = None
    digest: str = ""


def check(
    session: Session,
    body: bytes,
    *,
    origin: str,
    today: date,
    now: datetime,
    private: bool,
    seconds: float = SECONDS,
    timezone: str = "Europe/London",
) -> Checked:
    """Look at a file that somebody has: PDF, JSON or JWT, at most 1 MB, in about `seconds` at most.

    No transaction is open while anybody is asked. `origin` is where we are reached; `private` allows asking
    issuers inside our own network.
    """
    ends = time.monotonic() + seconds
    if not body or len(body) > LARGEST:
        return Checked(Verdict.UNREADABLE)
    number = _stored_as(session, body)
    if number is not None:
        return Checked(Verdict.OURS, certificates.public(session, number=number, today=today))
    is_pdf = body.startswith(b"%PDF-")
    try:
        inside = _attached(session, body) if is_pdf else body
        sent = reading.read(inside)
    except Unreadable:
        return Checked(Verdict.UNREADABLE)
    except careful.Stopped:
        return Checked(Verdict.STOPPED)
    digest = hashlib.sha256(body).hexdigest()
    if sent.issuer == keys.did(origin):
        try:
            return _ours(session, sent, inside, is_pdf=is_pdf, origin=origin, today=today, ends=ends)
        except careful.Stopped:
            return Checked(Verdict.STOPPED)
    try:
        issuer = issuers.by_did(session, sent.issuer)
    except errors.UnknownIssuer:
        return Checked(Verdict.UNKNOWN)
    session.rollback()
    asked = neighbours.ask(sent, fetcher=Fetcher(private), now=now, seconds=max(0.0, ends - time.monotonic()))
    zone = ZoneInfo(timezone)
    if asked.facts is not None and not issuer.trusted_on(asked.facts.valid_from.astimezone(zone).date()):
        return Checked(Verdict.UNKNOWN, issuer=issuer.name)
    verdict = {
        Answer.STANDS: Verdict.NEIGHBOUR,
        Answer.UNCHECKED: Verdict.NEIGHBOUR_UNCHECKED,
    }.get(asked.answer, Verdict.NEIGHBOUR_BAD)
    return Checked(verdict, None, issuer.name, issuer.did, asked.answer, asked.facts, digest)


def _stored_as(session: Session, body: bytes) -> str | None:
    """The number of the certificate that has exactly this file, without reading a word of it."""
    return session.execute(
        sa.select(Certificate.number)
        .join(CertificateFile, CertificateFile.certificate_id == Certificate.id)
        .where(CertificateFile.digest == hashlib.sha256(body).hexdigest())
        .limit(1)
    ).scalar_one_or_none()


def _attached(session: Session, body: bytes) -> bytes:
    # Not while a transaction is open: a hostile PDF may take its two seconds.
    session.rollback()
    found = careful.credential_in_pdf(body)
    if found is None:
        raise Unreadable
    return found


def _ours(
    session: Session, sent: Sent, inside: bytes, *, is_pdf: bool, origin: str, today: date, ends: float
) -> Checked:
    """A file that says it is ours and is not, byte for byte, one that we keep."""
    if is_pdf:
        # Whatever is inside, the paper around it is not the one that we made.
        genuine = _stored_as(session, inside) is not None
        return Checked(Verdict.PAPER_CHANGED if genuine else Verdict.CHANGED)
    number = str(sent.document.get("id", "")).rpartition("/certificates/")[2]
    try:
        view = certificates.public(session, number=number, today=today)
    except errors.UnknownCertificate:
        view = None
    kept = None if view is None else _kept(session, view.number)
    if kept is not None:
        if sent.token is None:
            same = reading.same(sent.document, json.loads(kept))
        else:
            same = _stored_as(session, sent.token.compact.encode()) is not None
        return Checked(Verdict.OURS if same else Verdict.CHANGED, view if same else None)
    # We keep no file of it any more (superseded, or its holder was erased): then the signature decides.
    if _holds(session, sent, origin=origin, ends=ends):
        return Checked(Verdict.OURS, view)
    return Checked(Verdict.CHANGED)


def _kept(session: Session, number: str) -> bytes | None:
    return session.execute(
        sa.select(CertificateFile.body)
        .join(Certificate, Certificate.id == CertificateFile.certificate_id)
        .where(Certificate.number == number, CertificateFile.kind == FileKind.JSON.value)
    ).scalar_one_or_none()


def _holds(session: Session, sent: Sent, *, origin: str, ends: float) -> bool:
    """Whether the signature is ours. Raises: careful.Stopped, which says nothing about it."""
    published = [key_rows.public_key(row) for row in signing_keys.published(session)]
    session.rollback()
    try:
        if sent.token is not None:
            return neighbours.token_holds(
                sent.token, {"keys": [keys.jwk(origin, key) for key in published]}, origin
            )
        method = neighbours.proof_of(sent.document)["verificationMethod"]
        public = neighbours.public_key(keys.did_document(origin, published), sent.issuer, method)
        left = max(0.0, ends - time.monotonic())
        return public is not None and careful.proof_holds(sent.document, public, seconds=left)
    except (Unreadable, KeyError, TypeError, ValueError):
        return False
