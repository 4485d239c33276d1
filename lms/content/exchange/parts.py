"""A draft that would be larger than one file may be, as several drafts of whole questions.

It must not know where drafts are kept.
"""

from __future__ import annotations

from dataclasses import replace

from lms.content import source
from lms.content.exchange import markdown_quiz
from lms.domain.quizzes import Item, Quiz

# What tidying may add, and room for the settings and the first words of a trainer.
_ROOM = 20 * 1024
_MOST = source.FILE_LIMIT - _ROOM


def parts(quiz: Quiz) -> tuple[Quiz, ...]:
    """The quiz alone if its file is small enough, otherwise quizzes named "…, part 1 of 3" in its order.

    The introduction stands in the first one.
    """
    groups: list[list[Item]] = [[]]
    size = len(quiz.intro.encode("utf-8", "replace"))
    for item in quiz.items:
        more = len(markdown_quiz.question(item).encode("utf-8", "replace")) + 2
        if groups[-1] and size + more > _MOST:
            groups.append([])
            size = 0
        groups[-1].append(item)
        size += more
    if len(groups) == 1:
        return (quiz,)
    return tuple(
        replace(
            quiz,
            title=f"{quiz.title}, part {at} of {len(groups)}",
            items=tuple(group),
            intro=quiz.intro if at == 1 else "",
        )
        for at, group in enumerate(groups, start=1)
    )
