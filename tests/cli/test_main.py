"""The command itself: its words, its exit codes, and that nothing but a sentence reaches a person."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NoReturn

import click
import pytest

from lms.cli import faults, main
from lms.domain import errors
from lms.settings import SettingsFault
from tests.cli.conftest import Run


def raising(error: BaseException) -> Callable[[], NoReturn]:
    def command() -> NoReturn:
        raise error

    return command


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Makes `lms jobs` end with an error."""

    def with_error(error: BaseException) -> None:
        command = click.Command("jobs", callback=raising(error))
        # A command that fails in each way there is; no real one does.
        monkeypatch.setattr(main.Commands, "get_command", lambda self, ctx, name: command)

    return with_error


@pytest.mark.parametrize("word", sorted(main.WORDS))
def test_every_word_of_the_table_is_a_command_with_help(run: Run, word: str) -> None:
    command = main.lms.get_command(click.Context(main.lms), word)
    assert isinstance(command, click.Command)
    assert command.get_short_help_str(200).endswith(".")


def test_help_lists_every_word(run: Run) -> None:
    ended = run("--help")
    assert ended.code == 0
    assert all(f"  {word} " in ended.out for word in main.WORDS)


def test_an_unknown_word_is_told_and_ends_with_2(run: Run) -> None:
    ended = run("dance")
    assert ended.code == 2
    assert "No such command 'dance'" in ended.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SettingsFault(("LMS_PORT is wrong.", "SECRET_KEY is not set.")), 2),
        (errors.UnknownPerson("nobody"), 4),
        (errors.NotAllowed("manage people"), 5),
        (errors.NameTaken("sam"), 6),
        (errors.MustWait(datetime(2026, 1, 1, tzinfo=UTC)), 6),
        (errors.MalformedNumber(), 2),
        (errors.Busy(), 7),
        (errors.ContentBroken([]), 1),
        (faults.CannotStart("A thing is in the way."), 3),
    ],
)
def test_each_error_of_our_tree_has_its_exit_code_and_its_sentence(
    run: Run, broken: Callable[[BaseException], None], error: errors.LmsError, code: int
) -> None:
    broken(error)
    ended = run("jobs")
    assert ended.code == code
    assert ended.err.splitlines() == [f"lms: {line}" for line in error.message.splitlines()]


def test_a_fault_that_nobody_foresaw_is_one_sentence(
    run: Run, broken: Callable[[BaseException], None]
) -> None:
    broken(ZeroDivisionError("division by zero\nand more"))
    ended = run("jobs")
    assert ended.code == 1
    assert ended.err.startswith("lms: A fault of Alongside itself")
    assert len(ended.err.splitlines()) == 1


def test_the_trace_of_a_fault_shows_on_request(
    run: Run, broken: Callable[[BaseException], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(ZeroDivisionError())
    monkeypatch.setenv("LMS_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("jobs")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/x"), "The disk is full"),
        (PermissionError(errno.EACCES, "Permission denied", "/x/y"), "You may not use /x/y"),
        (OSError(errno.EROFS, "Read-only file system", "/x/y"), "You may not use /x/y"),
    ],
)
def test_what_the_system_refuses_is_said_plainly(
    run: Run, broken: Callable[[BaseException], None], error: OSError, sentence: str
) -> None:
    broken(error)
    ended = run("jobs")
    assert (ended.code, sentence in ended.err) == (3, True)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_stopping_a_command_says_nothing(
    run: Run, broken: Callable[[BaseException], None], error: BaseException
) -> None:
    broken(error)
    ended = run("jobs")
    assert (ended.code, ended.err.strip()) == (130, "")


def test_a_reader_that_goes_away_ends_the_command_quietly() -> None:
    script = "from lms.cli import main; main.run(['--help'])"
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-c", script], stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert done.stderr == ""


def test_managing_people_loads_no_web_server_and_draws_no_certificate() -> None:
    script = "import sys; import lms.cli.main, lms.cli.people; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"flask", "typst", "markdown", "granian", "werkzeug"} & set(done.stdout.split())
