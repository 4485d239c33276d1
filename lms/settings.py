"""Owns every setting of the platform: one frozen value, read once from the environment.

It must not know Flask, the database or the content; it checks shapes, and opens nothing.
Each name is explained in docs/settings.md.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

from lms.domain import errors

MAKE_A_KEY = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
CONTENT_MODES = ("follow", "releases")
DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")
# An address to listen at that stands for all of them, and where it is reached from this very machine.
NEAREST = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (looked up, never listened at)
QUEUES = ("sqlite", "postgresql")
MAIL_ADDRESS = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+")
MAIL_SERVER = re.compile(r"smtps?://([^\s/@]+@)?([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:\d{1,5})?/?")
PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,10})?) ?%?", re.ASCII)
ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?", re.IGNORECASE)


class SettingsFault(errors.LmsError):
    """Settings that cannot be used; the message lists every fault, one sentence a line."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        """Keep the sentences, so that a caller can show them in its own form."""
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an administrator may decide; `from_env` says where each one comes from."""

    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    content: Path
    instance: Path
    host: str
    port: int
    base_url: str
    workers: int
    threads: int
    proxies: int
    organisation: str
    brand_name: str
    theme: Path | None
    timezone: str
    session_hours: int
    demo_password: str | None = field(repr=False)
    log_requests: bool = False
    content_mode: str = "follow"
    keys: Path | None = None
    fetch_private: bool = False
    mail_server: str = field(default="", repr=False)
    mail_from: str = ""
    queue: str = field(default="sqlite", repr=False)
    lease_seconds: int = 120
    max_guess: Fraction = Fraction(1, 1000)

    @classmethod
    def from_env(cls, environ: Mapping[str, str], *, needs_secret: bool = True) -> "Settings":
        """The settings that `environ` asks for, with the default of each one that is absent or empty.

        `needs_secret=False` is for commands that sign nothing (`lms people`, `lms content check`): a
        missing SECRET_KEY is then an empty text.

        Raises: SettingsFault with every fault at once.
        """
        read = _Reader(environ)
        port = read.number("LMS_PORT", 8000, 1, 65535)
        instance = read.folder("LMS_INSTANCE", home() / "instance")
        settings = cls(
            secret_key=read.secret_key(needed=needs_secret),
            database_url=read.database_url(f"sqlite:///{instance / 'alongside.db'}"),
            content=read.folder("LMS_CONTENT", home()),
            instance=instance,
            host=read.text("LMS_HOST", "127.0.0.1"),
            port=port,
            base_url=read.base_url(f"http://127.0.0.1:{port}"),
            workers=read.number("LMS_WORKERS", 2, 1, 64),
            threads=read.number("LMS_THREADS", 4, 1, 64),
            proxies=read.number("LMS_PROXIES", 0, 0, 5),
            organisation=read.text("LMS_ORGANISATION", "Demo Council"),
            brand_name=read.text("LMS_NAME", "Alongside"),
            theme=read.file("LMS_THEME"),
            timezone=read.timezone("Europe/London"),
            session_hours=read.number("LMS_SESSION_HOURS", 12, 1, 168),
            demo_password=read.text("LMS_DEMO_PASSWORD", "") or None,
            log_requests=read.answer("LMS_LOG_REQUESTS", default=False),
            content_mode=read.choice("LMS_CONTENT_MODE", CONTENT_MODES),
            keys=read.folder("LMS_KEYS", instance / "keys"),
            fetch_private=read.answer("LMS_FETCH_PRIVATE", default=False),
            mail_server=read.mail_server("LMS_MAIL_SERVER"),
            mail_from=read.mail_from("LMS_MAIL_FROM"),
            queue=read.queue("LMS_QUEUE"),
            lease_seconds=read.number("LMS_LEASE_SECONDS", 120, 1, 3600),
            max_guess=read.share("LMS_MAX_GUESS", "0.1%"),
        )
        if read.faults:
            raise SettingsFault(tuple(read.faults))
        return settings

    @property
    def zone(self) -> ZoneInfo:
        """The zone that people of this organisation live in."""
        return ZoneInfo(self.timezone)

    @property
    def uses_sqlite(self) -> bool:
        """Whether the rows are in one file on this machine."""
        return self.database_url.startswith("sqlite")

    @property
    def keys_folder(self) -> Path:
        """The folder of the private signing keys."""
        return self.keys or self.instance / "keys"

    @property
    def follows_folder(self) -> bool:
        """Whether learners see the content folder as it is; otherwise they see the newest release."""
        return self.content_mode == "follow"


def home() -> Path:
    """The folder that `courses/`, `quizzes/` and `instance/` stand in when no setting says otherwise.

    That is the clone the package runs from, and the working folder once the package is installed.
    """
    clone = Path(__file__).resolve().parent.parent
    return clone if (clone / "courses").is_dir() else Path.cwd()


class _Reader:
    """Reads one setting at a time and collects what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.faults: list[str] = []

    def text(self, name: str, default: str) -> str:
        return self.environ.get(name, "").strip() or default

    def number(self, name: str, default: int, least: int, most: int) -> int:
        text = self.text(name, str(default))
        if text.isascii() and text.isdigit() and least <= int(text) <= most:
            return int(text)
        self.faults.append(f"{name} is “{text}”: write a whole number from {least} to {most}.")
        return default

    def share(self, name: str, default: str) -> Fraction:
        """A per cent such as "0.1%" as a part of 1."""
        text = self.text(name, default)
        found = PERCENT.fullmatch(text)
        if found is not None and Fraction(found[1]) <= 100:
            return Fraction(found[1]) / 100
        self.faults.append(f"{name} is “{text}”: write a per cent from 0% to 100%, such as {default}.")
        return Fraction(default.rstrip("%")) / 100

    def answer(self, name: str, *, default: bool) -> bool:
        text = self.text(name, "yes" if default else "no")
        if text not in ("yes", "no"):
            self.faults.append(f"{name} is “{text}”: write yes or no.")
        return text == "yes"

    def choice(self, name: str, words: tuple[str, ...]) -> str:
        text = self.text(name, words[0])
        if text not in words:
            self.faults.append(f"{name} is “{text}”: write {' or '.join(words)}.")
        return text

    def folder(self, name: str, default: Path) -> Path:
        return Path(os.path.abspath(Path(self.text(name, str(default))).expanduser()))

    def file(self, name: str) -> Path | None:
        text = self.text(name, "")
        if not text:
            return None
        path = Path(os.path.abspath(Path(text).expanduser()))
        if not path.is_file():
            self.faults.append(f"{name} is “{text}”: there is no such file.")
        return path

    def secret_key(self, *, needed: bool) -> str:
        key = self.text("SECRET_KEY", "")
        if not key and needed:
            self.faults.append(f"SECRET_KEY is not set: make one with {MAKE_A_KEY} and keep it to yourself.")
        elif key and len(key) < 32:
            self.faults.append(
                f"SECRET_KEY has {len(key)} of at least 32 characters: make one with {MAKE_A_KEY}."
            )
        return key

    def database_url(self, default: str) -> str:
        url = self.text("DATABASE_URL", default)
        scheme = url.partition("://")[0] if "://" in url else ""
        if scheme not in DATABASES:
            # The address itself is left out of the sentence, because it may hold a password.
            self.faults.append(
                "DATABASE_URL is not an address that Alongside knows: write "
                "sqlite:////folder/alongside.db or postgresql://user:password@host/database."
            )
        return url

    def mail_server(self, name: str) -> str:
        url = self.text(name, "")
        if url and not MAIL_SERVER.fullmatch(url):
            # The address itself is left out of the sentence, because it may hold a password.
            self.faults.append(
                f"{name} is not an address of a mail server: write smtp://host:587, "
                "smtp://user:password@host:587 or smtps://user:password@host:465."
            )
        return url

    def mail_from(self, name: str) -> str:
        address = self.text(name, "")
        if not address and self.text("LMS_MAIL_SERVER", ""):
            self.faults.append(f"{name} is not set: write the address that messages come from.")
        elif address and not MAIL_ADDRESS.fullmatch(address):
            self.faults.append(f"{name} is “{address}”: write one e-mail address.")
        return address

    def queue(self, name: str) -> str:
        queue = self.text(name, QUEUES[0])
        if queue not in QUEUES and not queue.startswith(("redis://", "rediss://")):
            self.faults.append(
                f"{name} is not a queue that Alongside knows: write sqlite, postgresql or redis://host:6379/0."
            )
        elif queue == "postgresql" and not self.text("DATABASE_URL", "").startswith("postgresql"):
            self.faults.append(f"{name} is “postgresql”, but DATABASE_URL names no PostgreSQL: use sqlite.")
        return queue

    def base_url(self, default: str) -> str:
        url = self.text("LMS_BASE_URL", default).rstrip("/")
        if not ORIGIN.fullmatch(url):
            self.faults.append(
                f"LMS_BASE_URL is “{url}”: write the address that people type, without a path, "
                "such as https://learning.example.gov.uk."
            )
        return url

    def timezone(self, default: str) -> str:
        name = self.text("LMS_TIMEZONE", default)
        try:
            ZoneInfo(name)
        except (ValueError, OSError, LookupError):
            self.faults.append(f"LMS_TIMEZONE is “{name}”: write a time zone such as Europe/London.")
        return name
