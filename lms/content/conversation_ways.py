"""What only shows when all ways through a conversation are walked: lost scenes, traps, corners, habits.

It must not know how a scene is written: it takes the conversation and where its headings stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lms.content.item_lines import Heading
from lms.content.problems import Report
from lms.domain import conversations
from lms.domain.conversations import Conversation, Corner, Level

# What a repair writes where a debrief says nothing: true of everybody, and waiting for better words.
DEBRIEF = "Look back: where did you show support, and where did you say what had to be said?"
PARTS: Mapping[Corner, str] = {
    (Level.HIGH, Level.HIGH): "You showed support and said what had to be said: you worked *with* them.",
    (
        Level.HIGH,
        Level.LOW,
    ): "You showed support and left out what had to be said: you worked *for* them.",
    (
        Level.LOW,
        Level.HIGH,
    ): "You said what had to be said with little support: you did things *to* them.",
    (Level.LOW, Level.LOW): "You showed little support and left out what had to be said. Try it once more.",
}


def lead(report: Report, conversation: Conversation, headings: Mapping[str, Heading]) -> None:
    """Report scenes that nobody comes to (S504), and where people come in and never get out (S507).

    `headings` is slug -> heading of each scene.
    """
    start = conversation.scenes[0].slug
    met = conversations.reachable(conversation, start)
    for slug in _lost(conversation, met):
        message, fix = "No choice leads to this scene.", "Link to it, or delete it."
        report.add("S504", headings[slug].line, message, fix, headings[slug].column)
    trapped = conversations.trapped(conversation) & met
    by_slug = conversation.by_slug()
    entries = {choice.to for slug in met - trapped for choice in by_slug[slug].choices}
    for slug in sorted(trapped & {start, *entries}):
        message, fix = "From here nobody can ever reach an ending.", "Let one choice lead on."
        report.add("S507", headings[slug].line, message, fix, headings[slug].column)


def add_up(report: Report, conversation: Conversation, debrief: Heading, start: Heading) -> None:
    """Report corners without a part of the debrief (S508), and a best choice that is always first (S509)."""
    said = {corner for corner, text in conversation.debrief.parts.items() if text}
    for support, challenge in sorted(conversations.reachable_corners(conversation) - said):
        corner = f"{support} support, {challenge} challenge"
        message = f'The debrief says nothing for "{corner}", which people can reach.'
        report.add("S508", debrief.line, message, "Add that part.", debrief.column)
    if conversations.best_comes_first(conversation):
        message, fix = (
            "The best choice comes first in every scene.",
            "Change the order, or leave shuffling on.",
        )
        report.add("S509", start.line, message, fix, start.column)


def _lost(conversation: Conversation, met: frozenset[str]) -> Iterator[str]:
    """The scenes to link to, so that everybody can come to every scene: those that nothing leads to first."""
    by_slug, seen = conversation.by_slug(), set(met)
    led_to = {choice.to for scene in conversation.scenes for choice in scene.choices}
    for slug in sorted(by_slug, key=led_to.__contains__):
        if slug in seen:
            continue
        yield slug
        seen.add(slug)
        waiting = [slug]
        for at in waiting:
            new = {choice.to for choice in by_slug[at].choices} - seen
            seen |= new
            waiting += new
