"""A certificate: earned once in a cycle, frozen, and left whole by every later change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pypdf
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db.attempts import Attempt
from lms.db.audit import Audit
from lms.db.certificates import Certificate, CertificateFile, FileKind
from lms.db.enrolments import Cycle, Enrolment
from lms.db.outbox import Outbox
from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.domain import errors
from lms.domain.courses import Validity
from lms.domain.quizzes import AttemptPolicy
from lms.queries import attempts as attempt_reads
from lms.queries import certificates
from lms.services import certificate_files, lessons
from lms.services.certification import Issuing
from tests.support import learning, rows
from tests.support.databases import Database, at_once
from tests.support.learners import Learner


def pdf_of(
    session: Session, number: str, *, issuing: Issuing = learning.ISSUING, now: datetime = rows.NOW
) -> bytes:
    return certificate_files.file(session, number=number, kind=FileKind.PDF, issuing=issuing, now=now)


def only(session: Session) -> Certificate:
    return session.execute(sa.select(Certificate)).scalar_one()


def test_passing_the_final_quiz_earns_a_certificate(session: Session, learner: Learner) -> None:
    for lesson in ("two-questions", "circles", "more"):
        lessons.mark_read(
            session,
            learner.library,
            person_id=learner.person_id,
            course=learning.COURSE,
            lesson=lesson,
            now=rows.NOW,
        )
    learner.take(learning.MODULE_QUIZ)
    done = learner.take()
    row = only(session)
    assert row.number == done.certificate_number
    assert (row.holder_name, row.course_title, row.course_slug) == (
        "Sam Carter",
        "Restorative practice",
        learning.COURSE,
    )
    assert row.course_version == "c" * 12
    assert (row.passed_on, row.valid_until) == (date(2026, 11, 22), date(2027, 11, 22))
    assert (row.percent, row.minutes) == (100, 20)
    assert row.evidence == [
        {"kind": "module", "text": "2 of 3 read"},
        {"kind": "quiz", "text": "Foundations quiz: 100%"},
        {"kind": "quiz", "text": "Final quiz: 100% (pass mark 80%)"},
    ]
    assert row.verify_url == f"http://127.0.0.1:8000/certificates/{row.number}"
    assert (row.organisation, row.signatory) == ("Demo Council", "Demo Council")
    assert row.issued_at == rows.NOW


def test_it_comes_with_an_audit_row_and_work_for_the_outbox(session: Session, learner: Learner) -> None:
    number = learner.take().certificate_number
    work = session.execute(sa.select(Outbox)).scalar_one()
    assert (work.key, work.kind, work.body) == (
        f"certificate-files:{number}",
        "certificate-files",
        {"numbers": [number]},
    )
    actions = session.scalars(sa.select(Audit.action).order_by(Audit.id)).all()
    assert sorted(actions) == ["award certificate", "make key", "make key", "submit attempt"]


@pytest.mark.parametrize(
    "change",
    [
        lambda learner: learner.take(learning.MODULE_QUIZ),
        lambda learner: learner.take(passing=False),
        lambda learner: (
            setattr(learner, "library", learning.library(courses=[learning.course(validity=None)]))
            or learner.take()
        ),
    ],
    ids=["a module quiz", "a failed final quiz", "a course without certificates"],
)
def test_nothing_else_earns_one(
    session: Session, learner: Learner, change: Callable[[Learner], object]
) -> None:
    change(learner)
    assert session.execute(sa.select(sa.func.count()).select_from(Certificate)).scalar_one() == 0
    assert session.execute(sa.select(sa.func.count()).select_from(Outbox)).scalar_one() == 0


@pytest.mark.parametrize(
    ("validity", "until"),
    [
        (Validity(), None),
        (Validity(months=3), date(2027, 2, 22)),
        (Validity(days=10), date(2026, 12, 2)),
    ],
)
def test_how_long_it_counts_is_the_courses_rule(
    session: Session, learner: Learner, validity: Validity, until: date | None
) -> None:
    learner.library = learning.library(courses=[learning.course(validity=validity)])
    learner.take()
    assert only(session).valid_until == until


def test_the_day_is_that_of_the_organisation(session: Session, learner: Learner) -> None:
    # Half past eleven at night in Greenwich is the next day in London's summer.
    learner.take(now=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert only(session).passed_on == date(2026, 7, 1)


def test_the_owner_of_the_course_signs(session: Session, learner: Learner) -> None:
    learner.library = learning.library(
        courses=[learning.course(owner="Priya Shah, learning lead", minutes=90)]
    )
    learner.take()
    assert (only(session).signatory, only(session).minutes) == ("Priya Shah, learning lead", 90)


def test_a_second_pass_in_the_same_cycle_returns_the_first_certificate(
    session: Session, learner: Learner
) -> None:
    first = learner.take()
    second = learner.take(now=rows.NOW + timedelta(days=30))
    assert first.certificate_number == second.certificate_number
    assert only(session).attempt_id == first.attempt_id
    result = attempt_reads.result(session, person_id=learner.person_id, attempt_id=second.attempt_id)
    assert result.certificate_number == first.certificate_number


def test_the_pinned_course_decides_and_not_the_edited_one(session: Session, learner: Learner) -> None:
    attempt_id = learner.start()
    learner.library = learning.library(courses=[learning.course(validity=None, title="Renamed")])
    assert learner.submit(attempt_id, learner.right()).certificate_number is not None
    assert only(session).course_title == "Restorative practice"


@pytest.mark.parametrize("table", [Person, Enrolment, Cycle, Attempt])
def test_deletion_changes_nothing(session: Session, learner: Learner, table: type) -> None:
    number = learner.take().certificate_number or ""
    today = date(2026, 12, 1)
    before = certificates.public(session, number=number, today=today)
    file = certificate_files.file(
        session, number=number, kind=FileKind.PDF, issuing=learning.ISSUING, now=rows.NOW
    )
    with unit_of_work(session):
        session.execute(sa.delete(table))
    assert certificates.public(session, number=number, today=today) == before
    assert (
        certificate_files.file(
            session, number=number, kind=FileKind.PDF, issuing=learning.ISSUING, now=rows.NOW
        )
        == file
    )
    session.execute(sa.delete(CertificateFile))
    assert (
        certificate_files.file(
            session, number=number, kind=FileKind.PDF, issuing=learning.ISSUING, now=rows.NOW
        )
        == file
    )


def test_a_new_name_changes_nothing(session: Session, learner: Learner) -> None:
    number = learner.take().certificate_number or ""
    with unit_of_work(session):
        session.execute(sa.update(Person).values(name="Somebody Else"))
    assert certificates.public(session, number=number, today=date(2026, 12, 1)).holder_name == "Sam Carter"


def test_the_pdf_is_made_once_and_stays_the_same(session: Session, learner: Learner) -> None:
    number = learner.take().certificate_number or ""
    later = replace(learning.ISSUING, organisation="Renamed Council", base_url="https://new.example")
    first = certificate_files.file(
        session, number=number, kind=FileKind.PDF, issuing=learning.ISSUING, now=rows.NOW
    )
    again = certificate_files.file(
        session, number=number.lower(), kind=FileKind.PDF, issuing=later, now=rows.NOW + timedelta(1)
    )
    assert first.startswith(b"%PDF-")
    assert first == again
    assert set(session.scalars(sa.select(CertificateFile.created_at))) == {rows.NOW}


def test_the_pdf_holds_the_number(session: Session, learner: Learner, tmp_path: object) -> None:
    number = learner.take().certificate_number or ""
    file = f"{tmp_path}/certificate.pdf"
    with open(file, "wb") as out:
        out.write(
            certificate_files.file(
                session, number=number, kind=FileKind.PDF, issuing=learning.ISSUING, now=rows.NOW
            )
        )
    text = pypdf.PdfReader(file).pages[0].extract_text()
    assert number in text.replace("\n", "")


@pytest.mark.parametrize("number", ["", "x", "00000-00000-00000-00000", "\x00", "UUUUU-00000-00000-00000"])
def test_a_pdf_of_an_unknown_or_malformed_number_is_unknown(session: Session, number: str) -> None:
    with pytest.raises(errors.UnknownCertificate):
        certificate_files.file(
            session, number=number, kind=FileKind.PDF, issuing=learning.ISSUING, now=rows.NOW
        )


def test_asked_for_at_once_the_pdf_is_stored_once(database: Database, learner: Learner) -> None:
    number = learner.take().certificate_number or ""

    def ask() -> bytes:
        with database.session() as session:
            return certificate_files.file(
                session, number=number, kind=FileKind.PDF, issuing=learning.ISSUING, now=rows.NOW
            )

    files = at_once([ask] * 4, 4)
    assert isinstance(files[0], bytes)
    assert len(set(files)) == 1
    with database.session() as session:
        assert len(session.scalars(sa.select(CertificateFile.digest)).all()) == 3


def test_a_certificate_deleted_while_its_page_is_drawn_is_unknown(
    database: Database, session: Session, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = learner.take().certificate_number or ""

    def deletes_meanwhile(facts: object, *, credential: bytes) -> bytes:
        with database.session() as other, unit_of_work(other):
            other.execute(sa.delete(Certificate))
        return b"%PDF-"

    # It has to happen at this very moment, which no other process could be told to hit.
    monkeypatch.setattr("lms.documents.certificate_pdf.render", deletes_meanwhile)
    with pytest.raises(errors.UnknownCertificate):
        certificate_files.file(
            session, number=number, kind=FileKind.PDF, issuing=learning.ISSUING, now=rows.NOW
        )


def test_a_limit_of_attempts_does_not_keep_a_certificate_back(session: Session, learner: Learner) -> None:
    learner.library = learning.library(learning.quiz(attempts=AttemptPolicy(allowed=1)))
    assert learner.take().certificate_number == only(session).number
