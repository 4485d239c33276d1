"""`python -m bench`: what a lesson, a quiz and a sign-in cost, beside a bare Flask page of the same size.

`python -m bench content` measures only reading a large course: cold, after one edit, and checking it.
`python -m bench quiz` measures only whole quizzes.
`python -m bench credentials` measures only certificates, with all re-issues after a leak; neither needs a
server.

CPU is user and system time of the server's whole process tree, read from /proc before and after each
run: it is the figure to compare, because it survives a busy machine better than requests a second.
"""

from __future__ import annotations

import argparse
import http.client
import json
import platform
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import client, content, credentials, people, quizzes, server, statistics_figures
from bench.person import Person

# What must be reached (issue and performance budget); printed beside each figure.
LESSON_MS = 0.4
LESSON_RATIO = 2.5
SIGN_IN_OVER_HASH_MS = 2.0
PAGE_KB = 45
PAGE_REQUESTS = 6
START_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    value: str
    target: str


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        rows = _measure(options, Path(folder)) if options.part == "all" else []
        if options.part in ("all", "quiz"):
            rows += [Row(*row) for row in _quizzes(options, Path(folder))]
        if options.part in ("all", "content"):
            rows += [Row(*row) for row in content.measure(Path(folder))]
        if options.part in ("all", "credentials"):
            reissues = credentials.REISSUES if options.part == "credentials" else credentials.SOME_REISSUES
            measured = credentials.measure(Path(folder) / "credentials", reissues=reissues)
            rows += [Row(row.what, row.value, row.target) for row in measured]
    print(
        f"{platform.platform()}, Python {platform.python_version()}, {options.workers} workers, "
        f"{'PostgreSQL' if options.database_url else 'SQLite'}"
    )
    width = max(len(row.what) for row in rows)
    for row in rows:
        print(f"{row.what:<{width}}  {row.value:>22}  {row.target}")
    if options.json:
        Path(options.json).write_text(
            json.dumps([[row.what, row.value, row.target] for row in rows], indent=1)
        )
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "part",
        nargs="?",
        choices=["all", "content", "quiz", "credentials"],
        default="all",
        help="only these figures; content needs no server",
    )
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--requests", type=int, default=20000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database-url", default="")
    parser.add_argument("--json", default="", help="also write the figures to this file")
    return parser.parse_args()


def _measure(options: argparse.Namespace, folder: Path) -> list[Row]:
    prepared = people.prepare(folder, options.database_url, count=options.connections)
    port = server.free_port()
    environment = prepared.environment | {
        "LMS_PORT": str(port),
        "LMS_WORKERS": str(options.workers),
        "LMS_BASE_URL": f"http://127.0.0.1:{port}",
    }
    log = folder / "server.log"
    with server.running(["-m", "lms", "serve"], environment, port, log) as ours:
        everyone = [Person(port) for _ in prepared.names]
        for person, name in zip(everyone, prepared.names, strict=True):
            person.sign_in(name, prepared.password)
        lesson_path, page = _first_lesson(everyone[0])
        cookies = [person.cookie_header() for person in everyone]
        with _bare(folder, options.workers, len(page.encode())) as bare:
            lesson, ratio, run = _lesson_beside_bare(options, ours, bare, lesson_path, cookies)
        rows = [
            Row("lesson page, size uncompressed", f"{len(page.encode()) / 1000:.1f} kB", ""),
            Row("bare Flask page of that size, CPU", f"{lesson / ratio:.3f} ms", ""),
            Row("lesson view, CPU", f"{lesson:.3f} ms", f"<= {LESSON_MS} ms"),
            Row("lesson view / bare Flask page", f"{ratio:.2f}", f"<= {LESSON_RATIO}"),
            Row("lesson view, rate", f"{run.requests / run.seconds:,.0f} a second", ""),
            Row("lesson view, p50 / p99", f"{run.percentile(0.5):.2f} / {run.percentile(0.99):.2f} ms", ""),
            *_sign_in(ours, port, prepared),
            *_cold_page(everyone[0], lesson_path),
            Row("memory of all workers (PSS)", f"{ours.memory_mib():.0f} MiB", ""),
        ]
    rows.append(_cold_start(environment, folder))
    rows += [Row(*line) for line in statistics_figures.lines(statistics_figures.measure(folder))]
    return rows


def _first_lesson(person: Person) -> tuple[str, str]:
    course = person.get("/courses/restorative-practice")
    path = next(
        link
        for link in re.findall(r'href="(/courses/restorative-practice/[a-z0-9-]+)"', course)
        if not link.endswith("/glossary")
    )
    return path, person.get(path)


def _bare(folder: Path, workers: int, size: int):  # type: ignore[no-untyped-def]
    port = server.free_port()
    # Started with the very options that the platform gives its own server, so that only the page differs.
    arguments = [
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        "1",
        "--no-ws",
        "bench.bare:app",
    ]
    return server.running(arguments, {"BARE_BYTES": str(size)}, port, folder / "bare.log")


def _get(path: str, port: int, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode()


def _lesson_beside_bare(
    options: argparse.Namespace, ours: server.Server, bare: server.Server, path: str, cookies: list[str]
) -> tuple[float, float, client.Run]:
    """Median CPU ms of our page, median ratio of pairs taken in turn, and the last run of ours."""

    def cost(one: server.Server, requests: list[bytes], count: int) -> tuple[float, client.Run]:
        before = one.cpu_seconds()
        run = client.load(one.port, requests, connections=options.connections, count=count)
        return (one.cpu_seconds() - before) / run.requests * 1000, run

    mine = [_get(path, ours.port, cookie) for cookie in cookies]
    plain = [_get("/page", bare.port, "a=b")]
    cost(ours, mine, 2000)
    cost(bare, plain, 2000)
    pairs = []
    run = None
    for _ in range(options.rounds):
        ours_ms, run = cost(ours, mine, options.requests)
        bare_ms, _ = cost(bare, plain, options.requests)
        pairs.append((ours_ms, ours_ms / bare_ms))
    assert run is not None
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs), run


def _quizzes(options: argparse.Namespace, folder: Path) -> list[tuple[str, str, str]]:
    with _bare(folder, options.workers, quizzes.PAGE_BYTES) as bare:
        plain = [_get("/page", bare.port, "a=b")]
        bare_ms = quizzes.bare_ms(bare, plain, options.connections)
    return quizzes.measure(folder / "quiz", options.database_url, options.workers, bare_ms)


def _sign_in(ours: server.Server, port: int, prepared: people.Prepared) -> list[Row]:
    rounds = 60

    def cost(action: Callable[[], object]) -> float:
        before = ours.cpu_seconds()
        for _ in range(rounds):
            action()
        return (ours.cpu_seconds() - before) / rounds * 1000

    def sign_in() -> None:
        Person(port).sign_in(prepared.names[0], prepared.password)

    # Each worker's first check takes fresh memory.
    cost(sign_in)
    # The hash is taken before and after, because a busy machine makes it slower by more than the difference.
    alone = people.hash_ms(prepared.password)
    form = cost(lambda: Person(port).get("/sign-in"))
    whole = cost(sign_in)
    alone = (alone + people.hash_ms(prepared.password)) / 2
    return [
        Row("password check alone, CPU", f"{alone:.1f} ms", ""),
        Row("page to sign in, CPU", f"{form:.1f} ms", ""),
        Row("sign-in, CPU", f"{whole - form:.1f} ms", f"<= {alone + SIGN_IN_OVER_HASH_MS:.1f} ms"),
    ]


def _cold_page(person: Person, path: str) -> list[Row]:
    """What a browser with an empty cache fetches for one lesson, compressed as it travels."""
    page = person.get(path)
    assets = set(re.findall(r'(?:href|src)="(/(?:static|media)/[^"]+)"', page))
    total, count = 0, 0
    connection = http.client.HTTPConnection("127.0.0.1", person.connection.port, timeout=10)
    for address in [path, *sorted(assets)]:
        connection.request(
            "GET", address, headers={"Cookie": person.cookie_header(), "Accept-Encoding": "gzip"}
        )
        response = connection.getresponse()
        body = response.read()
        total += len(body)
        count += 1
    return [
        Row(
            "cold lesson page, all parts",
            f"{total / 1000:.1f} kB, {count} requests",
            f"<= {PAGE_KB} kB, <= {PAGE_REQUESTS} requests",
        )
    ]


def _cold_start(environment: dict[str, str], folder: Path) -> Row:
    seconds = []
    for _ in range(3):
        port = server.free_port()
        ready = environment | {
            "LMS_PORT": str(port),
            "LMS_WORKERS": "1",
            "LMS_BASE_URL": f"http://127.0.0.1:{port}",
        }
        with server.running(["-m", "lms", "serve"], ready, port, folder / "start.log") as started:
            seconds.append(started.seconds_to_start)
    return Row(
        "start of the process to the first 200",
        f"{statistics.median(seconds):.2f} s",
        f"<= {START_SECONDS:.0f} s",
    )


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as failed:
        sys.exit(f"{failed.cmd} ended with code {failed.returncode}")
