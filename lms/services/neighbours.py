"""Owns asking a trusted issuer whether a credential is theirs and still stands.

It must not know who brought the credential, nor what it counts for.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import unquote

from lms.documents import careful, keys, proofs, reading, status_list
from lms.documents.reading import Facts, Sent, Token, Unreadable
from lms.services.fetching import Fetcher, Unreachable

SECONDS = 2.0
# Any in this file, because a stranger's JSON can be anything.


class Answer(StrEnum):
    """What asking the issuer came to."""

    STANDS = "stands"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_YET = "not yet valid"
    NOT_THEIRS = "not theirs"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Asked:
    """`facts` are None if the signature does not hold, or if it could not be checked."""

    answer: Answer
    facts: Facts | None


def ask(sent: Sent, *, fetcher: Fetcher, now: datetime, seconds: float = SECONDS) -> Asked:
    """Check signature, dates and status of a credential with the issuer that it names, who must be trusted.

    An issuer who does not answer gives UNCHECKED, never a good answer.
    """
    ends = time.monotonic() + seconds
    try:
        document = _fetched(fetcher, did_address(sent.issuer), ends)
        if not _signed(sent, document, fetcher, ends):
            return Asked(Answer.NOT_THEIRS, None)
        facts = reading.facts(sent.document)
    except (Unreachable, careful.Stopped):
        return Asked(Answer.UNCHECKED, None)
    except (Unreadable, KeyError, TypeError, ValueError, AttributeError):
        return Asked(Answer.NOT_THEIRS, None)
    if now < facts.valid_from:
        return Asked(Answer.NOT_YET, facts)
    if facts.valid_until is not None and now > facts.valid_until:
        return Asked(Answer.EXPIRED, facts)
    try:
        revoked = _revoked(sent.issuer, facts, document, fetcher, ends)
    except (Unreachable, careful.Stopped, Unreadable, KeyError, TypeError, ValueError, AttributeError):
        return Asked(Answer.UNCHECKED, facts)
    return Asked(Answer.REVOKED if revoked else Answer.STANDS, facts)


def origin_of(issuer: str) -> str:
    """The https origin of a did:web. Raises: ValueError for another kind of issuer."""
    method, _, rest = issuer.partition("did:web:")
    host = unquote(rest.partition(":")[0])
    if method or not host:
        raise ValueError("this is no did:web")
    return f"https://{host}"


def did_address(issuer: str) -> str:
    """Where the document of a did:web is. Raises: ValueError for another kind of issuer."""
    path = issuer.removeprefix("did:web:").partition(":")[2]
    where = "/.well-known" if not path else "/" + "/".join(unquote(part) for part in path.split(":"))
    return f"{origin_of(issuer)}{where}/did.json"


def proof_of(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The one proof of a document, of the only kind that we check. Raises: Unreadable."""
    found = document.get("proof")
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    wanted = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "proofPurpose": "assertionMethod",
    }
    if not isinstance(found, dict) or any(found.get(name) != value for name, value in wanted.items()):
        raise Unreadable
    if set(found) - {*wanted, "created", "verificationMethod", "proofValue"}:
        raise Unreadable
    return found


def _signed(sent: Sent, document: Mapping[str, Any], fetcher: Fetcher, ends: float) -> bool:
    if sent.token is not None:
        address = f"{origin_of(sent.issuer)}/.well-known/jwks.json"
        return token_holds(sent.token, _fetched(fetcher, address, ends), origin_of(sent.issuer))
    return _proof_holds(sent.document, sent.issuer, document, ends)


def _proof_holds(
    document: Mapping[str, Any], issuer: str, did_document: Mapping[str, Any], ends: float
) -> bool:
    method = proof_of(document)["verificationMethod"]
    public = public_key(did_document, issuer, method)
    return public is not None and careful.proof_holds(
        document, public, seconds=max(0.0, ends - time.monotonic())
    )


def public_key(did_document: Mapping[str, Any], issuer: str, method: object) -> bytes | None:
    """The key behind a verification method, if its issuer publishes it for statements of their own."""
    if did_document["id"] != issuer or method not in did_document["assertionMethod"]:
        return None
    for entry in did_document["verificationMethod"]:
        if entry["id"] == method and entry["controller"] == issuer and entry["type"] == "Multikey":
            return keys.raw_of(entry["publicKeyMultibase"])
    return None


def token_holds(token: Token, published: Mapping[str, Any], origin: str) -> bool:
    """Whether a JWT was signed with a key that its issuer publishes under exactly this name."""
    found = [entry for entry in published["keys"] if entry.get("kid") == token.kid]
    if len(found) != 1 or not token.kid.startswith(f"{origin}/") or "d" in found[0]:
        return False
    return proofs.jwt_holds(token.compact, alg=token.alg, public=found[0])


def _revoked(
    issuer: str, facts: Facts, did_document: Mapping[str, Any], fetcher: Fetcher, ends: float
) -> bool:
    """Whether their signed list says so. One without a list cannot be revoked by its issuer."""
    if facts.status_list is None or facts.status_index is None:
        return False
    # A list of somebody else's says nothing about it.
    if not facts.status_list.startswith(f"{origin_of(issuer)}/"):
        raise Unreadable
    document = _fetched(fetcher, facts.status_list, ends)
    subject = document["credentialSubject"]
    theirs = document["issuer"]["id"] if isinstance(document["issuer"], dict) else document["issuer"]
    right = (
        document["id"] == facts.status_list
        and theirs == issuer
        and subject["statusPurpose"] == "revocation"
        and "BitstringStatusListCredential" in document["type"]
    )
    if not right or not _proof_holds(document, issuer, did_document, ends):
        raise Unreadable
    return status_list.is_set(subject["encodedList"], facts.status_index)


def _fetched(fetcher: Fetcher, address: str, ends: float) -> dict[str, Any]:
    try:
        found = json.loads(fetcher.fetch(address, ends=ends))
    except (ValueError, RecursionError) as fault:
        raise Unreachable from fault
    if not isinstance(found, dict):
        raise Unreachable
    return found
