"""Where a sign-in may lead: only to ourselves, whatever was asked for."""

from __future__ import annotations

import pytest

from lms.web.auth import destinations
from tests.support.app import LEARNER
from tests.support.client import PageClient

ELSEWHERE = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "http:///evil.example",
    "https:evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nLocation: https://evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/courses//evil.example",
    "/@evil.example:80//",
    "javascript:alert(1)",
    "data:text/html,hello",
    "evil.example",
    "/courses/tea?next=https://evil.example",
    "/courses/tea#//evil.example",
    "/courses/\u2028evil",
    "/courses/tea\n",
    "/" + "a" * 600,
    "",
]
OURS = [
    "/",
    "/courses/tea",
    "/courses/tea/ask-first",
    "/attempts/ab12?question=3",
    "/quizzes/tea_final",
    "/a%20b",
]


@pytest.mark.parametrize("wanted", ELSEWHERE, ids=repr)
def test_another_site_is_never_a_destination(wanted: str) -> None:
    assert destinations.allowed(wanted) == "/"


@pytest.mark.parametrize("wanted", OURS)
def test_a_page_of_ours_is_a_destination(wanted: str) -> None:
    assert destinations.allowed(wanted) == wanted


@pytest.mark.parametrize("wanted", [*ELSEWHERE, *OURS], ids=repr)
def test_signing_in_twice_leads_to_the_same_place_and_never_away(client: PageClient, wanted: str) -> None:
    client.sign_in(LEARNER)
    answer = client.get("/sign-in", query_string={"next": wanted})
    assert answer.status_code == 303
    assert answer.headers["Location"] == destinations.allowed(wanted)
