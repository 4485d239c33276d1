"""A certificate made from plain facts, and what a reader finds in the file."""

import dataclasses
import datetime
import io

import page
import pypdf

from lms.documents import certificate_pdf

URL = "https://learning.exampleshire.gov.uk/certificates/7KQ2M-9XV4T-B3HRN-W8DPC"
FACTS = certificate_pdf.CertificateFacts(
    number="7KQ2M-9XV4T-B3HRN-W8DPC",
    holder_name="Siân Ŵyn-Pryce",
    course_title="Restorative practice",
    course_version="2026.1",
    claim="has completed the induction and shown understanding of",
    passed_on=datetime.date(2026, 11, 22),
    valid_until=datetime.date(2028, 11, 22),
    percent=92,
    minutes=200,
    organisation="Exampleshire Council",
    verify_url=URL,
    signatory="Morgan Ellis, Head of Children’s Services",
    evidence=("21 lessons read", "final quiz passed, pass mark 80%"),
)


def facts(**changes: object) -> certificate_pdf.CertificateFacts:
    return dataclasses.replace(FACTS, **changes)


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    extracted = "".join(sheet.extract_text() for sheet in read(pdf).pages)
    return " ".join(extracted.replace("\u200b", "").split())


def holder_in_title(pdf: bytes) -> str:
    title = read(pdf).metadata.title
    return title.removeprefix("Certificate: ").removesuffix(f", {FACTS.course_title}")


def assert_accessible(pdf: bytes) -> None:
    for profile in ("ua1", "3a"):
        report = page.validate_pdf_bytes(pdf, profile=profile)
        assert report.is_compliant, (profile, report.failures)
    assert len(read(pdf).pages) == 1
