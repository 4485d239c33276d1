"""Owns the set-up of a clone: `.venv` beside the package, filled with exactly the locked packages.

Standard library only, because it runs before anything is installed; it must not know what the commands do.
`.venv/alongside.txt` says what was installed: the Python, and the SHA-256 of each lock file. While packages
are being installed it says so, and a set-up that was cut off is made again from nothing.
"""

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CLONE = PACKAGE.parent
RUN_LOCK = PACKAGE / "requirements.lock"
TEST_LOCK = PACKAGE / "requirements-test.lock"
UNFINISHED = "unfinished\n"
ROOM_NEEDED_MB = 400
# What pip says of a package that it fetches, and of one that it found in a folder of wheels.
PACKAGE_LINE = re.compile(
    r"(?:Collecting (?P<name>[\w.-]+)==|Processing .*/(?P<file>[\w.]+)-)(?P<version>[\d.]+\w*)"
)

SIGNS_OF_TROUBLE = (
    (r"No space left|Errno 28|Disk quota|os error 28", "full"),
    (r"DO NOT MATCH THE HASHES|Hash mismatch|hash mismatch", "hash"),
    (r"Permission denied|Read-only file system|Errno 13|os error 13", "locked"),
    (r"establish a new connection|name resolution|ConnectionError|Connection refused|unreachable|timed out"
     r"|ProxyError|error sending request|dns error|Max retries|from versions: none\)", "network"),
)  # fmt: skip


class SetUpFault(Exception):
    """One sentence: what is wrong, and what to do."""


def main(words: Sequence[str]) -> None:
    """Make the clone ready if that is due, go inside its `.venv`, and run the command."""
    try:
        if _is_clone() and not os.environ.get("LMS_NO_BOOTSTRAP"):
            _make_ready(CLONE / ".venv", _locks_for(words), words)
    except SetUpFault as fault:
        sys.exit(f"lms: {fault}")
    except KeyboardInterrupt:
        sys.exit("\nlms: Stopped. The set-up begins again at the next start.")
    from lms.cli import main as commands

    commands.run(words)


def _is_clone() -> bool:
    """Whether this is a working copy; an installed package was set up by whoever installed it."""
    return (CLONE / "pyproject.toml").is_file() and RUN_LOCK.is_file()


def _locks_for(words: Sequence[str]) -> tuple[Path, ...]:
    """The locks that a command needs. The test lock holds every package of the other one as well."""
    return (RUN_LOCK, TEST_LOCK) if words[:1] == ["test"] else (RUN_LOCK,)


def _make_ready(venv: Path, locks: Sequence[Path], words: Sequence[str]) -> None:
    if not _is_ready(venv, locks):
        # Two starts at once take turns; a lock on a file that is only read needs no right to write.
        with RUN_LOCK.open() as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if not _is_ready(venv, locks):
                _set_up(venv, locks)
    if not _is_inside(venv):
        python = str(venv / "bin" / "python")
        path = os.pathsep.join(filter(None, (str(CLONE), os.environ.get("PYTHONPATH"))))
        environment = {**os.environ, "PYTHONPATH": path, "LMS_NO_BOOTSTRAP": "1"}
        os.execve(python, [python, "-m", "lms", *words], environment)


def _is_inside(venv: Path) -> bool:
    return os.path.realpath(sys.prefix) == os.path.realpath(venv)


def _is_ready(venv: Path, locks: Sequence[Path]) -> bool:
    stamp = _read_stamp(venv)
    return all(line in stamp for line in _stamp(locks)) and (venv / "bin" / "python").exists()


def _stamp(locks: Sequence[Path]) -> list[str]:
    digests = [f"{lock.name} {hashlib.sha256(lock.read_bytes()).hexdigest()}" for lock in locks]
    return [_python_line(), *digests]


def _python_line() -> str:
    return f"Python {sys.version_info[0]}.{sys.version_info[1]}"


def _read_stamp(venv: Path) -> list[str]:
    try:
        return (venv / "alongside.txt").read_text().splitlines()
    except OSError:
        return []


def _set_up(venv: Path, locks: Sequence[Path]) -> None:
    """Install the largest of `locks` into `venv`, making it first if it is absent or cannot be trusted."""
    uv = shutil.which("uv")
    try:
        if shutil.disk_usage(CLONE).free < ROOM_NEEDED_MB * 1_000_000:
            raise SetUpFault(_sentence("full"))
        stamp = _read_stamp(venv)
        if not _is_usable(venv, stamp, needs_pip=uv is None):
            _say(f"Making {venv} …")
            _make_venv(venv, with_pip=uv is None)
        (venv / "alongside.txt").write_text(UNFINISHED)
        _install(venv, locks[-1], uv)
        _compile(venv)
        (venv / "alongside.txt").write_text("\n".join(_stamp(locks)) + "\n")
    except OSError as error:
        raise SetUpFault(_explain(str(error))) from error


def _is_usable(venv: Path, stamp: Sequence[str], *, needs_pip: bool) -> bool:
    """Whether packages can go into `venv` as it stands, without making it again."""
    if _is_inside(venv):
        return True
    python = venv / "bin" / "python"
    if (stamp and stamp[0] != _python_line()) or not python.exists():
        return False
    probe = f"import sys{', pip' if needs_pip else ''}; print(*sys.version_info[:2], sep='.')"
    answer = subprocess.run([python, "-c", probe], capture_output=True, text=True, check=False)
    return f"Python {answer.stdout.strip()}" == _python_line()


def _make_venv(venv: Path, *, with_pip: bool) -> None:
    parts = ("venv", "ensurepip") if with_pip else ("venv",)
    if any(importlib.util.find_spec(part) is None for part in parts):
        raise SetUpFault(_sentence("venv"))
    shutil.rmtree(venv, ignore_errors=True)
    command = [sys.executable, "-m", "venv", "--clear", str(venv)]
    made = subprocess.run(
        command if with_pip else [*command, "--without-pip"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if made.returncode != 0:
        raise SetUpFault(_sentence("venv") if "ensurepip" in made.stdout else _explain(made.stdout))


def _install(venv: Path, lock: Path, uv: str | None) -> None:
    """Put the packages of `lock` into `venv`, with a line for each while pip fetches it."""
    python = str(venv / "bin" / "python")
    lines = [line for line in lock.read_text().splitlines() if re.match(r"\w.*==", line)]
    total = sum("win32" not in line for line in lines)
    _say(f"Installing {total} packages, each checked against {lock.name}. This happens once.")
    if uv:
        command = [uv, "pip", "install", "--python", python, "--require-hashes", "-r", str(lock)]
    else:
        command = [python, "-m", "pip", "install", "--require-hashes", "-r", str(lock), "--no-input"]
        command += ["--disable-pip-version-check", "--progress-bar=off", "--retries=2", "--timeout=20"]
    said = []
    count = 0
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", cwd=PACKAGE
    ) as installer:
        for line in installer.stdout or ():
            said.append(line)
            if package := PACKAGE_LINE.match(line):
                count += 1
                _say(f"  {count:3} of {total}  {package['name'] or package['file']} {package['version']}")
            elif line.startswith("Installing collected"):
                _say("Putting them in place …")
    if installer.returncode != 0:
        raise SetUpFault(_explain("".join(said)))


def _compile(venv: Path) -> None:
    """Write the bytecode of all packages and of ours once, so that no start has to compile them again.

    Some installers leave this out, and where PYTHONDONTWRITEBYTECODE is set no start makes up for it: each
    would take twice as long. A file that cannot be compiled is somebody's test for another Python.
    """
    _say("Preparing quick starts …")
    command = [str(venv / "bin" / "python"), "-m", "compileall", "-qq", "-j", "0"]
    packages = [str(path) for path in venv.glob("lib/python*/site-packages")]
    subprocess.run([*command, *packages, str(PACKAGE)], stdout=subprocess.DEVNULL, check=False)
    _say("Set-up is done.")


def _explain(said: str) -> str:
    """One sentence for what an installer or the operating system said."""
    for sign, kind in SIGNS_OF_TROUBLE:
        if re.search(sign, said):
            return _sentence(kind)
    last = ([line.strip() for line in said.splitlines() if line.strip()] or ["nothing"])[-1]
    return f"The packages could not be installed: mend what the installer says and start again: {last}"


def _sentence(kind: str) -> str:
    sudo = "" if os.geteuid() == 0 else "sudo "
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    sentences = {
        "full": f"The disk is full: free {ROOM_NEEDED_MB} MB for {CLONE} and for temporary files, "
        "and start again.",
        "hash": "A package that was fetched is not the one in the lock file, so nothing of it was used: "
        "start again, and if it happens twice, tell whoever looks after your network.",
        "locked": f"You may not write in {CLONE}: start as the user who owns that folder, "
        "or copy it to a folder of yours.",
        "network": "The packages could not be fetched: connect this machine to the internet "
        "(behind a proxy, set HTTPS_PROXY) and start again.",
        "venv": "This Python cannot make a folder for its packages: "
        f"run “{sudo}apt-get install {package}” and start again.",
    }
    return sentences[kind]


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
