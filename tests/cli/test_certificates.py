"""`lms certificates` and `lms issuers` from the command line."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import engine as engines
from lms.db.people import Person
from lms.db.unit_of_work import unit_of_work
from lms.services import signing_keys
from tests.cli.conftest import Run
from tests.support import rows
from tests.support.learners import Learner


def earned(instance: Path) -> str:
    engine = engines.make_engine(f"sqlite:///{instance / 'alongside.db'}")
    with Session(engine) as session:
        signing_keys.ensure(session, instance / "keys", now=rows.NOW)
        number = Learner(session, rows.add_person(session)).take().certificate_number or ""
    engine.dispose()
    return number


def rename(instance: Path) -> None:
    engine = engines.make_engine(f"sqlite:///{instance / 'alongside.db'}")
    with Session(engine) as session, unit_of_work(session):
        session.execute(sa.update(Person).values(name="Samantha Jones"))
    engine.dispose()


def test_a_certificate_is_corrected_from_the_command_line(run: Run, instance: Path) -> None:
    run("db", "upgrade")
    number = earned(instance)
    revoke = ("certificates", "revoke", number, "--reason", "issued by mistake", "--note", "x")
    assert run(*revoke).out == "It is revoked.\n"
    assert run("certificates", "restore", number).out == "It counts again.\n"
    assert run("certificates", "reissue", number).code == 6
    rename(instance)
    assert run("certificates", "reissue", number).out.startswith("The new number is ")
    assert run("certificates", "revoke", "nothing", "--reason", "issued by mistake").code == 4
    assert run("certificates", "revoke", number, "--reason", "because").code == 2
    sign_in = ("--sign-in", "sam.carter@demo.example")
    sent = run("certificates", "send-link", *sign_in, "--to", "sam@example.com")
    assert "/wallet/" in sent.out
    assert (
        run("certificates", "erase-holder", *sign_in, "--yes").out == "Certificates without a name now: 2.\n"
    )


def test_issuers_are_trusted_and_let_go_from_the_command_line(run: Run) -> None:
    run("db", "upgrade")
    assert run("issuers", "list").out == "Nobody is trusted yet.\n"
    did = "did:web:learning.walsall.example"
    assert run("issuers", "trust", did, "--name", "Walsall", "--since", "2026-04-01").code == 0
    assert run("issuers", "list").out == f"{did}  Walsall  since 2026-04-01\n"
    assert run("issuers", "end", did, "--until", "2027-03-31").code == 0
    assert run("issuers", "list").out.endswith("since 2026-04-01 until 2027-03-31\n")
    assert run("issuers", "end", "did:web:other.example").code == 4
    assert run("issuers", "trust", "https://x.example", "--name", "X").code == 6
    assert run("issuers", "trust", did, "--name", "").code == 6
    assert run("issuers", "trust", did, "--name", "Walsall").code == 0
    assert "until" not in run("issuers", "list").out
