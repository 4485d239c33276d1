"""Names every module of tables, so that importing this one fills the metadata. It adds nothing of its own."""

from lms.db import (
    adjustments,
    attempts,
    audit,
    campaigns,
    certificates,
    content_releases,
    content_versions,
    enrolments,
    evidence,
    judgements,
    outbox,
    people,
    plays,
    practice,
    recognition,
    remarks,
    reminders,
    renewals,
    requirements,
    sign_ins,
    signing,
)
from lms.db.base import Base

MODULES = (
    people,
    adjustments,
    sign_ins,
    enrolments,
    content_versions,
    content_releases,
    attempts,
    certificates,
    plays,
    practice,
    judgements,
    remarks,
    requirements,
    campaigns,
    renewals,
    reminders,
    audit,
    outbox,
    signing,
    recognition,
    evidence,
)

metadata = Base.metadata
