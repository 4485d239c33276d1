"""Signing keys as files: read only when nobody else may, and shown by their public halves alone."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from lms.documents import base58, keys
from lms.documents.keys import KeyKind, PublicKey
from lms.domain import errors

ORIGIN = "https://learn.council.example"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.mark.parametrize("kind", list(KeyKind))
def test_a_key_is_a_file_that_only_its_owner_may_read(folder: Path, kind: KeyKind) -> None:
    made = keys.make(folder, "first", kind)
    assert (folder / "first.pem").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    keys.check(folder, made)
    assert "PRIVATE" not in made.public


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o660, 0o700, 0o644])
def test_a_file_that_others_may_use_is_refused(folder: Path, mode: int) -> None:
    made = keys.make(folder, "first", KeyKind.ED25519)
    (folder / "first.pem").chmod(mode)
    with pytest.raises(errors.KeyUnavailable, match="mode 0600"):
        keys.ed25519(folder, made)


def test_a_folder_that_others_may_write_is_refused(folder: Path) -> None:
    made = keys.make(folder, "first", KeyKind.ED25519)
    folder.chmod(0o777)
    with pytest.raises(errors.KeyUnavailable, match="mode 0700"):
        keys.ed25519(folder, made)
    with pytest.raises(errors.KeyUnavailable):
        keys.make(folder, "second", KeyKind.ED25519)


def test_what_is_not_the_key_is_refused(folder: Path) -> None:
    first = keys.make(folder, "first", KeyKind.ED25519)
    second = keys.make(folder, "second", KeyKind.ES256)
    keys.make(folder, "third", KeyKind.ED25519)
    file = folder / "first.pem"
    whole = file.read_bytes()
    cases = {
        "is missing": lambda: file.unlink(),
        "holds no key": lambda: _write(file, b"-----BEGIN PRIVATE KEY-----\nnothing\n"),
        "holds another key": lambda: _write(file, (folder / "third.pem").read_bytes()),
        "cannot be read": lambda: file.symlink_to(folder / "second.pem"),
    }
    for reason, damage in cases.items():
        damage()
        with pytest.raises(errors.KeyUnavailable, match=reason):
            keys.ed25519(folder, first)
        file.unlink(missing_ok=True)
    _write(file, whole)
    keys.check(folder, first)
    with pytest.raises(errors.KeyUnavailable, match="another kind"):
        keys.ed25519(folder, second)
    with pytest.raises(errors.KeyUnavailable, match="another kind"):
        keys.es256(folder, first)


def _write(file: Path, body: bytes) -> None:
    file.write_bytes(body)
    file.chmod(0o600)


def test_a_key_is_never_written_over(folder: Path) -> None:
    keys.make(folder, "first", KeyKind.ED25519)
    with pytest.raises(errors.KeyUnavailable):
        keys.make(folder, "first", KeyKind.ED25519)
    assert keys.has_file(folder, "first")
    keys.forget(folder, "first")
    keys.forget(folder, "first")
    assert not keys.has_file(folder, "first")


@pytest.mark.parametrize("name", ["", "../x", "A", "a/b", "a b", "x" * 61, "-a"])
def test_a_name_is_a_slug(folder: Path, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        keys.make(folder, name, KeyKind.ED25519)


@pytest.mark.parametrize(
    ("origin", "did"),
    [
        ("https://learn.council.example", "did:web:learn.council.example"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
    ],
)
def test_the_did_is_the_host_with_its_port_escaped(origin: str, did: str) -> None:
    assert keys.did(origin) == did


def test_the_documents_hold_public_halves_only(folder: Path) -> None:
    first = keys.make(folder, "first", KeyKind.ED25519)
    second = keys.make(folder, "second", KeyKind.ES256)
    document = keys.did_document(ORIGIN, [first, second])
    assert document["id"] == "did:web:learn.council.example"
    assert document["assertionMethod"] == [f"did:web:learn.council.example#{first.public}"]
    assert json.dumps(document).count("z6Mk") == 3
    token = keys.jwk(ORIGIN, second)
    assert (token["kty"], token["crv"], token["alg"]) == ("EC", "P-256", "ES256")
    assert token["kid"] == "https://learn.council.example/keys/second"
    assert "d" not in token
    point = keys.es256(folder, second).public_key().public_numbers()
    assert isinstance(point.curve, ec.SECP256R1)
    assert keys.jwk(ORIGIN, first)["crv"] == "Ed25519"


@pytest.mark.parametrize("text", ["", "z", "x6Mk", "z6Mk", "z0OIl", "z" + "1" * 300])
def test_what_is_no_multikey_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"base58btc|multikey|longer"):
        keys.raw_of(text)


def test_base58_is_its_own_inverse() -> None:
    for size in range(70):
        data = os.urandom(size)
        assert base58.decode(base58.encode(b"\0" * (size % 3) + data)) == b"\0" * (size % 3) + data
    # The well-known vector of the draft that describes base58btc.
    assert base58.encode(b"Hello World!") == "2NEpo7TZRRrLZSi2U"


def test_a_key_is_told_by_its_name_and_kind() -> None:
    assert PublicKey("a", KeyKind.ED25519, "z").kind == "ed25519"
