"""Owns what a certificate says as an Open Badges 3.0 credential: frozen facts in, a document to sign out.

It must not know where the facts are stored, nor any key.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lms.documents import jsonld, keys
from lms.documents.jsonld import Document
from lms.domain.certificates import Evidence
from lms.domain.recipients import Recipient

CONTEXTS = [jsonld.CREDENTIALS, jsonld.BADGES, jsonld.EXTENSIONS]
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
MEDIA_TYPE = "application/vc+ld+json"
JWT_MEDIA_TYPE = "text/plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialFacts:
    """What was true at issue. `origin` is where we were reached then, `recipient` None = by name only.

    `valid_until` is the last valid day in `timezone`; `status` names the list and the place in it.
    """

    verify_url: str
    origin: str
    holder_name: str
    course_slug: str
    course_title: str
    course_version: str
    claim: str
    organisation: str
    passed_on: date
    valid_until: date | None
    issued_at: datetime
    percent: int
    minutes: int
    evidence: Sequence[Evidence]
    recipient: Recipient | None
    status: tuple[int, int]
    timezone: str


def document(facts: CredentialFacts) -> Document:
    """The credential without its proof. The same facts always give the same document.

    Source: Open Badges 3.0; every term is one that all copies of its contexts define.
    """
    title = clean(facts.course_title) or facts.course_slug
    achievement = achievement_document(
        facts.origin, facts.course_slug, facts.course_version, title, facts.minutes
    )
    score = f"{achievement['id']}#mark"
    achievement["resultDescription"] = [
        {
            "id": score,
            "type": ["ResultDescription"],
            "name": "Mark in the final quiz",
            "resultType": "Percent",
            "valueMin": "0",
            "valueMax": "100",
        }
    ]
    list_number, index = facts.status
    status_list = f"{facts.origin}/status/{list_number}"
    issued = instant(facts.issued_at)
    subject: Document = {
        "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, facts.verify_url)}",
        "type": ["AchievementSubject"],
        "identifier": _identifiers(facts),
        "achievement": achievement,
        "result": [{"type": ["Result"], "resultDescription": score, "value": str(facts.percent)}],
    }
    made: Document = {
        "@context": list(CONTEXTS),
        "id": facts.verify_url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": title,
        "issuer": _issuer(facts.origin, facts.organisation),
        "validFrom": issued,
        "awardedDate": awarded(facts),
        "credentialSubject": subject,
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": {
            "id": f"{status_list}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": status_list,
        },
    }
    if facts.valid_until is not None:
        made["validUntil"] = end_of(facts.valid_until, facts.timezone)
    listed = [
        {"type": ["Evidence"], "name": entry.label, "narrative": text, "genre": entry.kind.value}
        for entry in facts.evidence
        if (text := clean(entry.text))
    ]
    if listed:
        made["evidence"] = listed
    return made


def payload(made: Document) -> Document:
    """The same credential as the payload of a JWT: with the claims that say it once more in JWT's words."""
    claims: Document = {
        **made,
        "iss": made["issuer"]["id"],
        "jti": made["id"],
        "sub": made["credentialSubject"]["id"],
        "nbf": _seconds(made["validFrom"]),
    }
    if "validUntil" in made:
        claims["exp"] = _seconds(made["validUntil"])
    return claims


def achievement_document(origin: str, course: str, version: str, title: str, minutes: int) -> Document:
    """What was achieved, the same for everybody who passed this version of the course."""
    effort = f", about {minutes} minutes of learning" if minutes else ""
    return {
        "id": f"{origin}/achievements/{course}/{version}",
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": title,
        "version": version,
        "inLanguage": "en-GB",
        "description": f"The course “{title}” with its final quiz{effort}.",
        "criteria": {"narrative": "Pass the final quiz of this version of the course."},
    }


def clean(text: str) -> str:
    """`text` on one line without control characters and lone surrogates, on which canonical forms differ."""
    kept = "".join(
        " " if letter in "\t\n\r\v\f\x85" else letter
        for letter in unicodedata.normalize("NFC", text)
        if letter in "\t\n\r\v\f\x85" or unicodedata.category(letter) not in {"Cc", "Cs", "Cn"}
    )
    return " ".join(kept.split())


def instant(moment: datetime) -> str:
    """An instant with its zone, to the second, such as 2026-11-22T12:27:32Z."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def end_of(day: date, timezone: str) -> str:
    """The last second of a civil day: a certificate is good through its last valid day."""
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone))
    return instant(midnight.astimezone(UTC) - timedelta(seconds=1))


def awarded(facts: CredentialFacts) -> str:
    """When it was earned, which issuing it anew does not change: an instant of the day of the pass.

    Source: Open Badges 3.0, 2.4: `validFrom` changes with each update, `awardedDate` keeps the original day.
    """
    issued, last_second = instant(facts.issued_at), end_of(facts.passed_on, facts.timezone)
    return min(issued, last_second)


def _issuer(origin: str, organisation: str) -> Document:
    name = clean(organisation)
    issuer: Document = {"id": keys.did(origin), "type": ["Profile"], "url": origin}
    return {**issuer, "name": name} if name else issuer


def _identifiers(facts: CredentialFacts) -> list[Document]:
    """Whom it is about: the salted hash and, as a work address is lost with the job, the printed name."""
    found: list[Document] = []
    if facts.recipient is not None:
        found.append(
            {
                "type": "IdentityObject",
                "hashed": True,
                "salt": facts.recipient.salt,
                "identityType": facts.recipient.kind.value,
                "identityHash": facts.recipient.hashed,
            }
        )
    name = clean(facts.holder_name) or "The holder named at the address of this certificate"
    found.append({"type": "IdentityObject", "hashed": False, "identityType": "name", "identityHash": name})
    return found


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())
