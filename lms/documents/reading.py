"""Owns reading a credential that somebody sends: which form it has, what it says, who it says made it.

It must not believe any of it.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

LONGEST = 200_000
DEEPEST = 12
MOST_NODES = 120
_HEADER = {"alg", "kid", "jwk", "typ"}
_DID = re.compile(r"did:web:[A-Za-z0-9.-]+(?:%3A\d{1,5})?(?::[A-Za-z0-9._~-]+)*")
_CLAIMS = ("iss", "jti", "sub", "nbf", "exp")
# Any in this file, because a stranger's JSON can be anything.


class Unreadable(Exception):
    """It is no credential in one of the forms that we read."""


@dataclass(frozen=True, slots=True)
class Token:
    """The parts of a compact JWS: its header, and what was signed with which signature."""

    alg: str
    kid: str
    compact: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A credential as it was sent; `token` is there for a JWT, whose signature is over its exact letters."""

    document: dict[str, Any]
    issuer: str
    token: Token | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a credential says, in our words; texts are cut to what a row holds."""

    id: str
    title: str
    holder_name: str
    identities: tuple[tuple[str, str, str], ...]
    """Type, salt and hash of each hashed identifier."""
    valid_from: datetime
    valid_until: datetime | None
    status_list: str | None
    status_index: int | None
    awarded: datetime | None = None

    @property
    def awarded_at(self) -> datetime:
        """When it was earned: issuing it anew moves its first instant, and makes nobody's pass younger."""
        return self.valid_from if self.awarded is None else min(self.awarded, self.valid_from)

    @property
    def last_instant(self) -> datetime | None:
        """The last second at which it counts; an end at midnight belongs to the day before."""
        return None if self.valid_until is None else self.valid_until - timedelta(seconds=1)

    def passed_on(self, zone: tzinfo) -> date:
        """The day of the pass where the zone is."""
        return self.awarded_at.astimezone(zone).date()

    def last_day(self, zone: tzinfo) -> date | None:
        """The last valid day where the zone is, None if it does not end."""
        return None if self.last_instant is None else self.last_instant.astimezone(zone).date()


def read(body: bytes) -> Sent:
    """A JSON credential or a JWT. Raises: Unreadable."""
    if len(body) > LONGEST:
        raise Unreadable
    text = _text(body)
    if text.startswith("{"):
        document = _object(text)
        return Sent(document, _issuer(document), None)
    return _token(text)


def facts(document: Mapping[str, Any]) -> Facts:
    """What a credential says. Raises: Unreadable if it leaves out what every credential has."""
    try:
        subject = document["credentialSubject"]
        achievement = subject["achievement"]
        listed = subject.get("identifier", [])
        identities = listed if isinstance(listed, list) else [listed]
        hashed = tuple(
            (str(entry["identityType"]), str(entry.get("salt", "")), str(entry["identityHash"]))
            for entry in identities
            if entry.get("hashed") is True
        )
        names = [
            str(entry["identityHash"])
            for entry in identities
            if entry.get("hashed") is False and entry.get("identityType") in ("name", "ext:name")
        ]
        status = document.get("credentialStatus")
        return Facts(
            id=str(document["id"])[:500],
            title=str(achievement["name"])[:500],
            holder_name=names[0][:200] if names else "",
            identities=hashed[:10],
            valid_from=_moment(document["validFrom"]),
            valid_until=_moment(document["validUntil"]) if "validUntil" in document else None,
            awarded=_moment(document["awardedDate"]) if "awardedDate" in document else None,
            status_list=None if status is None else _status_list(status),
            status_index=None if status is None else int(status["statusListIndex"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as fault:
        raise Unreadable from fault


def same(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    """Whether two documents say the same, whatever the order of their keys; 1, 1.0 and true are different."""
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


def _text(body: bytes) -> str:
    try:
        # Editors put a mark before a text and a line end after it; neither says anything.
        return body.decode("utf-8-sig").strip(" \t\r\n")
    except UnicodeDecodeError as fault:
        raise Unreadable from fault


def _object(text: str) -> dict[str, Any]:
    """A JSON object that reads the same for everybody: no name twice, no NaN, not too deep, not too wide."""
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as fault:
        raise Unreadable from fault
    if not isinstance(found, dict):
        raise Unreadable
    _measure(found)
    _require_text(found)
    return found


def _require_text(found: dict[str, Any]) -> None:
    """No half of a pair of code units and no NUL: what neither a file nor a row can hold."""
    said = json.dumps(found, ensure_ascii=False)
    if "\\u0000" in said or any("\ud800" <= letter <= "\udfff" for letter in said):
        raise Unreadable


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice")
    return made


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _measure(document: dict[str, Any]) -> None:
    nodes = 0
    below: list[tuple[Any, int]] = [(document, 0)]
    while below:
        value, depth = below.pop()
        nodes += 1
        if depth > DEEPEST or nodes > MOST_NODES:
            raise Unreadable
        members = value.values() if isinstance(value, dict) else value
        below += [(member, depth + 1) for member in members if isinstance(member, dict | list)]


def _token(text: str) -> Sent:
    parts = text.split(".")
    if len(parts) != 3:
        raise Unreadable
    header, payload = (_object(_decoded(part).decode("utf-8", "replace")) for part in parts[:2])
    _decoded(parts[2])
    alg, kid = header.get("alg"), header.get("kid")
    # A key that the file brings along proves nothing; it has to name one that its issuer publishes.
    if set(header) - _HEADER or header.get("typ", "JWT") != "JWT" or alg not in ("ES256", "RS256"):
        raise Unreadable
    if not isinstance(kid, str):
        raise Unreadable
    document = {name: value for name, value in payload.items() if name not in _CLAIMS}
    issuer = _issuer(document)
    _agree(payload, document, issuer)
    return Sent(document, issuer, Token(alg, kid, text))


def _agree(payload: Mapping[str, Any], document: Mapping[str, Any], issuer: str) -> None:
    """The claims of a JWT have to say what the credential in it says. Raises: Unreadable."""
    try:
        wanted: dict[str, object] = {
            "iss": issuer,
            "jti": document["id"],
            "sub": document["credentialSubject"]["id"],
            "nbf": _moment(document["validFrom"]).timestamp(),
        }
        if "validUntil" in document:
            wanted["exp"] = _moment(document["validUntil"]).timestamp()
        if {name: payload.get(name) for name in wanted} != wanted or ("exp" in payload) != ("exp" in wanted):
            raise Unreadable
    except (KeyError, TypeError, ValueError) as fault:
        raise Unreadable from fault


def _decoded(part: str) -> bytes:
    """Base64url without padding, in the one spelling that it has. Raises: Unreadable."""
    try:
        raw = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as fault:
        raise Unreadable from fault
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != part:
        raise Unreadable
    return raw


def _issuer(document: Mapping[str, Any]) -> str:
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    if not isinstance(found, str) or len(found) > 300:
        raise Unreadable
    return found if _DID.fullmatch(found) else f"other:{found}"


def _moment(text: object) -> datetime:
    """An instant with its zone. Raises: ValueError."""
    if not isinstance(text, str):
        raise ValueError("an instant is a text")
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("an instant has a zone")
    if not 1900 < found.year < 9000:
        raise ValueError("no certificate is of that year")
    return found


def _status_list(status: Mapping[str, Any]) -> str:
    if status["type"] != "BitstringStatusListEntry" or status["statusPurpose"] != "revocation":
        raise ValueError("a status of another kind")
    if not isinstance(status["statusListCredential"], str):
        raise ValueError("an address is a text")
    return status["statusListCredential"]
