"""Log lines: one JSON object each, known keys, nobody in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO

from lms.settings import Settings
from lms.web import logs
from tests.support.app import LEARNER, running
from tests.support.client import PASSWORD, PageClient


def test_a_request_is_one_line_with_its_rule_and_not_its_address(
    change_settings: Callable[..., Settings],
) -> None:
    log = StringIO()
    with running(change_settings(), log=log) as app:
        client = app.test_client()
        assert isinstance(client, PageClient)
        client.sign_in(LEARNER)
        client.get("/sign-in?next=/certificates/ABCD&email=somebody")
        client.get("/nowhere/somebody")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert all(set(line) <= logs.KEYS for line in lines)
    assert {line["route"] for line in lines} >= {"/sign-in", "none"}
    assert all(isinstance(line["ms"], float) and line["status"] for line in lines)
    assert len({line["request"] for line in lines}) == len(lines)
    for word in (LEARNER, PASSWORD, "ABCD", "somebody"):
        assert word not in log.getvalue()


def test_unknown_keys_are_left_out_and_control_characters_escaped() -> None:
    stream = StringIO()
    logs.make(stream).error("fault", error="a\nb\x1b[31m\u2028", name="Sam Carter")
    text = stream.getvalue()
    assert text.count("\n") == 1
    assert "\x1b" not in text
    assert "\u2028" not in text
    assert set(json.loads(text)) == {"event", "level", "timestamp", "error"}


def test_a_quiet_application_writes_no_requests(change_settings: Callable[..., Settings], capsys) -> None:  # type: ignore[no-untyped-def]
    with running(change_settings()) as app:
        app.test_client().get("/healthz")
    assert capsys.readouterr().err == ""
