"""Settings: what is read, what is refused, and that every fault is told at once."""

from fractions import Fraction
from pathlib import Path

import pytest

from lms.settings import Settings, SettingsFault, home

SECRET = "s" * 40


def faults(**environ: str) -> tuple[str, ...]:
    with pytest.raises(SettingsFault) as caught:
        Settings.from_env({"SECRET_KEY": SECRET, **environ})
    return caught.value.faults


def test_a_secret_is_all_that_has_to_be_set() -> None:
    settings = Settings.from_env({"SECRET_KEY": SECRET})
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.database_url == f"sqlite:///{home() / 'instance' / 'alongside.db'}"
    assert settings.content == home()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.demo_password is None
    assert settings.theme is None
    assert settings.uses_sqlite
    assert settings.follows_folder


def test_every_setting_is_read(tmp_path: Path) -> None:
    theme = tmp_path / "colours.css"
    theme.write_text(":root {}")
    settings = Settings.from_env(
        {
            "SECRET_KEY": SECRET,
            "DATABASE_URL": "postgresql://a:b@db/c",
            "LMS_CONTENT": str(tmp_path / "text"),
            "LMS_INSTANCE": str(tmp_path / "kept"),
            "LMS_HOST": "192.0.2.1",
            "LMS_PORT": "9000",
            "LMS_BASE_URL": "https://learning.example.gov.uk/",
            "LMS_WORKERS": "3",
            "LMS_THREADS": "8",
            "LMS_PROXIES": "1",
            "LMS_ORGANISATION": " Anytown City Council ",
            "LMS_NAME": "Learn",
            "LMS_THEME": str(theme),
            "LMS_TIMEZONE": "Europe/Warsaw",
            "LMS_SESSION_HOURS": "8",
            "LMS_DEMO_PASSWORD": "kind-and-clear",
            "LMS_LOG_REQUESTS": "yes",
            "LMS_CONTENT_MODE": "releases",
            "LMS_KEYS": str(tmp_path / "keys"),
        }
    )
    assert settings == Settings(
        secret_key=SECRET,
        database_url="postgresql://a:b@db/c",
        content=tmp_path / "text",
        instance=tmp_path / "kept",
        host="192.0.2.1",
        port=9000,
        base_url="https://learning.example.gov.uk",
        workers=3,
        threads=8,
        proxies=1,
        organisation="Anytown City Council",
        brand_name="Learn",
        theme=theme,
        timezone="Europe/Warsaw",
        session_hours=8,
        demo_password="kind-and-clear",
        log_requests=True,
        content_mode="releases",
        keys=tmp_path / "keys",
    )
    assert not settings.uses_sqlite
    assert not settings.follows_folder


def test_content_comes_from_the_folder_or_from_releases_and_nowhere_else() -> None:
    assert faults(LMS_CONTENT_MODE="git") == ("LMS_CONTENT_MODE is “git”: write follow or releases.",)


def test_all_faults_are_told_at_once() -> None:
    told = faults(SECRET_KEY="", LMS_PORT="eighty", LMS_TIMEZONE="Atlantis/Centre", LMS_LOG_REQUESTS="maybe")
    assert [fault.split()[0] for fault in told] == [
        "LMS_PORT",
        "SECRET_KEY",
        "LMS_TIMEZONE",
        "LMS_LOG_REQUESTS",
    ]
    assert all(fault.endswith(".") for fault in told)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "8000.0", "٨", " 80 80 "])
def test_a_number_out_of_its_range_is_a_fault(port: str) -> None:
    assert faults(LMS_PORT=port) == (f"LMS_PORT is “{port.strip()}”: write a whole number from 1 to 65535.",)


def test_a_short_secret_is_a_fault_and_is_not_repeated() -> None:
    (told,) = faults(SECRET_KEY="hunter2")
    assert told.startswith("SECRET_KEY has 7 of at least 32 characters")
    assert "hunter2" not in told


def test_a_secret_may_be_absent_for_commands_that_sign_nothing() -> None:
    assert Settings.from_env({}, needs_secret=False).secret_key == ""
    with pytest.raises(SettingsFault, match="SECRET_KEY has 5"):
        Settings.from_env({"SECRET_KEY": "short"}, needs_secret=False)


@pytest.mark.parametrize("url", ["mysql://a:secret@db/c", "alongside.db", "://", "postgresql"])
def test_another_database_is_a_fault_that_shows_no_password(url: str) -> None:
    (told,) = faults(DATABASE_URL=url)
    assert told.startswith("DATABASE_URL is not an address that Alongside knows")
    assert "secret" not in told


@pytest.mark.parametrize(
    "url",
    ["learning.example", "ftp://a.example", "https://a.example/path", "https://u@a.example", "https://a:b"],
)
def test_an_address_that_is_more_or_less_than_scheme_and_host_is_a_fault(url: str) -> None:
    (told,) = faults(LMS_BASE_URL=url)
    assert told.startswith(f"LMS_BASE_URL is “{url}”")


@pytest.mark.parametrize("url", ["http://localhost:8000", "https://[::1]:8443", "https://a-b.example.gov.uk"])
def test_an_address_of_scheme_and_host_is_taken(url: str) -> None:
    assert Settings.from_env({"SECRET_KEY": SECRET, "LMS_BASE_URL": url}).base_url == url


def test_a_theme_that_is_not_there_is_a_fault() -> None:
    assert faults(LMS_THEME="/nowhere/colours.css") == (
        "LMS_THEME is “/nowhere/colours.css”: there is no such file.",
    )


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = Settings.from_env(
        {
            "SECRET_KEY": SECRET,
            "DATABASE_URL": "postgresql://a:hush@db/c",
            "LMS_DEMO_PASSWORD": "quiet-please-now",
        }
    )
    shown = repr(settings)
    assert SECRET not in shown
    assert "hush" not in shown
    assert "quiet-please-now" not in shown


def test_home_is_the_working_folder_when_the_package_is_not_in_a_clone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Installed as a package it would be read anew, with all that imports it.
    monkeypatch.setattr("lms.settings.__file__", str(tmp_path / "site-packages" / "lms" / "settings.py"))
    monkeypatch.chdir(tmp_path)
    assert home() == tmp_path


def test_a_mail_server_needs_an_address_to_send_from() -> None:
    settings = Settings.from_env(
        {
            "SECRET_KEY": SECRET,
            "LMS_MAIL_SERVER": "smtp://learning:p%40ss@mail.council.example:587",
            "LMS_MAIL_FROM": "learning@council.example",
            "LMS_QUEUE": "redis://localhost:6379/0",
        }
    )
    assert settings.mail_from == "learning@council.example"
    assert "p%40ss" not in repr(settings)
    assert faults(LMS_MAIL_SERVER="smtp://mail") == (
        "LMS_MAIL_FROM is not set: write the address that messages come from.",
    )
    assert "one e-mail address" in faults(LMS_MAIL_FROM="us")[0]
    said = faults(LMS_MAIL_SERVER="mail.example:secret", LMS_MAIL_FROM="a@b.example")
    assert "smtp://host:587" in said[0]
    assert "secret" not in said[0]


def test_a_queue_that_is_not_there_is_refused() -> None:
    assert "sqlite, postgresql or redis" in faults(LMS_QUEUE="rabbit")[0]
    assert "names no PostgreSQL" in faults(LMS_QUEUE="postgresql")[0]


@pytest.mark.parametrize(
    ("text", "share"), [("", "0.001"), ("2%", "0.02"), ("0.05 %", "0.0005"), ("100", "1")]
)
def test_the_limit_of_blind_passes_is_a_per_cent(text: str, share: str) -> None:
    settings = Settings.from_env({"SECRET_KEY": SECRET, "LMS_MAX_GUESS": text})
    assert settings.max_guess == Fraction(share)


@pytest.mark.parametrize("text", ["often", "-1%", "101%", "1/3"])
def test_a_limit_that_is_no_per_cent_is_refused(text: str) -> None:
    (fault,) = faults(LMS_MAX_GUESS=text)
    assert "LMS_MAX_GUESS" in fault
