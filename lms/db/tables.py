"""Names every module of tables, so that importing this one fills the metadata. It adds nothing of its own."""

from lms.db import (
    attempts,
    audit,
    campaigns,
    certificates,
    content_releases,
    content_versions,
    enrolments,
    outbox,
    people,
    renewals,
    requirements,
    sign_ins,
)
from lms.db.base import Base

MODULES = (
    people,
    sign_ins,
    enrolments,
    content_versions,
    content_releases,
    attempts,
    certificates,
    requirements,
    campaigns,
    renewals,
    audit,
    outbox,
)

metadata = Base.metadata
