"""Threads that sign at the same time: the library of the canonical form is not made for that, and we are."""

from concurrent import futures

from lms.documents import jsonld

DOCUMENT = {
    "@context": [jsonld.CREDENTIALS, jsonld.BADGES, jsonld.EXTENSIONS],
    "id": "https://learn.council.example/credentials/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:web:learn.council.example", "type": ["Profile"], "name": "Council"},
    "credentialStatus": {
        "id": "https://learn.council.example/status/1#1",
        "type": "BitstringStatusListEntry",
    },
}


def test_many_threads_find_one_canonical_form() -> None:
    alone = jsonld.canonical(DOCUMENT)
    with futures.ThreadPoolExecutor(8) as pool:
        found = set(pool.map(jsonld.canonical, [DOCUMENT] * 400))
    assert found == {alone}
