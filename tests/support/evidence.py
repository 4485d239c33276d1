"""Writes what a long fault or race run has shown under docs/evidence/: versions, seed, counts, date.

Only the long form writes; the short form of every run checks the same things and leaves no file.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

import lms
from lms.queries import health

FOLDER = Path(__file__).resolve().parent.parent.parent / "docs" / "evidence"


def database(session: Session) -> str:
    return health.database_version(session)


def record(name: str, *, version: str, seed: int | None, counts: Mapping[str, int]) -> None:
    """Keep the counts of one long run as `docs/evidence/<name>.json`."""
    if not os.environ.get("LMS_TEST_LONG"):
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    told = {
        "run": name,
        "date": datetime.now(UTC).date().isoformat(),
        "alongside": lms.__version__,
        "python": platform.python_version(),
        "database": version,
        "seed": seed,
        "counts": dict(counts),
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
