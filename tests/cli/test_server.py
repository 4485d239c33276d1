"""The server as a process: it starts from nothing, keeps its data, stops cleanly, leaves nothing behind."""

import http.client
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.server import free_port
from lms.cli import faults, server
from lms.settings import Settings
from tests.cli.conftest import CONTENT, Run

SECRET = "only-for-tests-" * 4


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that is running, and what it said before it was ready."""

    process: "subprocess.Popen[str]"
    port: int
    said: str

    @property
    def password(self) -> str:
        return self.said.partition("each with the password ")[2].split()[0]

    def get(self, path: str) -> tuple[int, str]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as line:
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read().decode()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Its exit code, and everything that it said as an error."""
        self.process.send_signal(how)
        _, said = self.process.communicate(timeout=60)
        return self.process.returncode, said


@contextmanager
def demo(instance: Path, *, database_url: str = "") -> Iterator[Demo]:
    port = free_port()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("LMS_", "SECRET"))
    }
    environment |= {
        "LMS_NO_BOOTSTRAP": "1",
        "LMS_INSTANCE": str(instance),
        "LMS_CONTENT": str(CONTENT),
        "DATABASE_URL": database_url,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "lms", "demo", "--port", str(port)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        said = ""
        for line in process.stdout:
            said += line
            if line.startswith("Everything is kept in"):
                break
        yield Demo(process, port, said)
    finally:
        process.kill()
        process.wait(timeout=60)
        process.stdout.close()
        process.stderr.close()


def test_a_demo_starts_from_nothing_and_keeps_its_data_and_secrets(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    with demo(instance) as first:
        assert first.get("/healthz")[0] == 200
        assert "learner@demo.example" in first.said
        key, password = (instance / "secret-key").read_text(), first.password
        assert first.stop() == (0, "")
    assert stat.S_IMODE(instance.stat().st_mode) == 0o700
    kept = ("secret-key", "demo-password")
    assert {stat.S_IMODE((instance / name).stat().st_mode) for name in kept} == {0o600}
    with demo(instance) as second:
        assert json.loads(second.get("/healthz")[1])["database"].startswith("SQLite 3.")
        assert (second.password, (instance / "secret-key").read_text()) == (password, key)
        assert second.stop(signal.SIGINT) == (0, "")


def test_a_server_that_is_killed_leaves_no_worker_and_a_free_port(tmp_path: Path) -> None:
    with demo(tmp_path / "instance") as running:
        assert running.get("/healthz")[0] == 200
        running.stop(signal.SIGKILL)
        assert _becomes_free(running.port)


def _becomes_free(port: int) -> bool:
    """Whether nobody listens on a port; workers need a moment to hear of their parent's end."""
    for _ in range(3000):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) != 0:
                return True
        time.sleep(0.01)
    return False


def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    with demo(tmp_path / "instance") as running:
        assert running.get("/healthz")[0] == 200
        for child in _children(running.process.pid):
            os.kill(child, signal.SIGKILL)
        for _ in range(3000):
            try:
                if running.get("/healthz")[0] == 200:
                    break
            except (OSError, http.client.HTTPException):
                time.sleep(0.01)
        assert running.get("/healthz")[0] == 200


def _children(pid: int) -> list[int]:
    """The workers of a server: all of its processes but the deliverer, which is the first."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sorted(int(child) for child in children)[1:]


def test_a_taken_port_is_told_in_one_sentence(run: Run) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = run("demo", "--port", str(port))
    assert ended.code == 3
    assert ended.err == (
        f"lms: Port {port} is taken by another program: stop that, or choose another "
        "with “lms demo --port”.\n"
    )


def test_an_address_of_another_machine_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_HOST", "192.0.2.1")
    ended = run("demo")
    assert (ended.code, "This machine has no address “192.0.2.1”" in ended.err) == (3, True)


def test_a_port_that_needs_rights_is_told() -> None:
    settings = Settings.from_env({"SECRET_KEY": SECRET, "LMS_PORT": "80"})
    sentence = server._port_sentence(settings, "with LMS_PORT", PermissionError(13, "Permission denied"))
    assert sentence == "You may not use port 80: choose one above 1023 with LMS_PORT."


def test_a_demo_needs_content(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_CONTENT", str(tmp_path))
    ended = run("demo")
    assert (ended.code, "There is no courses folder in" in ended.err) == (3, True)


def test_a_demo_leaves_a_database_of_real_people_alone(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_PORT", str(free_port()))
    run("db", "upgrade")
    run("people", "add", "--name", "Real Person", "--sign-in", "real@example.gov.uk", "--role", "learner")
    ended = run("demo")
    assert (ended.code, "This database holds people already" in ended.err) == (3, True)


def test_no_word_is_the_demo(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_HOST", "192.0.2.1")
    assert run() == run("demo")


def test_a_service_needs_a_secret_and_tables(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    without_secret = run("serve")
    assert (without_secret.code, "SECRET_KEY is not set" in without_secret.err) == (2, True)
    monkeypatch.setenv("SECRET_KEY", SECRET)
    monkeypatch.setenv("LMS_PORT", str(free_port()))
    without_tables = run("serve")
    assert (without_tables.code, "lms db upgrade" in without_tables.err) == (3, True)


def test_a_service_says_where_it_is_and_whom_certificates_name(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("db", "upgrade")
    monkeypatch.setenv("SECRET_KEY", SECRET)
    monkeypatch.setenv("LMS_PORT", str(free_port()))
    monkeypatch.setenv("LMS_BASE_URL", "https://learning.example.gov.uk")
    served: list[tuple[Settings, bool]] = []

    def note(settings: Settings, ready: object, *, with_jobs: bool) -> None:
        assert callable(ready)
        ready()
        served.append((settings, with_jobs))

    # The server itself is run by the tests above; here it is what the command hands to it.
    monkeypatch.setattr(server, "run", note)
    ended = run("serve", "--no-jobs")
    assert ended.out == "Alongside is ready at https://learning.example.gov.uk\n"
    assert "Demo Council" in ended.err
    assert [with_jobs for _, with_jobs in served] == [False]


def test_each_error_at_a_port_is_a_sentence() -> None:
    settings = Settings.from_env({"SECRET_KEY": SECRET, "LMS_PORT": str(free_port())})
    server.check_port(settings, "")
    with socket.socket() as other:
        other.bind((settings.host, settings.port))
        other.listen()
        with pytest.raises(faults.CannotStart, match="is taken by another program"):
            server.check_port(settings, "")
