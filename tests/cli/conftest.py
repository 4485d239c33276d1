"""Commands are run in this process, with an environment of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from lms.cli import main

CONTENT = Path(__file__).resolve().parent.parent / "support" / "content"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it said where."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    return tmp_path / "instance"


@pytest.fixture
def environ(instance: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """The settings of a command: a database of its own, and nothing of whoever runs the tests."""
    for name in (
        "SECRET_KEY",
        "DATABASE_URL",
        "LMS_DEBUG",
        "LMS_PORT",
        "LMS_ORGANISATION",
        "LMS_DEMO_PASSWORD",
    ):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    given = {"LMS_INSTANCE": str(instance), "LMS_CONTENT": str(CONTENT)}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return given


@pytest.fixture
def run(environ: Mapping[str, str], capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `lms` with some words."""

    def with_words(*words: str) -> Ended:
        code = main.exit_code(words)
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return with_words
