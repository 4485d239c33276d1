"""`lms test` on a small project of its own: what it runs, what it leaves out, and when it fails."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import coverage
import pytest

from lms.cli import testing
from tests.cli.conftest import Run

SETTINGS = """
[tool.pytest.ini_options]
addopts = "-q -p no:cacheprovider"
markers = ["browser: needs a browser"]
[tool.coverage.run]
branch = true
source = ["lms"]
[tool.ruff.lint]
select = ["F"]
[tool.mypy]
strict = true
packages = ["lms"]
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with one covered function on each of the two floors that judge people, and its tests."""
    root = tmp_path / "project"
    for floor in ("domain", "content"):
        (root / "lms" / floor).mkdir(parents=True)
        (root / "lms" / floor / "__init__.py").touch()
        (root / "lms" / floor / "one.py").write_text("def one() -> int:\n    return 1\n")
    (root / "lms" / "__init__.py").touch()
    (root / "tests").mkdir()
    (root / "pyproject.toml").write_text(SETTINGS)
    (root / "tests" / "test_one.py").write_text(
        "import os\nimport pytest\nfrom lms.content import one as content\n"
        "from lms.domain import one as domain\n"
        "\n\ndef test_one():\n    assert domain.one() == content.one()\n"
        "    assert 'LMS_INSTANCE' not in os.environ\n"
        "\n\n@pytest.mark.browser\ndef test_in_a_browser():\n    assert True\n"
    )
    # Run for real, on a small project in place of this one.
    monkeypatch.setattr(testing, "CLONE", root)
    monkeypatch.delenv("CI", raising=False)
    # What measures this process must not reach into the project's own measuring.
    for name in [name for name in os.environ if name.startswith(("COVERAGE", "COV_", "PYTEST"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHONPATH", str(root))
    before = Path.cwd()
    yield root
    os.chdir(before)


@pytest.fixture
def no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no browser and no way to install one."""
    (tmp_path / "commands").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "commands"))


def a_browser(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "chromium").write_text("#!/bin/sh\nexit 0\n")
    (folder / "chromium").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_everything_is_run_and_the_tests_have_the_last_word(
    run: Run, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_browser(tmp_path, monkeypatch)
    ended = run("test")
    lines = ended.out.splitlines()
    assert ended.code == 0
    assert lines[-1].startswith("2 passed in ")
    assert [line.partition(":")[0] for line in lines[-5:-1]] == [
        "ruff", "mypy", "coverage", "coverage of domain and content"
    ]  # fmt: skip


def test_without_a_browser_it_says_what_was_left_out_and_how_to_get_it(
    run: Run, project: Path, no_browser: None
) -> None:
    ended = run("test")
    assert ended.code == 0
    assert ended.out.splitlines()[-2].startswith("Left out: the browser tests")
    assert "apt-get install chromium" in ended.out
    assert ended.out.splitlines()[-1].startswith("1 passed")


def test_in_continuous_integration_a_missing_browser_is_a_failure(
    run: Run, project: Path, no_browser: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    ended = run("test")
    assert (ended.code, ended.out) == (3, "")
    assert "apt-get install chromium" in ended.err


@pytest.mark.parametrize(
    ("file", "text", "names"),
    [
        ("lms/domain/two.py", "import os\n\n\ndef two():\n    return 2\n", "ruff, mypy, coverage"),
        (
            "lms/content/two.py",
            "def two(x: int) -> int:\n    return 2 if x else 3\n",
            "coverage of domain and content",
        ),
    ],
)
def test_a_fault_beside_the_tests_fails_the_run(
    run: Run, project: Path, no_browser: None, file: str, text: str, names: str
) -> None:
    (project / file).write_text(text)
    ended = run("test")
    assert ended.code == 1
    failed = ended.out.splitlines()[-2]
    assert failed.startswith("Failed beside the tests: ")
    assert names in failed
    assert "passed" in ended.out.splitlines()[-1]


def test_a_test_that_fails_fails_the_run(run: Run, project: Path, no_browser: None) -> None:
    (project / "tests" / "test_two.py").write_text("def test_two():\n    assert 2 == 3\n")
    ended = run("test")
    assert ended.code == 1
    assert ended.out.splitlines()[-1].startswith("1 failed, 1 passed")


def test_half_a_file_of_a_killed_process_is_taken_away_and_whole_ones_stay(tmp_path: Path) -> None:
    whole = coverage.CoverageData(str(tmp_path / ".coverage.whole"))
    whole.add_lines({str(tmp_path / "one.py"): [1]})
    whole.close()
    (tmp_path / ".coverage.begun").write_bytes(b"SQLite format 3\0")
    with closing(sqlite3.connect(tmp_path / ".coverage.half")) as half:
        half.execute("CREATE TABLE coverage_schema (version integer)")
    (tmp_path / ".coverage").write_text("The sum of all, which is not ours to judge.")
    testing._drop_halves(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".coverage", ".coverage.whole"]


def test_words_go_to_pytest_and_only_pytest_runs(run: Run, project: Path, no_browser: None) -> None:
    assert run("test", "-k", "nothing_of_this_name").code == 5
    (project / "tests" / "test_long.py").write_text(
        "import os\n\n\ndef test_long():\n    assert os.environ['LMS_TEST_LONG'] == '1'\n"
    )
    assert run("test", "--long", "tests/test_long.py").code == 0


def test_an_installed_package_has_no_tests_to_run(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Run for real, in a folder without tests.
    monkeypatch.setattr(testing, "CLONE", tmp_path)
    ended = run("test")
    assert (ended.code, "clone it" in ended.err) == (3, True)


@pytest.mark.parametrize("user", [0, 1000])
def test_a_missing_browser_is_installed_where_that_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: int
) -> None:
    asked = tmp_path / "asked"
    # The first installation finds no list of packages, as on a fresh machine.
    system = (
        f'echo "apt-get $@" >> {asked}; [ "$1" = update ] && touch {tmp_path}/list; [ -f {tmp_path}/list ]'
    )
    for name, script in (("apt-get", system), ("sudo", f'echo "sudo $@" >> {asked}; shift; exec "$@"')):
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    # Who we are cannot be changed back once it was changed.
    monkeypatch.setattr(os, "geteuid", lambda: user)
    testing._install_browser()
    said = asked.read_text()
    words = [line.split()[1] for line in said.splitlines() if line.startswith("apt-get")]
    assert words == ["install", "update", "install"]
    assert ("sudo -n true" in said) == (user != 0)


def test_a_person_who_may_not_become_root_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("apt-get", "sudo"):
        (tmp_path / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/{name}-ran\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    # Who we are cannot be changed back once it was changed.
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    testing._install_browser()
    assert not (tmp_path / "apt-get-ran").exists()
    (tmp_path / "sudo").unlink()
    monkeypatch.setenv("PATH", str(tmp_path))
    testing._install_browser()
    assert not (tmp_path / "apt-get-ran").exists()
