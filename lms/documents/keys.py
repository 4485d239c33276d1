"""Owns signing keys as files, and their public halves in the forms that others read.

A private key is in a file that its owner alone may read, and nowhere else. It must not know which key is in
use: that stands with the public halves in the database.
"""

from __future__ import annotations

import base64
import json
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from lms.documents import base58
from lms.domain import errors

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# The two bytes that say "Ed25519 public key" in front of a multikey.
_ED25519 = b"\xed\x01"
FILE_MODE = 0o600
FOLDER_MODE = 0o700


class KeyKind(StrEnum):
    """Ed25519 signs the credential and the status lists, P-256 (ES256) the credential as a JWT."""

    ED25519 = "ed25519"
    ES256 = "es256"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key as everybody may see it; `public` is a multikey for Ed25519, x and y of the point for ES256."""

    name: str
    kind: KeyKind
    public: str


@dataclass(frozen=True, slots=True)
class Signers:
    """The two keys in use: their public halves, and the private ones, read once for a whole batch."""

    proof: PublicKey
    token: PublicKey
    proof_private: Ed25519PrivateKey
    token_private: EllipticCurvePrivateKey


def signers(folder: Path, proof: PublicKey, token: PublicKey) -> Signers:
    """The keys with their private halves. Raises: KeyUnavailable."""
    return Signers(proof, token, ed25519(folder, proof), es256(folder, token))


def is_name(text: str) -> bool:
    """Whether a key may have this name: it is part of an address and of the name of a file."""
    return len(text) <= 60 and _NAME.fullmatch(text) is not None


def make(folder: Path, name: str, kind: KeyKind) -> PublicKey:
    """Make a key and its file, which must not be there yet.

    Raises: KeyUnavailable if the folder cannot be written or is open to others; ValueError for a bad name.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    if not is_name(name):
        raise ValueError("a key’s name is lower-case letters, digits and hyphens")
    private = (
        ed25519.Ed25519PrivateKey.generate()
        if kind is KeyKind.ED25519
        else ec.generate_private_key(ec.SECP256R1())
    )
    body = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        _check_folder(folder)
        handle = os.open(_file(folder, name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        raise errors.KeyUnavailable(name, f"its file cannot be written ({fault.strerror})") from fault
    return PublicKey(name, kind, _public(private))


def has_file(folder: Path, name: str) -> bool:
    """Whether a file of this name is there, whatever it holds."""
    return os.path.lexists(_file(folder, name))


def forget(folder: Path, name: str) -> None:
    """Delete the file of a key that may never sign again; nothing happens if it is gone."""
    _file(folder, name).unlink(missing_ok=True)


def ed25519(folder: Path, key: PublicKey) -> Ed25519PrivateKey:
    """The private key to sign with. Raises: KeyUnavailable."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    found = _read(folder, key)
    if not isinstance(found, Ed25519PrivateKey):
        raise errors.KeyUnavailable(key.name, "its file holds a key of another kind")
    return found


def es256(folder: Path, key: PublicKey) -> EllipticCurvePrivateKey:
    """The private key to sign with. Raises: KeyUnavailable."""
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    found = _read(folder, key)
    if not isinstance(found, EllipticCurvePrivateKey):
        raise errors.KeyUnavailable(key.name, "its file holds a key of another kind")
    return found


def check(folder: Path, key: PublicKey) -> None:
    """Whether the key could sign now. Raises: KeyUnavailable with what is in the way."""
    _read(folder, key)


def did(origin: str) -> str:
    """The did:web of an origin such as "https://learning.example.gov.uk"; a port is written with %3A."""
    return "did:web:" + origin.partition("://")[2].replace(":", "%3A")


def did_document(origin: str, published: Sequence[PublicKey]) -> dict[str, object]:
    """`/.well-known/did.json`: every published Ed25519 key, good for making statements."""
    me = did(origin)
    multikeys = [key.public for key in published if key.kind is KeyKind.ED25519]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": me,
        "verificationMethod": [
            {"id": f"{me}#{key}", "type": "Multikey", "controller": me, "publicKeyMultibase": key}
            for key in multikeys
        ],
        "assertionMethod": [f"{me}#{key}" for key in multikeys],
    }


def jwk(origin: str, key: PublicKey) -> dict[str, str]:
    """One public key as a JWK; its `kid` is the address at which it is served alone."""
    if key.kind is KeyKind.ED25519:
        shape = {"kty": "OKP", "crv": "Ed25519", "x": _base64url(raw_of(key.public)), "alg": "Ed25519"}
    else:
        point = json.loads(key.public)
        shape = {"kty": "EC", "crv": "P-256", "x": point["x"], "y": point["y"], "alg": "ES256"}
    return {**shape, "kid": kid(origin, key.name), "use": "sig"}


def kid(origin: str, name: str) -> str:
    """The address of one public key."""
    return f"{origin}/keys/{name}"


def raw_of(multikey: str) -> bytes:
    """The 32 bytes of an Ed25519 multikey. Raises: ValueError for anything else."""
    raw = base58.decode(multikey[1:]) if multikey.startswith("z") else b""
    if raw[:2] != _ED25519 or len(raw) != 34:
        raise ValueError("this is not an Ed25519 multikey")
    return raw[2:]


def _public(private: object) -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if isinstance(private, Ed25519PrivateKey):
        raw = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return "z" + base58.encode(_ED25519 + raw)
    if isinstance(private, EllipticCurvePrivateKey):
        point = private.public_key().public_numbers()
        x, y = _base64url(point.x.to_bytes(32)), _base64url(point.y.to_bytes(32))
        return json.dumps({"x": x, "y": y})
    raise TypeError("a key of a kind that we do not make")


def _read(folder: Path, key: PublicKey) -> object:
    """The private half of `key`, from a file that nobody but its owner may read."""
    from cryptography.hazmat.primitives import serialization

    try:
        _check_folder(folder)
        # Not through a link: whoever can place one could choose the file.
        handle = os.open(_file(folder, key.name), os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise errors.KeyUnavailable(key.name, "its file is not an ordinary file")
            if stat.S_IMODE(found.st_mode) & 0o177:
                raise errors.KeyUnavailable(
                    key.name,
                    f"its file may be used by others; set it to mode 0600 ({_file(folder, key.name)})",
                )
            body = file.read(10_000)
    except FileNotFoundError as fault:
        raise errors.KeyUnavailable(key.name, "its file is missing") from fault
    except OSError as fault:
        raise errors.KeyUnavailable(key.name, f"its file cannot be read ({fault.strerror})") from fault
    try:
        private = serialization.load_pem_private_key(body, password=None)
        fits = _public(private) == key.public
    except (ValueError, TypeError) as fault:
        raise errors.KeyUnavailable(key.name, "its file holds no key") from fault
    if not fits:
        raise errors.KeyUnavailable(key.name, "its file holds another key")
    return private


def _check_folder(folder: Path) -> None:
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o022:
        raise errors.KeyUnavailable(
            folder.name, f"others may write into the folder {folder}; set it to mode 0700"
        )


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.pem"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
