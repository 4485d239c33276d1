"""Owns the two signatures: the proof inside a JSON-LD document (eddsa-rdfc-2022) and the compact JWT (ES256).

It must not know what is signed, nor where keys are kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lms.documents import base58, jsonld
from lms.documents.jsonld import Document

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SUITE = "eddsa-rdfc-2022"
PURPOSE = "assertionMethod"
# Any in this file, because a document is nested mappings of every type.


def sign(document: Mapping[str, Any], *, private: Ed25519PrivateKey, method: str, created: str) -> Document:
    """The document with its proof in a list, as Open Badges want it; `method` is the address of the key.

    Source: Data Integrity EdDSA Cryptosuites 1.0, section 3.2.
    Raises: NotItsOwnForm if a part of the document would not be covered.
    """
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": PURPOSE,
    }
    signature = private.sign(to_sign(document, options))
    return {**document, "proof": [{**options, "proofValue": "z" + base58.encode(signature)}]}


def to_sign(document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    """The bytes under the signature: the digest of the proof's options, then that of the document.

    Raises: NotPinned, NotItsOwnForm.
    """
    config = {**options, "@context": document["@context"]}
    return _digest(config) + _digest(document)


def holds(document: Mapping[str, Any], *, public: bytes) -> bool:
    """Whether the one proof of a document was made by the owner of this Ed25519 key over what stands there.

    Raises: NotPinned, NotItsOwnForm for a document whose JSON need not be what was signed.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    unsigned = {key: value for key, value in document.items() if key != "proof"}
    proof = document["proof"][0] if isinstance(document["proof"], list) else document["proof"]
    options = {key: value for key, value in proof.items() if key != "proofValue"}
    value = proof["proofValue"]
    if not isinstance(value, str) or not value.startswith("z"):
        return False
    try:
        signature = base58.decode(value[1:])
    except ValueError:
        return False
    # Another spelling of the same number would be a second file with the same proof.
    if len(signature) != 64 or "z" + base58.encode(signature) != value:
        return False
    jsonld.require_own_form(unsigned)
    jsonld.require_own_form({**options, "@context": document["@context"]})
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, to_sign(unsigned, options))
    except InvalidSignature:
        return False
    return True


def jwt(payload: Mapping[str, Any], *, private: EllipticCurvePrivateKey, kid: str) -> str:
    """A compact JWS with ES256. The header holds nothing that Open Badges does not allow."""
    from joserfc import jwk, jws

    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    header = {"alg": "ES256", "kid": kid, "typ": "JWT"}
    return jws.serialize_compact(header, body, jwk.ECKey.import_key(private), algorithms=["ES256"])


def jwt_holds(compact: str, *, alg: str, public: Mapping[str, Any]) -> bool:
    """Whether a compact JWS was signed by the owner of this JWK; `alg` is ES256 or RS256 and nothing else."""
    from joserfc import errors as jose_errors
    from joserfc import jwk, jws

    if public.get("kty") != {"ES256": "EC", "RS256": "RSA"}.get(alg):
        return False
    try:
        key = jwk.ECKey.import_key(dict(public)) if alg == "ES256" else jwk.RSAKey.import_key(dict(public))
        jws.deserialize_compact(compact.encode(), key, algorithms=[alg])
    except (jose_errors.JoseError, ValueError):
        return False
    return True


def _digest(document: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(jsonld.canonical(document).encode()).digest()
