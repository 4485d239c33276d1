"""Owns the way from an error to what a person reads in a terminal, and to the exit code of the command.

It must not know the commands. docs/operating.md explains each code.
"""

import errno
import sqlite3
from collections.abc import Iterator

from lms.domain import errors
from lms.settings import SettingsFault

BROKEN = 1
STOPPED = 130

EXIT_CODES: tuple[tuple[type[errors.LmsError], int], ...] = (
    (SettingsFault, 2),
    (errors.NotFound, 4),
    (errors.NotAllowed, 5),
    (errors.Refused, 6),
    (errors.Invalid, 2),
    (errors.Busy, 7),
    (errors.ContentBroken, 1),
    (errors.LmsError, 3),
)


class CannotStart(errors.LmsError):
    """Something outside of Alongside is in the way: a port, a folder, a database without tables."""


def explain(error: BaseException) -> tuple[str, int]:
    """A sentence that says what is wrong and, where we know it, what to do; and the exit code."""
    for cause in _causes(error):
        if sentence := _outside(cause):
            return sentence, code_of(CannotStart(sentence))
    if isinstance(error, errors.LmsError):
        return error.message, code_of(error)
    first = (str(error).strip().splitlines() or ["no details"])[0]
    return (
        f"A fault of Alongside itself stopped this command ({type(error).__name__}: {first}). "
        "Set LMS_DEBUG=1 and run it again to see where.",
        BROKEN,
    )


def code_of(error: errors.LmsError) -> int:
    """The exit code of an error of our tree."""
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))


def _outside(error: BaseException) -> str | None:
    """The sentence for a full disk, a missing right, or a database file that cannot be opened."""
    full = "The disk is full, so nothing was changed: free some room and start again."
    match error:
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return full
        case OSError(errno=errno.EACCES | errno.EPERM | errno.EROFS, filename=str(name)):
            return (
                f"You may not use {name}: start as the user who owns it, or set LMS_INSTANCE to your folder."
            )
        case sqlite3.DatabaseError() if hasattr(error, "sqlite_errorcode"):
            # The lower byte is the error, the upper ones are its detail.
            kind = error.sqlite_errorcode & 0xFF
            if kind == sqlite3.SQLITE_FULL:
                return full
            if kind in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
                return "The database file cannot be opened for writing: look at who owns it and its folder."
            if kind == sqlite3.SQLITE_NOTADB:
                return "The database file is not one of SQLite's: put your last backup in its place."
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what it came from, outermost first."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__
