"""A closed-loop client without think time, on the loopback address only, bounded in count.

Raw sockets, so that the client takes as little of the shared processors as it can.
It must not know what the addresses mean.
"""

from __future__ import annotations

import multiprocessing
import socket
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    requests: int
    seconds: float
    latencies_ms: tuple[float, ...]

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def load(port: int, requests: list[bytes], *, connections: int, count: int) -> Run:
    """Send `count` requests in all over `connections` keep-alive connections, one process for every four."""
    processes = max(1, connections // 4)
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        share = count // processes
        began = time.perf_counter()
        parts = pool.starmap(
            _loop, [(port, requests, connections // processes, share, number) for number in range(processes)]
        )
        seconds = time.perf_counter() - began
    latencies = tuple(latency for part in parts for latency in part)
    return Run(len(latencies), seconds, latencies)


def _loop(port: int, requests: list[bytes], connections: int, count: int, number: int) -> list[float]:
    sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(connections)]
    for one in sockets:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    latencies = []
    sent = [0.0] * connections
    at = number
    for slot, one in enumerate(sockets):
        one.sendall(requests[at % len(requests)])
        sent[slot] = time.perf_counter()
        at += 1
    done = 0
    while done < count:
        for slot, one in enumerate(sockets):
            status = read_response(one)
            latencies.append((time.perf_counter() - sent[slot]) * 1000)
            if status not in (200, 304):
                raise RuntimeError(f"the server answered {status}")
            done += 1
            one.sendall(requests[at % len(requests)])
            sent[slot] = time.perf_counter()
            at += 1
    for one in sockets:
        read_response(one)
        one.close()
    return latencies


def read_response(one: socket.socket) -> int:
    """The status of the next response; the body is read and thrown away."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = one.recv(65536)
        if not piece:
            raise RuntimeError("the server closed the connection")
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    missing = length - len(body)
    while missing > 0:
        piece = one.recv(min(65536, missing))
        if not piece:
            raise RuntimeError("the server closed the connection")
        missing -= len(piece)
    return int(head.split(b" ", 2)[1])
