"""The one folder for everything that a process of tests puts on the disk, and what killed ones left there.

Browsers, servers and tests themselves make temporary folders; all of them land in ours, which goes when the
process ends. A process that is killed takes nothing away, so each run looks for folders whose owner is gone.
It must not know what is in a folder, except a PostgreSQL server that outlived its owner.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from pathlib import Path

_NAME = re.compile(r"alongside-tests-(\d+)-\w+")
_SECONDS = 10
# For processes that are killed on purpose: what they would write of their measuring is lost or half written.
UNMEASURED = {"COVERAGE_PROCESS_CONFIG": "", "COVERAGE_PROCESS_START": ""}


def settle() -> Path:
    """From now on the temporary folder of this process and its children is one of its own; where that one is.

    What pytest keeps of the last runs stays where people look for it.
    """
    # A worker gets its surroundings from the process that started it, whose own folder it must not be in.
    around = os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
    # Beside theirs and with a short name, too: the path of a socket has about a hundred letters at most.
    folder = Path(tempfile.mkdtemp(prefix=f"alongside-tests-{os.getpid()}-", dir=around))
    # The PostgreSQL server runs as a user of its own, which has to reach its folder.
    folder.chmod(0o711)
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    atexit.register(_leave, folder, around, os.getpid())
    return Path(around)


def clear(around: Path) -> list[str]:
    """Take away what processes that are no more have left in `around`; the names of those folders."""
    gone = []
    for folder in sorted(around.glob("alongside-tests-*")):
        owner = _NAME.fullmatch(folder.name)
        if owner is not None and not _lives(int(owner[1])):
            _take_away(folder)
            gone.append(folder.name)
    return gone


def _leave(folder: Path, around: str, owner: int) -> None:
    # A child that was forked off comes by here as well, and the folder is not its own.
    if os.getpid() == owner:
        os.environ["TMPDIR"] = tempfile.tempdir = around
        _take_away(folder)


def _take_away(folder: Path) -> None:
    for noted in folder.glob("**/postmaster.pid"):
        with suppress(OSError, ValueError, IndexError):
            _end(int(noted.read_text().splitlines()[0]), noted.parent)
    shutil.rmtree(folder, ignore_errors=True)


def _end(pid: int, data: Path) -> None:
    """End a database server, if that is what runs under this number now."""
    if str(data).encode() not in Path(f"/proc/{pid}/cmdline").read_bytes():
        return
    os.kill(pid, signal.SIGQUIT)
    ends = time.monotonic() + _SECONDS
    while _lives(pid) and time.monotonic() < ends:
        time.sleep(0.02)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        # It is there, and somebody else's.
        return True
    return True
