"""How a credential names the person whom it is about, without their address in it.

It must not know where people or credentials are stored.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

SALT_BYTES = 16


class IdentityType(StrEnum):
    """What was hashed, in the words of Open Badges 3.0."""

    EMAIL = "emailAddress"
    USER_NAME = "userName"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A salted hash of how somebody signs in; `salt` is hexadecimal."""

    kind: IdentityType
    salt: str
    hashed: str


def recipient(sign_in_name: str, salt: str) -> Recipient:
    """The recipient for somebody who signs in with an e-mail address or a staff number."""
    kind = IdentityType.EMAIL if "@" in sign_in_name else IdentityType.USER_NAME
    return Recipient(kind, salt, identity_hash(sign_in_name, salt))


def identity_hash(identifier: str, salt: str) -> str:
    """`sha256$` and the hex digest of the identifier, lower-cased and trimmed, then the salt.

    Source: Open Badges 3.0, IdentityObject.
    """
    return "sha256$" + hashlib.sha256((identifier.strip().lower() + salt).encode()).hexdigest()


def matches(identifier: str, *, salt: str, hashed: str) -> bool:
    """Whether a salted hash is of this identifier, as it was typed or lower-cased."""
    return hashed.lower() in {
        identity_hash(identifier, salt),
        "sha256$" + hashlib.sha256((identifier.strip() + salt).encode()).hexdigest(),
    }
