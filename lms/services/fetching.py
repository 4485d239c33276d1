"""Owns the only way out: a document of an authority that we trust, by https, short, quickly or not at all.

It must not know what the document says. Nobody but a trusted issuer is ever asked.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

LARGEST = 1_000_000
PORT = 443


class Unreachable(Exception):
    """It did not answer in time, not with what was asked for, or must not be asked."""


@dataclass(frozen=True, slots=True)
class Fetcher:
    """`private` allows addresses inside our own network, for trying two installations beside each other."""

    private: bool

    def fetch(self, address: str, *, ends: float) -> bytes:
        """The body at `address` by https, at most 1 MB, before the monotonic moment `ends`.

        No redirect is followed, no proxy is used, nothing of ours is sent. Raises: Unreachable.
        """
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port or PORT
        except ValueError as fault:
            raise Unreachable from fault
        if parts.scheme != "https" or not host or parts.username or parts.query or parts.fragment:
            raise Unreachable
        try:
            where = self._resolved(host, port)
            connection = _Connection(host, port, where, ends)
            try:
                connection.request("GET", parts.path or "/", headers={"Accept": "*/*"})
                answer = connection.getresponse()
                if answer.status != http.HTTPStatus.OK:
                    raise Unreachable
                return _body(answer, connection, ends)
            finally:
                connection.close()
        except (OSError, http.client.HTTPException, ValueError) as fault:
            raise Unreachable from fault

    def _resolved(self, host: str, port: int) -> str:
        """One address of the host that may be asked; the connection goes there and nowhere else."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        if not self.private and not all(_is_public(address) for address in addresses):
            raise Unreachable
        # A name such as localhost may stand for two addresses of which one answers.
        return next((each for each in addresses if ":" not in each), addresses[0])


class _Connection(http.client.HTTPSConnection):
    """Goes to an address that was looked at before, while the certificate has to be of the name."""

    def __init__(self, host: str, port: int, where: str, ends: float) -> None:
        super().__init__(host, port, timeout=_left(ends), context=ssl.create_default_context())
        self._where = where
        self._ends = ends
        self._trust = ssl.create_default_context()

    def connect(self) -> None:
        plain = socket.create_connection((self._where, self.port), timeout=_left(self._ends))
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)


def _body(answer: http.client.HTTPResponse, connection: _Connection, ends: float) -> bytes:
    body = b""
    while True:
        if connection.sock is not None:
            connection.sock.settimeout(_left(ends))
        piece = answer.read1(65536)
        if not piece:
            return body
        body += piece
        if len(body) > LARGEST:
            raise Unreachable


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise Unreachable
    return left


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not (mapped or found).is_multicast
