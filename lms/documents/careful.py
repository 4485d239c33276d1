"""Owns work on strangers' files that may take for ever, in a process of its own that is stopped in time.

Whoever asks waits for that answer only. It must not know what an answer means.
"""

from __future__ import annotations

import atexit
import base64
from collections.abc import Mapping
from typing import IO, Any

from lms import aside
from lms.documents import attachments, jsonld, proofs

SECONDS = 2.0
MEGABYTES = 512
# Any in this file, because what goes through the pipe is JSON.

# The work took too long or too much memory.
Stopped = aside.Stopped

WORKER = aside.Worker("lms.documents.careful", MEGABYTES)
atexit.register(WORKER.close)


def credential_in_pdf(body: bytes, *, seconds: float = SECONDS) -> bytes | None:
    """The credential that is attached to a PDF, None if there is none. Raises: Stopped."""
    task = {"do": "attachment", "body": base64.b64encode(body).decode()}
    found = WORKER.ask(task, seconds=seconds, in_all=True)
    return base64.b64decode(found) if isinstance(found, str) else None


def proof_holds(document: Mapping[str, Any], public: bytes, *, seconds: float = SECONDS) -> bool:
    """Whether the proof of a stranger's document holds. Raises: Stopped."""
    task = {"do": "proof", "document": document, "public": public.hex()}
    return WORKER.ask(task, seconds=seconds, in_all=True) is True


def serve(asked: IO[bytes], answers: IO[bytes], megabytes: int) -> None:
    """What the process does: one task after the other until its input ends."""
    aside.serve(done, asked, answers, megabytes)


def done(task: Mapping[str, Any]) -> Any:
    """The answer to one task; a file that makes no sense is no fault of ours."""
    try:
        if task["do"] == "attachment":
            found = attachments.credential(base64.b64decode(task["body"]))
            return None if found is None else base64.b64encode(found).decode()
        return proofs.holds(task["document"], public=bytes.fromhex(task["public"]))
    except (jsonld.NotPinned, jsonld.NotItsOwnForm):
        return False
    except Exception:  # A parser met by a hostile file raises anything at all.
        return None
