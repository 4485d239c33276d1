"""A process of its own says what it found, and is stopped when it does not."""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Iterator

import pytest

from lms import aside


@pytest.fixture
def worker() -> Iterator[aside.Worker]:
    # The process that reads strangers' files: here it is only asked for what makes no sense.
    one = aside.Worker("lms.documents.careful", 512)
    yield one
    one.close()


def test_an_answer_may_come_in_pieces() -> None:
    reading_end, writing_end = os.pipe()
    with os.fdopen(reading_end, "rb") as pipe, os.fdopen(writing_end, "wb", buffering=0) as sender:
        answer = b'{"a": 1}'
        whole = len(answer).to_bytes(aside._HEAD, "big") + answer

        def send() -> None:
            for at in range(len(whole)):
                sender.write(whole[at : at + 1])
                time.sleep(0.002)

        thread = threading.Thread(target=send)
        thread.start()
        assert aside._received(pipe, time.monotonic() + 60) == answer
        thread.join()


def test_what_is_asked_is_answered_in_turn() -> None:
    asked, answers = io.BytesIO(), io.BytesIO()
    for number in (1, 2):
        aside._send(asked, {"number": number})
    asked.seek(0)
    # So much memory that the limit means nothing to the process of the tests.
    aside.serve(lambda task: task["number"] * 10, asked, answers, 1 << 24)
    heads = [(2).to_bytes(aside._HEAD, "big") + text for text in (b"10", b"20")]
    assert answers.getvalue() == b"+" + b"".join(heads)


def test_waiting_for_others_counts_where_all_counts(worker: aside.Worker) -> None:
    assert worker.ask({"do": "attachment", "body": ""}, seconds=60) is None
    with worker._lock, pytest.raises(aside.Stopped):
        worker.ask({}, seconds=0.01, in_all=True)
    # The process was not at fault and goes on.
    before = worker._process
    assert worker.ask({}, seconds=60) is None
    assert worker._process is before


def test_a_process_without_its_module_is_stopped_work() -> None:
    none = aside.Worker("lms.nothing_of_this_name", 512)
    with pytest.raises(aside.Stopped):
        none.ask({}, seconds=60)
    none.close()
