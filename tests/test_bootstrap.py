"""The set-up on a bare machine: what is made, what is left alone, and the sentence for each way to fail.

pip is a script of ours here, which prints what pip prints; the real one is run by every `lms test` itself.
"""

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lms import bootstrap

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)", re.MULTILINE)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of nothing but what the set-up needs, whose command prints its words."""
    package = tmp_path / "clone" / "lms"
    (package / "cli").mkdir(parents=True)
    for name in ("__init__.py", "__main__.py", "bootstrap.py", "requirements.lock", "requirements-test.lock"):
        shutil.copy(ROOT / "lms" / name, package)
    (package / "cli" / "__init__.py").touch()
    (package / "cli" / "main.py").write_text(
        "import sys\ndef run(words):\n    print('inside', sys.prefix, *words)\n"
    )
    (package.parent / "pyproject.toml").touch()
    return package.parent


def start(
    clone: Path, *words: str, path: str = "/usr/bin:/bin", **environ: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "lms", *words],
        cwd=clone,
        env={"PATH": path, "HOME": str(clone), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def fake_uv(folder: Path, script: str) -> str:
    """A PATH whose `uv` is `script`."""
    folder.mkdir(exist_ok=True)
    (folder / "uv").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "uv").chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


def test_nothing_but_a_python_becomes_a_working_command(clone: Path, tmp_path: Path) -> None:
    path = fake_uv(tmp_path / "bin", "exit 0")
    first = start(clone, "people", path=path)
    assert first.stdout == f"inside {clone / '.venv'} people\n"
    assert "Making" in first.stderr
    stamp = (clone / ".venv" / "alongside.txt").read_text().splitlines()
    digest = hashlib.sha256((clone / "lms" / "requirements.lock").read_bytes()).hexdigest()
    assert stamp == [f"Python {sys.version_info[0]}.{sys.version_info[1]}", f"requirements.lock {digest}"]
    second = start(clone, "people", path=fake_uv(tmp_path / "bin", "exit 1"))
    assert (second.stdout, second.stderr) == (first.stdout, "")


def test_a_changed_lock_is_installed_at_the_next_start(clone: Path, tmp_path: Path) -> None:
    path = fake_uv(tmp_path / "bin", f'echo "$@" >> {tmp_path}/asked')
    start(clone, path=path)
    with (clone / "lms" / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    again = start(clone, path=path)
    assert "Making" not in again.stderr
    assert (tmp_path / "asked").read_text().count("--require-hashes") == 2


def test_the_word_test_installs_the_test_lock_into_the_same_place(clone: Path, tmp_path: Path) -> None:
    path = fake_uv(tmp_path / "bin", f'echo "$@" >> {tmp_path}/asked')
    assert start(clone, "test", "-x", path=path).stdout.endswith("test -x\n")
    assert "requirements-test.lock" in (tmp_path / "asked").read_text()
    # It holds the packages of the other lock as well, so the platform itself needs no second installation.
    start(clone, "serve", path=path)
    assert len((tmp_path / "asked").read_text().splitlines()) == 1


def test_a_set_up_that_was_cut_off_is_made_again_from_nothing(clone: Path, tmp_path: Path) -> None:
    start(clone, path=fake_uv(tmp_path / "bin", "kill -9 $PPID"))
    assert (clone / ".venv" / "alongside.txt").read_text() == "unfinished\n"
    (clone / ".venv" / "half").touch()
    again = start(clone, path=fake_uv(tmp_path / "bin", "exit 0"))
    assert again.stdout.startswith("inside")
    assert not (clone / ".venv" / "half").exists()


def test_a_python_that_was_exchanged_gets_a_new_place_for_packages(clone: Path, tmp_path: Path) -> None:
    path = fake_uv(tmp_path / "bin", "exit 0")
    start(clone, path=path)
    stamp = clone / ".venv" / "alongside.txt"
    stamp.write_text(stamp.read_text().replace("Python 3.", "Python 3.9"))
    (clone / ".venv" / "old").touch()
    assert start(clone, path=path).stdout.startswith("inside")
    assert not (clone / ".venv" / "old").exists()


def test_packagers_can_keep_it_from_making_anything(clone: Path) -> None:
    done = start(clone, "serve", LMS_NO_BOOTSTRAP="1")
    assert done.stdout == f"inside {sys.prefix} serve\n"
    assert not (clone / ".venv").exists()


def test_an_installed_package_makes_nothing(clone: Path) -> None:
    (clone / "pyproject.toml").unlink()
    assert start(clone).stdout.startswith(f"inside {sys.prefix}")
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "The disk is full"),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
            "not the one in the lock file",
        ),
        ("error: Hash mismatch for `flask==3.1.3`", "not the one in the lock file"),
        ("ERROR: [Errno 13] Permission denied: '/x'", "You may not write in"),
        (
            "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution",
            "connect this machine",
        ),
        ("ERROR: Could not find a version that satisfies x==1 (from versions: none)", "connect this machine"),
        ("error: something new\n", "the installer says and start again: error: something new"),
        ("", "start again: nothing"),
    ],
)
def test_each_way_an_installer_fails_is_one_sentence(
    clone: Path, tmp_path: Path, said: str, sentence: str
) -> None:
    (tmp_path / "said").write_text(said)
    done = start(clone, path=fake_uv(tmp_path / "bin", f"cat {tmp_path}/said; exit 1"))
    assert done.returncode == 1
    assert sentence in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_is_one_sentence(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(clone))

    # As root every folder can be written, so the refusal of the system is played.
    monkeypatch.setattr(bootstrap, "_make_venv", refuse)
    with pytest.raises(bootstrap.SetUpFault, match="You may not write in"):
        bootstrap._set_up(clone / ".venv", (bootstrap.RUN_LOCK,))


def test_too_little_room_is_told_before_anything_is_made(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A disk that is full would be full for everybody.
    monkeypatch.setattr(bootstrap, "ROOM_NEEDED_MB", 10**9)
    with pytest.raises(bootstrap.SetUpFault, match="The disk is full"):
        bootstrap._set_up(clone / ".venv", (bootstrap.RUN_LOCK,))
    assert not (clone / ".venv").exists()


def test_a_python_without_venv_is_told_which_package_brings_it(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A Python without venv is not at hand.
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(bootstrap.SetUpFault, match=r"apt-get install python3\.\d+-venv"):
        bootstrap._make_venv(clone / ".venv", with_pip=True)


def test_pip_is_used_and_shows_each_package_where_there_is_no_uv(clone: Path) -> None:
    venv = clone / ".venv"
    (venv / "bin").mkdir(parents=True)
    fake = venv / "bin" / "python"
    fake.write_text(
        "#!/bin/sh\n"
        "echo 'Collecting flask==3.1.3'\n"
        "echo 'Processing /wheels/Flask_Login-0.6.3-py3-none-any.whl'\n"
        "echo 'Installing collected packages: flask'\n"
    )
    fake.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", "from lms import bootstrap as b; from pathlib import Path;"
         f"b._install(Path('{venv}'), b.RUN_LOCK, None)"],
        cwd=clone, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert re.search(r"1 of \d+  flask 3\.1\.3\n +2 of \d+  Flask_Login 0\.6\.3\nPutting", done.stderr)


def test_the_front_door_can_be_read_by_python_3_6() -> None:
    source = (ROOT / "lms" / "__main__.py").read_text()
    ast.parse(source, feature_version=(3, 6))
    imported = {
        name.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import)
        for name in node.names
    }
    assert imported == {"os", "shutil", "subprocess", "sys"}
    assert "from __future__" not in source


@pytest.mark.parametrize("version", [(3, 8), (3, 14)])
def test_another_python_says_which_one_is_needed(clone: Path, version: tuple[int, int]) -> None:
    pretend = f"import sys; sys.version_info = {version}; from lms.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", pretend],
        cwd=clone, env={"PATH": "/nonexistent"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = ".".join(map(str, version))
    assert done.stderr.startswith(f"lms: This is Python {found}, and Alongside needs 3.11, 3.12 or 3.13")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_an_old_python_hands_over_to_a_newer_one_beside_it(clone: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    newer = tmp_path / "bin" / "python3.12"
    newer.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "$@" "$PYTHONPATH"\n')
    newer.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.version_info = (3, 9, 1); sys.argv = ['lms', 'serve'];"
         "from lms.__main__ import main; main()"],
        cwd=clone, env={"PATH": f"{tmp_path / 'bin'}:/bin"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == f"-m lms serve {clone}\n"


def test_the_test_lock_holds_the_other_lock_with_the_same_versions() -> None:
    run = dict(PIN.findall(bootstrap.RUN_LOCK.read_text()))
    tests = dict(PIN.findall(bootstrap.TEST_LOCK.read_text()))
    assert run
    assert {name: tests.get(name) for name in run} == run


@pytest.mark.parametrize("lock", [bootstrap.RUN_LOCK, bootstrap.TEST_LOCK], ids=lambda lock: lock.name)
def test_every_locked_package_has_a_hash(lock: Path) -> None:
    blocks = re.split(r"^(?=\w)", lock.read_text(), flags=re.MULTILINE)
    assert [block for block in blocks if PIN.match(block) and "--hash=sha256:" not in block] == []


def test_continuous_integration_runs_the_one_test_command_and_nothing_else() -> None:
    run = ROOT / ".ci" / "run"
    assert run.read_text() == "#!/usr/bin/env bash\nexec python3 -m lms test\n"
    assert os.access(run, os.X_OK)
