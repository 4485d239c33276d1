"""Our credentials before verifiers that others wrote: taken as they are, refused with one value changed."""

from __future__ import annotations

import copy
import json
import ssl
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from lms.db.certificates import Certificate
from lms.db.unit_of_work import unit_of_work
from lms.documents import keys, proofs
from lms.documents.keys import KeyKind
from lms.extensions import db
from lms.services import corrections, signing_keys
from tests.foreign.conftest import Answers, Site
from tests.support import rows
from tests.support.databases import Database

Ask = Callable[[Site, Mapping[str, object]], Answers]


def fetch(site: Site, path: str) -> bytes:
    """What the running server gives a stranger."""
    trust = ssl.create_default_context(cafile=str(site.authority))
    with urllib.request.urlopen(f"{site.origin}{path}", context=trust, timeout=20) as answer:
        body: bytes = answer.read()
    return body


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every single value in a document. Any: JSON."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from leaves(member, (*path, key))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from leaves(member, (*path, index))
    else:
        yield path


def changed(document: dict[str, Any], path: tuple[str | int, ...]) -> dict[str, Any]:
    """The document with one value changed a little."""
    made: Any = copy.deepcopy(document)
    here = made
    for step in path[:-1]:
        here = here[step]
    was = here[path[-1]]
    here[path[-1]] = (not was) if isinstance(was, bool) else f"{was[:-1]}{'x' if was[-1] != 'x' else 'y'}"
    return dict(made)


@pytest.fixture
def site(open_site: Callable[..., Site], sqlite_database: Database) -> Site:
    return open_site(sqlite_database)


def issue(site: Site, name: str = "Siân Ŵyn-Pryce", **changes: Any) -> str:
    with site.app.app_context():
        return site.learner(name, **changes).take().certificate_number or ""


def test_both_take_ours_and_refuse_every_change(site: Site, ask: Ask) -> None:
    number = issue(site)
    document = json.loads(fetch(site, f"/certificates/{number}.json"))
    other = json.loads(fetch(site, f"/certificates/{issue(site, 'Ada Lovelace')}.json"))
    cases: dict[str, Any] = {"ours": document}
    for path in leaves(document):
        cases[f"changed {'/'.join(map(str, path))}"] = changed(document, path)
    cases["swapped proof"] = {**document, "proof": other["proof"]}
    cases["without a proof"] = {key: value for key, value in document.items() if key != "proof"}
    cases["signed by a stranger"] = by_a_stranger(site, document)
    answers = ask(site, cases)
    assert [said["accepted"] for said in answers.pop("ours").values()] == [True, True]
    taken = [
        f"{verifier}: {name}"
        for name, said in answers.items()
        for verifier in ("digitalbazaar", "core")
        if said[verifier]["accepted"]
    ]
    assert taken == []
    assert len(answers) > 50


def by_a_stranger(site: Site, document: dict[str, Any]) -> dict[str, Any]:
    """The same words, honestly signed with a key that we never published."""
    assert site.issuing.keys is not None
    folder = site.issuing.keys.parent / "stranger"
    key = keys.make(folder, "stranger", KeyKind.ED25519)
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    return proofs.sign(
        unsigned,
        private=keys.ed25519(folder, key),
        method=f"{document['issuer']['id']}#{key.public}",
        created=document["validFrom"],
    )


def test_both_refuse_revoked_and_expired_and_take_it_back_after_a_mistake(site: Site, ask: Ask) -> None:
    revoked, ended = issue(site), issue(site, "Ada Lovelace")
    with site.app.app_context(), unit_of_work(db.session()):
        db.session.execute(
            sa.update(Certificate)
            .where(Certificate.number == ended)
            .values(valid_until=(rows.NOW - timedelta(days=300)).date())
        )
    cases = {name: json.loads(fetch(site, f"/certificates/{name}.json")) for name in (revoked, ended)}
    with site.app.app_context():
        corrections.revoke(
            db.session(), number=revoked, reason="rules not kept", note="", actor_id=None, now=rows.NOW
        )
    answers = ask(site, cases)
    assert [said["accepted"] for name in cases for said in answers[name].values()] == [False] * 4
    with site.app.app_context():
        corrections.restore(db.session(), number=revoked, note="", actor_id=None, now=rows.NOW)
    answers = ask(site, {revoked: cases[revoked]})
    assert [said["accepted"] for said in answers[revoked].values()] == [True, True]


def test_a_rotated_key_still_counts_and_a_leaked_one_does_not(site: Site, ask: Ask) -> None:
    number = issue(site)
    old = json.loads(fetch(site, f"/certificates/{number}.json"))
    name = json.loads(fetch(site, "/.well-known/jwks.json"))["keys"][0]["kid"].rpartition("/")[2]
    assert site.issuing.keys is not None
    with site.app.app_context():
        signing_keys.rotate(db.session(), site.issuing.keys, now=rows.NOW)
    new = json.loads(fetch(site, f"/certificates/{issue(site, 'Ada Lovelace')}.json"))
    answers = ask(site, {"old": old, "new": new})
    assert [said["accepted"] for found in answers.values() for said in found.values()] == [True] * 4
    with site.app.app_context():
        signing_keys.revoke(db.session(), site.issuing.keys, name=name, now=rows.NOW)
    anew = json.loads(fetch(site, f"/certificates/{number}.json"))
    assert anew["id"] == old["id"]
    answers = ask(site, {"old": old, "anew": anew})
    assert [said["accepted"] for said in answers["old"].values()] == [False, False]
    assert [said["accepted"] for said in answers["anew"].values()] == [True, True]
