"""Owns how the platform is served: granian's workers, the delivery of due jobs beside them, and the port.

It must not know the application beyond `lms.cli.worker`. The choice and its figures are in ADR 0003.
"""

import contextlib
import errno
import multiprocessing
import os
import signal
import socket
from collections.abc import Callable
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from lms.cli import faults, worker
from lms.settings import NEAREST, Settings

# Without a buffering proxy each half-sent body holds a thread that only waits: room for this many a worker.
WAITING_THREADS = 256
# A proxy hands over whole requests: room for those that wait for their commit.
PROXIED_THREADS = 32
HEADER_BYTES = 64 * 1024
HEADER_SECONDS = 20
STOP_SECONDS = 10


class TellingServer(MPServer):
    """Granian's server, which says when its workers have opened the port, each of them for itself.

    This is done in the main thread: a thread that runs while workers are forked could leave them a lock
    that nobody opens.
    """

    tell: Callable[[], None]

    # Any: granian hands its own loaders through.
    def startup(self, *arguments: Any) -> None:
        """Start the workers, and call `tell` at the first connection that is accepted."""
        super().startup(*arguments)  # type: ignore[no-untyped-call]  # Granian gives it no types.
        host = NEAREST.get(self.bind_addr, self.bind_addr)
        while not self.main_loop_interrupt.wait(0.01):
            with contextlib.suppress(OSError):
                socket.create_connection((host, self.bind_port), timeout=1).close()
                self.tell()
                return


def check_port(settings: Settings, change: str) -> None:
    """Raises: CannotStart if the port cannot be used; `change` is how a person chooses another."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        # As the server does it: a port on which old connections are only fading away is free.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((settings.host, settings.port))
        except (OSError, OverflowError) as error:
            raise faults.CannotStart(_port_sentence(settings, change, error)) from None


def _port_sentence(settings: Settings, change: str, error: OSError | OverflowError) -> str:
    match error:
        case OSError(errno=errno.EADDRINUSE):
            return f"Port {settings.port} is taken by another program: stop that, or choose another {change}."
        case OSError(errno=errno.EACCES | errno.EPERM):
            return f"You may not use port {settings.port}: choose one above 1023 {change}."
        case _:
            return f"This machine has no address “{settings.host}”: set LMS_HOST to 127.0.0.1 or 0.0.0.0."


def run(settings: Settings, ready: Callable[[], None], *, with_jobs: bool) -> None:
    """Serve until SIGTERM or SIGINT; requests in hand are finished first.

    The workers read the same environment as `settings` came from. `ready` is called once the port answers.
    `with_jobs`: also deliver due jobs, in one process of its own that ends with this one.
    """
    server = TellingServer(
        "lms.cli.worker:application",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=HEADER_BYTES, keep_alive=True
        ),
        websockets=False,
        workers=settings.workers,
        blocking_threads=max(PROXIED_THREADS, settings.threads) if settings.proxies else WAITING_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        # One level above its warning about the number of threads, which is meant; errors are still told.
        log_level=LogLevels.error,
        log_access=False,
    )
    parent = os.getpid()
    deliverer = multiprocessing.get_context("fork").Process(
        target=_deliver, args=(settings, parent), daemon=True
    )

    # The deliverer is forked before any worker or thread exists, and stopped after the last one.
    def begin() -> None:
        if with_jobs:
            deliverer.start()

    def end() -> None:
        if with_jobs and deliverer.is_alive():
            deliverer.terminate()
            deliverer.join(STOP_SECONDS)

    server.hooks_startup.append(begin)
    server.hooks_shutdown.append(end)
    server.tell = ready
    server.serve()


def _deliver(settings: Settings, parent: int) -> None:
    """The deliverer's process; a Ctrl+C reaches it too, but its parent tells it when to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The server's own handler came along with the fork, and would swallow a SIGTERM that comes early.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    worker.end_with_parent(parent, signal.SIGTERM)
    # Imported here, in a process of its own, while the workers open the port.
    from lms.cli import first_keys, jobs, sessions

    # Where all is in one place, nobody else makes the keys.
    if settings.uses_sqlite:
        with sessions.session(settings) as session:
            first_keys.make(session, settings)
    jobs.deliver_until_told(settings)
