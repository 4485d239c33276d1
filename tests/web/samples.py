"""Addresses to try: one for each rule of the map, with values that stand in the sample course."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

# Nobody has this `person_id`: a matrix of requests must not change the people it uses.
VALUES = {
    "course": "tea",
    "lesson": "ask-first",
    "quiz": "tea-making",
    "item": "open-question",
    "attempt_id": "unknown-attempt",
    "play_id": "unknown-play",
    "sitting_id": "unknown-sitting",
    "question": "1",
    # Nobody has decided so often.
    "remark_id": "2000000000",
    "number": "AB12-CD34-EF56",
    "list_number": "1",
    "version": "0123456789ab",
    "secret": "no-such-link",
    "recognition_id": "2000000000",
    "digest": "000000000000",
    "name": "pot.svg",
    "person_id": "2000000000",
    "requirement_id": "2000000000",
    "campaign_id": "2000000000",
    "absence_id": "2000000000",
    "evidence_id": "2000000000",
    "path": "courses/tea/01-making/01-ask-first.md",
    # Nobody has published so often.
    "release": "2000000000",
}
SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Route:
    """One way to call the application."""

    endpoint: str
    method: str
    url: str

    def __str__(self) -> str:
        return f"{self.method} {self.url}"


def url_of(rule: Rule, changes: Mapping[str, str]) -> str:
    values = {name: {**VALUES, **changes}.get(name, "unknown") for name in rule.arguments}
    built = rule.build(values)
    assert built is not None, f"tests/web/samples.py has no value that fits {rule.rule}"
    return built[1]


def routes(app: Flask, **changes: str) -> Iterator[Route]:
    """Every rule with every method that it answers, but for those that Flask adds by itself.

    `changes` are values for arguments of rules, in the place of those above.
    """
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Route(rule.endpoint, method, url_of(rule, changes))
