"""Bytes that no text of ours can hold never reach a view."""

from __future__ import annotations

import pytest

from tests.support.app import LEARNER
from tests.support.client import PageClient


@pytest.mark.parametrize("url", ["/courses/%00", "/courses/tea%00", "/sign-in?next=%00", "/attempts/a%00b"])
def test_a_nul_in_an_address_is_refused(client: PageClient, url: str) -> None:
    client.sign_in(LEARNER)
    assert client.page(url, status=400).heading == "We could not read that"


@pytest.mark.parametrize("field", ["email", "password", "na\0me"])
def test_a_nul_in_a_field_is_refused(client_on_each: PageClient, field: str) -> None:
    client = client_on_each
    data = {"csrf_token": client.csrf("/sign-in"), "email": "a", "password": "b"}
    data[field] = "a\0b"
    assert client.post("/sign-in", data=data).status_code == 400


@pytest.mark.parametrize("value", [b"\xff\xfe", b"\xed\xa0\x80", "🌱".encode(), b"\xc2\x85", b"\x01\x02"])
def test_other_odd_bytes_are_dealt_with_as_text(client_on_each: PageClient, value: bytes) -> None:
    client = client_on_each
    data = {"csrf_token": client.csrf("/sign-in"), "email": value, "password": value}
    assert client.post("/sign-in", data=data).status_code == 422
