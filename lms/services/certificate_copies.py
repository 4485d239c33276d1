"""Owns handing out a certificate's file by the ending of its address. It must not know how files are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from lms.db.certificates import FileKind
from lms.services import certificate_files
from lms.services.certification import Issuing

Form = Literal["pdf", "json", "jwt"]


def copy(session: Session, *, number: str, form: Form, issuing: Issuing, now: datetime) -> bytes:
    """The PDF, the JSON or the JWT of a certificate.

    Raises: UnknownCertificate, CertificateWithdrawn, KeyUnavailable.
    """
    return certificate_files.file(session, number=number, kind=FileKind(form), issuing=issuing, now=now)
