"""Owns the documents that strangers check our signatures with. It must not know who asks for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.documents import credential, jsonld, keys
from lms.queries import certificates, signing_keys
from lms.services import signing_keys as key_rows
from lms.services import status_lists
from lms.services.certification import Issuing


def did(session: Session, origin: str) -> dict[str, object]:
    """`/.well-known/did.json`, from published keys only. One statement."""
    return keys.did_document(origin, [key_rows.public_key(row) for row in signing_keys.published(session)])


def jwks(session: Session, origin: str) -> dict[str, object]:
    """`/.well-known/jwks.json`, from published keys only. One statement."""
    published = signing_keys.published(session)
    return {"keys": [keys.jwk(origin, key_rows.public_key(row)) for row in published]}


def jwk(session: Session, origin: str, name: str) -> dict[str, str]:
    """One published key. One statement. Raises: UnknownKey."""
    return keys.jwk(origin, key_rows.public_key(signing_keys.one(session, name)))


def status_list(session: Session, *, number: int, issuing: Issuing, now: datetime) -> bytes:
    """A signed list of revoked certificates. Raises: UnknownCertificate, KeyUnavailable."""
    return status_lists.served(session, number=number, issuing=issuing, now=now)


def achievement(session: Session, origin: str, *, course: str, version: str) -> dict[str, object]:
    """What a version of a course was, from the certificates of it. Raises: UnknownCourse."""
    found = certificates.achievement(session, course=course, version=version)
    document = credential.achievement_document(
        origin, found.course_slug, found.course_version, credential.clean(found.course_title), found.minutes
    )
    return {"@context": [jsonld.CREDENTIALS, jsonld.BADGES], **document}
