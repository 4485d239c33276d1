"""Somebody signed in who takes quizzes, on both databases."""

from __future__ import annotations

import pytest

from tests.support.client import PageClient
from tests.web.quiz.taking import Taker


@pytest.fixture
def taker(client: PageClient) -> Taker:
    client.sign_in()
    return Taker(client)


@pytest.fixture
def taker_on_each(client_on_each: PageClient) -> Taker:
    client_on_each.sign_in()
    return Taker(client_on_each)
