"""Owns whether the pages of whoever is signed in are drawn in larger type, as an adjustment of theirs says.

It must not know which pages those are.
"""

from __future__ import annotations

from lms.extensions import db
from lms.queries import adjustments
from lms.web import access


def for_viewer() -> bool:
    """True if larger type is arranged. One statement."""
    return adjustments.of(db.session(), access.viewer().person_id).larger_type
