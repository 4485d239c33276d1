"""Two councils beside each other: one checks what the other has issued, and believes nothing else."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta

import pytest

from lms.db.certificates import FileKind
from lms.extensions import db
from lms.services import certificate_checks, corrections, issuers
from lms.services.certificate_checks import Checked, Verdict
from lms.services.fetching import Fetcher, Unreachable
from tests.foreign.conftest import Site
from tests.foreign.neighbours import NOW, TODAY, did, issued

pytestmark = pytest.mark.usefixtures("trust_their_https")


def check(site: Site, body: bytes, *, now: datetime = NOW) -> Checked:
    with site.app.app_context():
        # With time enough for a busy machine; what is stopped in time has a test of its own.
        return certificate_checks.check(
            db.session(), body, origin=site.origin, today=now.date(), now=now, private=True, seconds=60
        )


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
