"""A quiz as canonical JSON and back: the same quiz gives the same bytes, the bytes give the same quiz.

Do not just modify this. The JSON is stored once for each digest and kept for ever, and every attempt and
certificate points to a digest: a changed key or order would make new digests for quizzes that nobody
touched, and a changed meaning would rewrite old results. For a change, raise FORMAT, keep reading every
older format, and keep the files under `tests/content/formats/` readable.

It must not know where the text is stored.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

from lms.content import item_versions
from lms.content.item_versions import Json, Reader, UnknownFormat
from lms.domain.quizzes import (
    AttemptPolicy,
    GradeBy,
    Layout,
    PickLine,
    Quiz,
    ShowAnswers,
    TimeLimit,
)

# Every format that can be read. A quiz is written in the oldest one that can say all of it, so that the
# settings which came with format 2 gave no new digest to a quiz that does not use them.
FORMATS = (1, 2)


def digest(text: str) -> str:
    """SHA-256 of the text, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


def canonical(quiz: Quiz) -> str:
    """The quiz as JSON: sorted keys, no spaces, letters as they are."""
    return json.dumps(_quiz(quiz), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def quiz_from_json(text: str) -> Quiz:
    """The exact inverse of `canonical`. Raises: UnknownFormat."""
    try:
        data = json.loads(text)
        if data["format"] not in FORMATS:
            raise UnknownFormat(f"format {data['format']}")
        return _to_quiz(Reader(data))
    except (KeyError, TypeError, ValueError, ArithmeticError, RecursionError) as fault:
        raise UnknownFormat(str(fault)) from fault


def _quiz(quiz: Quiz) -> Json:
    second = _second_format(quiz)
    return {
        "format": 2 if second else 1,
        **second,
        "slug": quiz.slug,
        "title": quiz.title,
        "course": quiz.course,
        "intro": quiz.intro,
        "pass_mark": quiz.pass_mark,
        "pick": [
            {"count": line.count, "tags": list(line.tags), "difficulty": line.difficulty}
            for line in quiz.pick
        ],
        "shuffle_questions": quiz.shuffle_questions,
        "shuffle_options": quiz.shuffle_options,
        "attempts": {
            "allowed": quiz.attempts.allowed,
            "wait_seconds": None if quiz.attempts.wait is None else _seconds(quiz.attempts.wait),
        },
        "show_answers": quiz.show_answers,
        "items": [item_versions.to_plain(item) for item in quiz.items],
    }


def _second_format(quiz: Quiz) -> dict[str, Json]:
    """What only format 2 can say; nothing for a quiz that leaves all of it as it was before."""
    limit = quiz.time_limit
    found: dict[str, Json] = {
        "grade_by": quiz.grade_by,
        "time_limit": None if limit is None else {"minutes": limit.minutes, "because": limit.because},
        "layout": quiz.layout,
        "asks_confidence": quiz.asks_confidence,
    }
    before: dict[str, Json] = {
        "grade_by": GradeBy.HIGHEST,
        "time_limit": None,
        "layout": Layout.ONE_A_PAGE,
        "asks_confidence": False,
    }
    return {} if found == before else found


def _seconds(wait: timedelta) -> int:
    return wait.days * 86_400 + wait.seconds


def _to_quiz(data: Reader) -> Quiz:
    quiz = _of_first_format(data)
    if data.number("format") == 1:
        return quiz
    limit = Reader(data.data["time_limit"]) if data.has("time_limit") else None
    return replace(
        quiz,
        grade_by=GradeBy(data.text("grade_by")),
        time_limit=None if limit is None else TimeLimit(limit.number("minutes"), limit.text("because")),
        layout=Layout(data.text("layout")),
        asks_confidence=data.flag("asks_confidence"),
    )


def _of_first_format(data: Reader) -> Quiz:
    attempts = Reader(data.data["attempts"])
    return Quiz(
        slug=data.text("slug"),
        title=data.text("title"),
        course=data.text("course"),
        intro=data.text("intro"),
        pass_mark=data.number("pass_mark"),
        pick=tuple(
            PickLine(
                count=line.number("count") if line.has("count") else None,
                tags=line.texts("tags"),
                difficulty=item_versions.difficulty(line),
            )
            for line in data.objects("pick")
        ),
        shuffle_questions=data.flag("shuffle_questions"),
        shuffle_options=data.flag("shuffle_options"),
        attempts=AttemptPolicy(
            allowed=attempts.number("allowed") if attempts.has("allowed") else None,
            wait=timedelta(seconds=attempts.number("wait_seconds")) if attempts.has("wait_seconds") else None,
        ),
        show_answers=ShowAnswers(data.text("show_answers")),
        items=tuple(item_versions.from_plain(item) for item in data.objects("items")),
    )
