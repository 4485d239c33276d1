"""Owns what one worker process of the server runs: the application behind a gate, ending with its parent.

It must not know which server calls it. The figures behind the gate are in ADR 0003.
"""

import ctypes
import io
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from lms.app import begin, complete, settle
from lms.cli.places import Places
from lms.extensions import together_of
from lms.settings import Settings

# What is read for a request before it takes a place; a longer body goes on unread and is answered 413.
BODY_LIMIT = 1024 * 1024
PR_SET_PDEATHSIG = 1
# From <malloc.h> of glibc.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
MIB = 1024 * 1024


def application() -> WSGIApplication:
    """The application of one worker, from the environment. Raises: SettingsFault."""
    end_with_parent(os.getppid(), signal.SIGKILL)
    share_memory_between_threads()
    # The handler of the main process came along with the fork, and would swallow a SIGTERM that comes before
    # the server has put its own in place.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    settings = Settings.from_env(os.environ)
    # What waits for another machine leaves the processor to others; SQLite's reads never wait.
    places = Places(short=1 if settings.uses_sqlite else settings.threads, long=settings.threads)
    app = begin(settings, log_requests=settings.log_requests, inmost=places.long_way)
    together_of(app).on_wait = places.leave

    def finish() -> None:
        try:
            complete(app)
            settle(app)
        except BaseException:
            # Without its other pages a worker would let people wait for ever; the server starts another one.
            traceback.print_exc()
            os._exit(1)

    # The port opens meanwhile: what needs no content, such as the page to sign in, is answered at once, and
    # what does waits for the rest. No worker is forked from here, so a thread is safe.
    threading.Thread(target=finish, daemon=True).start()
    return Gate(app.wsgi_app, places)


class Gate:
    """Takes in the body of a request, and only then lets it take a place.

    A server thread that waits for a slow body costs nothing, and must hold up nobody.
    """

    def __init__(self, inner: WSGIApplication, places: Places) -> None:
        self._inner = inner
        self._places = places

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") and not _take_in(environ):
            start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"The request was cut off on its way. Nothing was changed.\n"]
        self._places.enter()
        try:
            return self._inner(environ, start_response)
        finally:
            self._places.leave()


def _take_in(environ: WSGIEnvironment) -> bool:
    """Read the body into memory, unless it says that it is too long; False if it was cut off.

    The server hands over an empty body when a visitor's line breaks off in the middle of one, and the
    application would take that for a form without answers.
    """
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdigit():
        if int(length) > BODY_LIMIT:
            return True
        body = environ["wsgi.input"].read(int(length))
        whole = len(body) == int(length)
    else:
        body = environ["wsgi.input"].read(BODY_LIMIT + 1)
        whole = bool(body) or "HTTP_TRANSFER_ENCODING" not in environ
        environ["CONTENT_LENGTH"] = str(len(body))
    environ["wsgi.input"] = io.BytesIO(body)
    return whole


def share_memory_between_threads() -> None:
    """Have all threads take their memory from one place, which keeps what checking a password needs.

    Otherwise glibc gives each of many threads a place of its own: 19 MiB would stay with every thread that
    ever checked a password, and the pages of a fresh one cost more time than the check. Python's own objects
    do not come from there, so threads do not wait for each other. Other C libraries have no such setting.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(M_ARENA_MAX, 1)
        set_option(M_MMAP_THRESHOLD, 32 * MIB)
        set_option(M_TRIM_THRESHOLD, 64 * MIB)


def end_with_parent(parent: int, how: signal.Signals) -> None:
    """Have the kernel send `how` to this process when the process `parent` ends, however it ends.

    Without this a server that was killed leaves workers behind that hold the port and the database.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, how)
        if os.getppid() != parent:
            os.kill(os.getpid(), how)
