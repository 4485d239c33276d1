"""What a run of tests puts on the disk: taken away at its end, or by the next run if it was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import leftovers

OWNER = """
import os, sys, tempfile
from tests.support import leftovers
leftovers.settle()
open(os.path.join(tempfile.mkdtemp(), "kept"), "w").write("x")
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("ending", ["by itself", "killed"])
def test_the_folder_of_a_run_goes_with_it_or_with_the_next_run(tmp_path: Path, ending: str) -> None:
    own = {"PYTEST_DEBUG_TEMPROOT": str(tmp_path), "TMPDIR": str(tmp_path)}
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER],
        env={**os.environ, **own},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert owner.stdin is not None
    assert owner.stdout is not None
    assert owner.stdout.readline() == b"ready\n"
    (folder,) = tmp_path.iterdir()
    assert list(folder.glob("*/kept"))
    # Somebody who is at work keeps what they have.
    assert leftovers.clear(tmp_path) == []
    if ending == "killed":
        owner.send_signal(signal.SIGKILL)
        owner.communicate()
        assert leftovers.clear(tmp_path) == [folder.name]
    else:
        owner.communicate()
    assert list(tmp_path.iterdir()) == []


def test_folders_of_others_stay(tmp_path: Path) -> None:
    (tmp_path / "alongside-tests-of-somebody-else").mkdir()
    assert leftovers.clear(tmp_path) == []
    assert list(tmp_path.iterdir()) != []
