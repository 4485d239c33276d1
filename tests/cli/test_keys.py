"""`lms keys`: made, listed, rotated, retired and revoked from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_keys_from_the_first_to_a_leak(run: Run, instance: Path) -> None:
    run("db", "upgrade")
    assert "There are no keys yet" in run("keys", "list").out
    assert run("keys", "create").code == 0
    files = sorted((instance / "keys").glob("*.pem"))
    assert len(files) == 2
    listed = run("keys", "list").out.splitlines()
    assert len(listed) == 2
    assert all(line.endswith("in use") for line in listed)
    first = files[0].stem
    assert run("keys", "retire", first).code == 6
    assert "sign from now on" in run("keys", "rotate").out
    assert run("keys", "list").out.count("retired") == 2
    assert run("keys", "revoke", first, "--yes").code == 0
    assert not files[0].exists()
    assert run("keys", "revoke", first, "--yes").code == 4
    assert run("keys", "list").out.count("revoked") == 1


def test_a_key_that_cannot_sign_is_listed_as_such(run: Run, instance: Path) -> None:
    run("db", "upgrade")
    run("keys", "create", "--kind", "es256", "--name", "mine")
    (instance / "keys" / "mine.pem").chmod(0o644)
    told = run("keys", "list").out
    assert "CANNOT SIGN: its file may be used by others; set it to mode 0600 (/" in told


def test_a_name_needs_a_kind(run: Run) -> None:
    run("db", "upgrade")
    assert run("keys", "create", "--name", "mine").code == 2
    assert run("keys", "create", "--kind", "es256", "--name", "Not a name").code == 6


def test_an_instance_folder_that_cannot_be_written_is_said(run: Run, instance: Path) -> None:
    run("db", "upgrade")
    (instance / "keys").write_text("in the way")
    ended = run("keys", "create")
    assert ended.code == 3
    assert "cannot be written" in ended.err


@pytest.mark.parametrize("below", ["", "in/it"])
def test_a_file_in_the_place_of_the_instance_folder_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    (tmp_path / "taken").write_text("not a folder")
    monkeypatch.setenv("LMS_INSTANCE", str(tmp_path / "taken" / below))
    ended = run("db", "upgrade")
    assert ended.code == 3
    assert "cannot be a folder, because a file stands in its way" in ended.err
