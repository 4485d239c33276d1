"""Links and pictures inside the texts of a conversation, led to addresses of the site.

What somebody played is explained long after its file has moved, so the texts carry addresses, not paths.
It must not know how a conversation is read or played.
"""

from __future__ import annotations

from dataclasses import replace

from lms.content import links
from lms.domain.conversations import Conversation, Debrief


def led(conversation: Conversation, addresses: dict[str, str]) -> Conversation:
    """The same conversation with the addresses that its links have on the site."""
    scenes = tuple(
        replace(
            scene,
            text=links.rewrite(scene.text, addresses),
            choices=tuple(
                replace(
                    choice,
                    text=links.rewrite(choice.text, addresses),
                    consequence=links.rewrite(choice.consequence, addresses),
                )
                for choice in scene.choices
            ),
        )
        for scene in conversation.scenes
    )
    parts = {corner: links.rewrite(text, addresses) for corner, text in conversation.debrief.parts.items()}
    debrief = Debrief(links.rewrite(conversation.debrief.intro, addresses), parts)
    return replace(
        conversation, intro=links.rewrite(conversation.intro, addresses), scenes=scenes, debrief=debrief
    )
