"""A server in the process of the tests, whose threads begin one after the other."""

from __future__ import annotations

import socket
import threading
from typing import Any

from werkzeug.serving import ThreadedWSGIServer

# A thread that has not begun by then never will.
BEGUN_S = 5.0


class OneByOne(ThreadedWSGIServer):
    """Werkzeug's server with a thread for each connection.

    Each has begun before the next connection is taken. A thread that is measured for coverage installs its
    trace function at its start, and Python 3.11 lets only one do so at a time: of two that began at once one
    died there, and its connection was never answered.
    """

    # Any: the address of a visitor is whatever the family of the socket makes of it.
    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: Any
    ) -> None:
        mine, begun = threading.Lock(), threading.Event()

        def work() -> None:
            if mine.acquire(blocking=False):
                begun.set()
                self.process_request_thread(request, client_address)

        while not begun.is_set():
            threading.Thread(target=work, daemon=True).start()
            begun.wait(BEGUN_S)
