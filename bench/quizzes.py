"""What a whole quiz of ten questions costs the server, by script and by forms alone, on a server of its own.

Beside it stands the cost of one request that only returns ready-made bytes, because it tells how busy the
machine was. It must not know how a quiz is taken: `flows` does.
"""

from __future__ import annotations

from pathlib import Path

from bench import client, flows, people, server, ten
from bench.person import Person

# What must be reached (issue 4).
QUIZ_MS = 25
MOODLE_QUIZ_MS = 1568
MOODLE_RATIO = 60
FLOWS_A_SECOND = 100
MEMORY_MIB = 500

# A rate needs as many at once as it has flows in hand; few at once show what a flow costs without a crowd.
CROWDS = (16, 64)
# Enough to outlast the noise, whatever the crowd.
FLOWS = 320
# As many as a page with one question has.
PAGE_BYTES = 13_500

Line = tuple[str, str, str]


def bare_ms(bare: server.Server, requests: list[bytes], connections: int) -> float:
    """CPU milliseconds of one request to a server that only returns bytes."""
    client.load(bare.port, requests, connections=connections, count=2000)
    before = bare.cpu_seconds()
    run = client.load(bare.port, requests, connections=connections, count=10_000)
    return (bare.cpu_seconds() - before) / run.requests * 1000


def measure(folder: Path, database_url: str, workers: int, bare: float) -> list[Line]:
    """What was measured, the figure, and what must be reached; `bare` is what `bare_ms` found."""
    folder.mkdir()
    content = ten.write(folder / "content")
    prepared = people.prepare(folder, database_url, count=sum(CROWDS), content=content)
    port = server.free_port()
    environment = prepared.environment | {
        "LMS_PORT": str(port),
        "LMS_WORKERS": str(workers),
        "LMS_BASE_URL": f"http://127.0.0.1:{port}",
    }
    with server.running(["-m", "lms", "serve"], environment, port, folder / "server.log") as ours:
        everyone = [Person(port) for _ in prepared.names]
        for person, name in zip(everyone, prepared.names, strict=True):
            person.sign_in(name, prepared.password)
        cookies = [person.cookie_header() for person in everyone]
        return [
            ("bare Flask page of a question's size, CPU", f"{bare:.3f} ms", ""),
            *(
                line
                # Other people each time: whoever has taken a quiz fifty times has a longer page before it.
                for crowd, first in zip(CROWDS, (0, *CROWDS), strict=False)
                for how, script in (("by script", True), ("by forms alone", False))
                for line in _flows(ours, cookies[first : first + crowd], how, bare, script=script)
            ),
            (
                "memory of all workers after the quizzes (PSS)",
                f"{ours.memory_mib():.0f} MiB",
                f"<= {MEMORY_MIB} MiB",
            ),
        ]


def _flows(ours: server.Server, cookies: list[str], how: str, bare: float, *, script: bool) -> list[Line]:
    # Each worker draws the parts of its pages once.
    flows.take(ours.port, ten.QUIZ, cookies, script=script, rounds=1)
    before = ours.cpu_seconds()
    taken = flows.take(ours.port, ten.QUIZ, cookies, script=script, rounds=FLOWS // len(cookies))
    each = (ours.cpu_seconds() - before) / taken.flows * 1000
    what = f"quiz of 10 {how}, {len(cookies)} at once"
    return [
        (f"{what} ({taken.requests} requests), CPU", f"{each:.1f} ms", f"<= {QUIZ_MS} ms"),
        (f"{what}, its requests / bare Flask pages", f"{each / taken.requests / bare:.1f}", ""),
        (f"{what}, Moodle / ours", f"{MOODLE_QUIZ_MS / each:.0f}", f">= {MOODLE_RATIO}"),
        (f"{what}, rate", f"{taken.flows / taken.seconds:.1f} flows a second", f">= {FLOWS_A_SECOND}"),
    ]
