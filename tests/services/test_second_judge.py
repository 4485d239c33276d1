"""Our credentials before a judge that somebody else wrote: openbadgeslib."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from openbadgeslib.ob3 import ldp, verifier
from sqlalchemy.orm import Session

from lms.db.certificates import FileKind
from lms.db.signing import SigningKey
from lms.services import certificate_files
from tests.support import learning, rows, signing
from tests.support.learners import Learner


def public_key(session: Session, kind: str) -> bytes:
    """The public half, read from the private file itself."""
    name = session.scalars(sa.select(SigningKey.name).where(SigningKey.kind == kind)).one()
    (path,) = [path for path in Path(signing.KEYS).iterdir() if path.stem == name]
    private = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(private, ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey)
    return private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def number(learner: Learner) -> str:
    return learner.take().certificate_number or ""


def file(session: Session, number: str, kind: FileKind) -> str:
    return certificate_files.file(
        session, number=number, kind=kind, issuing=learning.ISSUING, now=rows.NOW
    ).decode()


def test_the_judge_takes_our_proof_and_refuses_each_changed_value(session: Session, number: str) -> None:
    document = json.loads(file(session, number, FileKind.JSON))
    judge = ldp.OB3LdpVerifier(public_key(session, "ed25519"))
    judge.verify(document)
    changed = _changed(document)
    assert len(changed) > 20
    assert [path for path, other in changed if _is_taken(judge, other)] == []


def _is_taken(judge: ldp.OB3LdpVerifier, document: dict[str, Any]) -> bool:
    try:
        judge.verify(document)
    except verifier.OB3VerificationError:
        return False
    return True


def test_the_judge_takes_our_token_and_refuses_a_changed_one(session: Session, number: str) -> None:
    token = file(session, number, FileKind.JWT).strip()
    judge = verifier.OB3Verifier(public_key(session, "es256"))
    judge.verify(token)
    head, body, seal = token.split(".")
    for other in (f"{head}.{body[:-2]}AA.{seal}", f"{head}.{body}.{seal[:-4]}AAAA", f"{head}.{body}."):
        with pytest.raises(verifier.OB3VerificationError):
            judge.verify(other)


def test_the_judge_refuses_another_key(session: Session, number: str) -> None:
    stranger = ed25519.Ed25519PrivateKey.generate().public_key()
    pem = stranger.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(verifier.OB3VerificationError):
        ldp.OB3LdpVerifier(pem).verify(json.loads(file(session, number, FileKind.JSON)))


# Any, because JSON holds what it holds.
def _changed(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The document once for each of its texts outside the proof and the contexts, with that text changed."""
    made = []
    for path in _texts(document, ()):
        if path[0] in ("@context", "proof") or path[-1] == "type":
            continue
        other = json.loads(json.dumps(document))
        inner: Any = other
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = f"{inner[path[-1]]}x"
        made.append((".".join(map(str, path)), other))
    return made


def _texts(value: Any, path: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    match value:
        case dict():
            return [found for key, inner in value.items() for found in _texts(inner, (*path, key))]
        case list():
            return [found for at, inner in enumerate(value) for found in _texts(inner, (*path, at))]
        case str():
            return [path]
        case _:
            return []
