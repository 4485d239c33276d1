"""What tests of two councils beside each other share: certificates issued there and brought here."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

from lms.db.certificates import FileKind
from lms.domain.recognition import Decision
from lms.extensions import db
from lms.queries.issuers import RecognitionRow
from lms.services import certificate_files, issuers, recognition
from tests.foreign.conftest import Site
from tests.support import rows

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def did(site: Site) -> str:
    return "did:web:" + site.origin.removeprefix("https://").replace(":", "%3A")


def issued(site: Site, kind: FileKind = FileKind.JSON) -> tuple[str, bytes]:
    with site.app.app_context():
        number = site.learner(f"Person {time.monotonic_ns()}").take().certificate_number or ""
        return number, certificate_files.file(
            db.session(), number=number, kind=kind, issuing=site.issuing, now=rows.NOW
        )


def rule(site: Site, decision: Decision, *, confirm: bool = False, **more: int) -> None:
    with site.app.app_context():
        issuers.set_rule(
            db.session(),
            course="restorative-practice",
            matches="",
            decision=decision,
            months_old=more.get("months_old"),
            valid_months=more.get("valid_months"),
            needs_confirmation=confirm,
            confirmer=None,
            actor_id=None,
            now=NOW,
        )


def bring(site: Site, body: bytes, person_id: int, former: str = "") -> RecognitionRow:
    with site.app.app_context():
        return recognition.bring(
            db.session(),
            body,
            person_id=person_id,
            course=recognition.Course("restorative-practice", "Restorative practice"),
            former_address=former,
            origin=site.origin,
            private=True,
            today=TODAY,
            now=NOW,
        )


def moved(ours: Site, theirs: Site, name: str = "Sam Carter") -> tuple[int, bytes]:
    """Somebody who passed there and works here, under another address; the file that they kept."""
    with theirs.app.app_context():
        number = theirs.learner(name, sign_in_name=f"{name}@there.example").take().certificate_number or ""
        body = certificate_files.file(
            db.session(), number=number, kind=FileKind.PDF, issuing=theirs.issuing, now=rows.NOW
        )
    with ours.app.app_context():
        return rows.add_person(db.session(), name, sign_in_name=f"{name}@here.example"), body
