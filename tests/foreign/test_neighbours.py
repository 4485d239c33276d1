"""Two councils beside each other: one checks what the other has issued, and believes nothing else."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from lms.db.certificates import FileKind
from lms.db.enrolments import Cycle
from lms.db.recognition import Recognition
from lms.domain import errors
from lms.domain.recognition import Decision
from lms.extensions import db
from lms.queries import issuers as issuer_reads
from lms.queries.issuers import RecognitionRow
from lms.services import certificate_checks, certificate_files, corrections, issuers, recognition
from lms.services.certificate_checks import Checked, Verdict
from lms.services.fetching import Fetcher, Unreachable
from tests.foreign.conftest import Site
from tests.support import rows
from tests.support.databases import Databases

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def two(open_site: Callable[..., Site], databases_here: Databases) -> Iterator[tuple[Site, Site]]:
    """Ours and a neighbour whom we trust."""
    with databases_here.open("sqlite") as first, databases_here.open("sqlite") as second:
        ours, theirs = open_site(first, "Walsall"), open_site(second, "Wolverhampton")
        with ours.app.app_context():
            issuers.trust(
                db.session(), did=did(theirs), name="Wolverhampton", since=TODAY, actor_id=None, now=NOW
            )
        yield ours, theirs


def did(site: Site) -> str:
    return "did:web:" + site.origin.removeprefix("https://").replace(":", "%3A")


def issued(site: Site, kind: FileKind = FileKind.JSON) -> tuple[str, bytes]:
    with site.app.app_context():
        number = site.learner(f"Person {time.monotonic_ns()}").take().certificate_number or ""
        return number, certificate_files.file(
            db.session(), number=number, kind=kind, issuing=site.issuing, now=rows.NOW
        )


def check(site: Site, body: bytes, *, now: datetime = NOW) -> Checked:
    with site.app.app_context():
        # With time enough for a busy machine; what is stopped in time has a test of its own.
        return certificate_checks.check(
            db.session(), body, origin=site.origin, today=now.date(), now=now, private=True, seconds=60
        )


@pytest.fixture(autouse=True)
def trust_their_https(two: tuple[Site, Site], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(two[1].authority))


@pytest.mark.parametrize("kind", list(FileKind))
def test_a_neighbours_certificate_stands_until_it_is_revoked_or_ends(
    two: tuple[Site, Site], kind: FileKind
) -> None:
    ours, theirs = two
    number, body = issued(theirs, kind)
    found = check(ours, body)
    assert (found.verdict, found.issuer) == (Verdict.NEIGHBOUR, "Wolverhampton")
    assert found.facts is not None
    assert found.facts.title == "Restorative practice"
    assert check(ours, body, now=NOW + timedelta(days=500)).verdict is Verdict.NEIGHBOUR_BAD
    with theirs.app.app_context():
        corrections.revoke(
            db.session(), number=number, reason="rules not kept", note="", actor_id=None, now=NOW
        )
    again = check(ours, body)
    assert again.verdict is Verdict.NEIGHBOUR_BAD
    assert again.answer is not None
    assert again.answer.value == "revoked"


def test_a_neighbour_who_does_not_answer_is_never_valid(two: tuple[Site, Site]) -> None:
    ours, theirs = two
    _, body = issued(theirs)
    document = json.loads(body)
    # The same issuer at a port where nobody listens.
    gone = json.dumps(document).replace(did(theirs), "did:web:localhost%3A1").encode()
    with ours.app.app_context():
        issuers.trust(
            db.session(), did="did:web:localhost%3A1", name="Gone", since=TODAY, actor_id=None, now=NOW
        )
    assert check(ours, gone).verdict is Verdict.NEIGHBOUR_UNCHECKED


def test_changed_words_and_other_peoples_lists_do_not_count(two: tuple[Site, Site]) -> None:
    ours, theirs = two
    _, body = issued(theirs)
    for change in (
        ("Restorative practice", "Restorative practise"),
        ('"value":"100"', '"value":"99"'),
        ("/status/1", "/status/2"),
    ):
        changed = body.decode().replace(*change).encode()
        assert changed != body
        assert check(ours, changed).verdict is Verdict.NEIGHBOUR_BAD


def test_trust_that_has_ended_does_not_cover_what_comes_later(two: tuple[Site, Site]) -> None:
    ours, theirs = two
    _, body = issued(theirs)
    with ours.app.app_context():
        issuers.end_trust(
            db.session(), did=did(theirs), until=TODAY - timedelta(days=1), actor_id=None, now=NOW
        )
    assert check(ours, body).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost/x",
        "https://127.0.0.1/x",
        "https://user:word@example.com/x",
        "https://localhost/x?y",
        "file:///etc/passwd",
        "https:///x",
        "https://[::1]/x",
        "https://localhost:99999/x",
    ],
)
def test_the_fetcher_asks_nobody_inside_and_nothing_but_https(address: str) -> None:
    with pytest.raises(Unreachable):
        Fetcher(private=False).fetch(address, ends=time.monotonic() + 2)


def test_the_fetcher_stops_in_time(two: tuple[Site, Site]) -> None:
    with pytest.raises(Unreachable):
        Fetcher(private=True).fetch(f"{two[1].origin}/.well-known/did.json", ends=time.monotonic() - 1)
    with pytest.raises(Unreachable):
        Fetcher(private=True).fetch(f"{two[1].origin}/nothing", ends=time.monotonic() + 5)


def rule(site: Site, decision: Decision, *, confirm: bool = False, **more: int) -> None:
    with site.app.app_context():
        issuers.set_rule(
            db.session(),
            course="restorative-practice",
            matches="",
            decision=decision,
            months_old=more.get("months_old"),
            valid_months=more.get("valid_months"),
            needs_confirmation=confirm,
            confirmer=None,
            actor_id=None,
            now=NOW,
        )


def bring(site: Site, body: bytes, person_id: int, former: str = "") -> RecognitionRow:
    with site.app.app_context():
        return recognition.bring(
            db.session(),
            body,
            person_id=person_id,
            course=recognition.Course("restorative-practice", "Restorative practice"),
            former_address=former,
            origin=site.origin,
            private=True,
            today=TODAY,
            now=NOW,
        )


def moved(ours: Site, theirs: Site, name: str = "Sam Carter") -> tuple[int, bytes]:
    """Somebody who passed there and works here, under another address; the file that they kept."""
    with theirs.app.app_context():
        number = theirs.learner(name, sign_in_name=f"{name}@there.example").take().certificate_number or ""
        body = certificate_files.file(
            db.session(), number=number, kind=FileKind.PDF, issuing=theirs.issuing, now=rows.NOW
        )
    with ours.app.app_context():
        return rows.add_person(db.session(), name, sign_in_name=f"{name}@here.example"), body


def test_a_rule_recognises_and_the_cycle_has_it(two: tuple[Site, Site]) -> None:
    ours, theirs = two
    person_id, body = moved(ours, theirs)
    with pytest.raises(errors.RecognitionRefused, match="not recognised for this course"):
        bring(ours, body, person_id)
    rule(ours, Decision.ACCEPT, valid_months=6)
    with pytest.raises(errors.RecognitionRefused, match="not about the address"):
        bring(ours, body, person_id)
    found = bring(ours, body, person_id, "SAM carter@there.example")
    assert (found.state, found.valid_until) == ("recognised", date(2027, 5, 22))
    assert (found.issuer_name, found.issuer_did) == ("Wolverhampton", did(theirs))
    assert bring(ours, body, person_id, "Sam Carter@there.example") == found
    with ours.app.app_context():
        cycle = db.session.execute(sa.select(Recognition.cycle_id)).scalar_one()
        assert cycle == db.session.execute(sa.select(Cycle.id)).scalar_one()


@pytest.mark.parametrize(
    ("decision", "more", "state"),
    [
        (Decision.REFUSE, {}, "refused"),
        (Decision.REFRESHER, {}, "needs refresher"),
        (Decision.RECENT, {"months_old": 1}, "recognised"),
    ],
)
def test_each_rule_has_its_outcome(
    two: tuple[Site, Site], decision: Decision, more: dict[str, int], state: str
) -> None:
    ours, theirs = two
    person_id, body = moved(ours, theirs)
    rule(ours, decision, **more)
    assert bring(ours, body, person_id, "Sam Carter@there.example").state == state


def test_a_named_person_agrees_and_nobody_to_their_own(two: tuple[Site, Site]) -> None:
    ours, theirs = two
    person_id, body = moved(ours, theirs)
    rule(ours, Decision.ACCEPT, confirm=True)
    found = bring(ours, body, person_id, "Sam Carter@there.example")
    assert found.state == "waiting"
    assert not recognition.may_decide(found, actor_id=person_id, is_administrator=True)
    with ours.app.app_context():
        other = rows.add_person(db.session(), "Priya Shah")
        assert recognition.may_decide(found, actor_id=other, is_administrator=True)
        assert not recognition.may_decide(found, actor_id=other, is_administrator=False)
        for _ in range(2):
            recognition.decide(
                db.session(), recognition_id=found.recognition_id, actor_id=other, agree=True, now=NOW
            )
        with pytest.raises(errors.RecognitionRefused):
            recognition.decide(
                db.session(), recognition_id=found.recognition_id, actor_id=other, agree=False, now=NOW
            )
        assert issuer_reads.one(db.session(), found.recognition_id).state == "recognised"
        assert issuer_reads.waiting(db.session(), confirmer_id=None) == ()


def test_another_name_at_the_address_there_needs_somebody_to_agree(two: tuple[Site, Site]) -> None:
    ours, theirs = two
    _, body = moved(ours, theirs)
    rule(ours, Decision.ACCEPT)
    with ours.app.app_context():
        stranger = rows.add_person(db.session(), "Ada Lovelace")
    assert bring(ours, body, stranger, "Sam Carter@there.example").state == "waiting"
