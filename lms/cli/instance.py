"""Owns the files of an instance folder that the demo makes for itself: its secret and its password.

Both can be read by their owner only. It must not know the database.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from lms.cli import faults

# No letters or digits that look alike, so that a password can be read aloud and typed from a screen.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def make_folder(instance: Path) -> None:
    """Make the folder that holds the database, for its owner only. Raises: CannotStart, OSError."""
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise faults.CannotStart(
            f"{instance} cannot be a folder, because a file stands in its way: move that, or set "
            "LMS_INSTANCE to another folder."
        ) from None


def secret_key(instance: Path) -> str:
    """The key of this instance, made at the first call. Raises: OSError."""
    return _kept(instance / "secret-key", lambda: secrets.token_urlsafe(48))


def demo_password(instance: Path) -> str:
    """The password of the demo accounts, made at the first call. Raises: OSError."""
    return _kept(instance / "demo-password", _readable_password)


def _readable_password() -> str:
    """Three groups of four: 59 random bits, enough against a sign-in page that counts tries."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def _kept(path: Path, make: Callable[[], str]) -> str:
    """The text in `path`; if there is none, what `make` returns, from then on."""
    try:
        text = path.read_text().strip()
    except FileNotFoundError:
        text = ""
    if not text:
        text = make()
        # Written beside and moved, so that a full disk or a second start cannot leave half a key.
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(text + "\n")
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)
    return text
