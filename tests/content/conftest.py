"""A store that is told of edits by the kernel, and one that looks for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.content.store import LibraryStore
from tests.content import folders


@pytest.fixture(params=["watched", "looked at"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> LibraryStore:
    root = folders.listening(tmp_path / "content")
    return LibraryStore(root, keep=tmp_path / "keep", watch=request.param == "watched")
