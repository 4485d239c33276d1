"""What certificates cost: the PDF, the credential, the verify page, and signing thousands anew after a leak.

Run alone with `python -m bench credentials`; no server and no network is needed.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from lms import app as application
from lms import migrations
from lms.db import engine as database
from lms.db.certificates import Certificate
from lms.db.unit_of_work import unit_of_work
from lms.documents import certificate_pdf, credential, keys, proofs
from lms.queries import signing_keys as key_reads
from lms.services import certificate_files, certification, outbox, signing_keys
from lms.services.certification import Issuing
from lms.settings import Settings

PDF_P95_MS = 100
CREDENTIAL_MS = 20
VERIFY_MS = 1.0
REISSUES = 5000
REISSUES_SECONDS = 120
# Beside everything else: enough to see the pace.
SOME_REISSUES = 200
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    value: str
    target: str


def measure(folder: Path, *, reissues: int = REISSUES) -> list[Row]:
    """The figures, each beside what it has to be."""
    environment = {
        "SECRET_KEY": "only-for-measuring-" * 3,
        "LMS_INSTANCE": str(folder),
        "LMS_BASE_URL": "http://127.0.0.1:8000",
    }
    settings = Settings.from_env(environment)
    folder.mkdir(parents=True, exist_ok=True)
    migrations.upgrade(settings.database_url)
    issuing = Issuing("Demo Council", settings.base_url, settings.timezone, settings.keys_folder)
    engine = database.make_engine(settings.database_url)
    try:
        with Session(engine) as session:
            signing_keys.ensure(session, settings.keys_folder, now=NOW)
            numbers = _issue(session, reissues, issuing)
            certificate_files.build(session, numbers=numbers[:1], issuing=issuing, now=NOW)
            rows = _files(session, numbers, issuing)
            rows.append(_verify(settings, numbers))
            rows.append(_after_a_leak(session, numbers, issuing))
    finally:
        engine.dispose()
    return rows


def _issue(session: Session, count: int, issuing: Issuing) -> list[str]:
    numbers = [certification.new_number() for _ in range(count)]
    with unit_of_work(session):
        for at, number in enumerate(numbers):
            session.add(
                Certificate(
                    number=number,
                    holder_name=f"Person Number {at}",
                    course_slug="restorative-practice",
                    course_title="Restorative practice",
                    course_version="0123456789ab",
                    claim=certification.CLAIM,
                    organisation=issuing.organisation,
                    passed_on=NOW.date(),
                    valid_until=(NOW + timedelta(days=365)).date(),
                    percent=92,
                    minutes=200,
                    evidence=[{"kind": "quiz", "text": "Final quiz: 92% (pass mark 80%)"}],
                    signatory=issuing.organisation,
                    verify_url=f"{issuing.base_url}/certificates/{number}",
                    issued_at=NOW,
                )
            )
    return numbers


def _files(session: Session, numbers: list[str], issuing: Issuing) -> list[Row]:
    found = session.execute(sa.select(Certificate).where(Certificate.number.in_(numbers[:100]))).scalars()
    frozen = [
        (certificate_files.printed(row), certificate_files.signed(row, None, issuing.timezone))
        for row in found
    ]
    key = signing_keys.public_key(key_reads.in_use(session, "ed25519"))
    session.rollback()
    private = keys.ed25519(settings_folder(issuing), key)
    pages, proofs_ms = [], []
    for printed, facts in frozen:
        began = time.process_time()
        document = credential.document(facts)
        made = proofs.sign(
            document,
            private=private,
            method=f"{document['issuer']['id']}#{key.public}",
            created=document["validFrom"],
        )
        proofs_ms.append((time.process_time() - began) * 1000)
        began = time.process_time()
        certificate_pdf.render(printed, credential=str(made).encode())
        pages.append((time.process_time() - began) * 1000)
    pages.sort()
    return [
        Row(
            "certificate PDF, CPU p50 / p95",
            f"{statistics.median(pages):.1f} / {pages[int(len(pages) * 0.95)]:.1f} ms",
            f"p95 <= {PDF_P95_MS} ms",
        ),
        Row("signed credential, CPU p50", f"{statistics.median(proofs_ms):.1f} ms", f"<= {CREDENTIAL_MS} ms"),
    ]


def settings_folder(issuing: Issuing) -> Path:
    """The folder of keys, which is there."""
    if issuing.keys is None:
        raise ValueError("nothing can be signed without keys")
    return issuing.keys


def _verify(settings: Settings, numbers: list[str]) -> Row:
    from lms.web.certificates import views

    # The limit on questions from one address is not what is measured.
    views.MOST = 1_000_000
    app = application.create_app(settings, log_requests=False)
    client = app.test_client()
    client.get(f"/certificates/{numbers[0]}")
    began = time.process_time()
    for number in numbers[:500]:
        client.get(f"/certificates/{number}")
    spent = (time.process_time() - began) / len(numbers[:500]) * 1000
    bare = _bare(app)
    application.close(app)
    return Row(
        "verify page, CPU (test client’s own share taken off)", f"{spent - bare:.2f} ms", f"<= {VERIFY_MS} ms"
    )


def _bare(app: Flask) -> float:
    """What the test client itself costs: the smallest answer that there is."""
    client = app.test_client()
    client.get("/robots.txt")
    began = time.process_time()
    for _ in range(500):
        client.get("/robots.txt")
    return (time.process_time() - began) / 500 * 1000


def _after_a_leak(session: Session, numbers: list[str], issuing: Issuing) -> Row:
    """Everything that a key had signed, signed anew by one worker, PDFs and all."""
    for start in range(0, len(numbers), 50):
        certificate_files.build(session, numbers=numbers[start : start + 50], issuing=issuing, now=NOW)
    name = key_reads.in_use(session, "ed25519").name
    began, spent = time.perf_counter(), time.process_time()
    signing_keys.revoke(session, settings_folder(issuing), name=name, now=NOW)
    while outbox.run_due(session, now=NOW, limit=20, issuing=issuing):
        pass
    seconds, spent = time.perf_counter() - began, time.process_time() - spent
    return Row(
        f"{len(numbers):,} certificates signed anew, one worker, time / CPU",
        f"{seconds:.0f} / {spent:.0f} s",
        f"<= {REISSUES_SECONDS * len(numbers) / REISSUES:.0f} s",
    )
