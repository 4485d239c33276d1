"""A conversation as canonical JSON and back, and the digest of each of its scenes.

Do not just modify this: plays point to digests for ever. The warning of `versions.py` holds here too. It must
not know where the text is stored.
"""

from __future__ import annotations

import json

from lms.content import versions
from lms.content.item_versions import Json, Reader, UnknownFormat
from lms.domain.conversations import Choice, Conversation, Debrief, Level, Scene

FORMAT = 1


def canonical(conversation: Conversation) -> str:
    """The conversation as JSON: sorted keys, no spaces, letters as they are."""
    parts: list[Json] = [
        {"support": support, "challenge": challenge, "text": text}
        for (support, challenge), text in sorted(conversation.debrief.parts.items())
    ]
    return _dump(
        {
            "format": FORMAT,
            "slug": conversation.slug,
            "title": conversation.title,
            "minutes": conversation.minutes,
            "you_are": conversation.you_are,
            "they_are": conversation.they_are,
            "intro": conversation.intro,
            "scenes": [_scene(scene) for scene in conversation.scenes],
            "debrief": {"intro": conversation.debrief.intro, "parts": parts},
        }
    )


def scene_digest(scene: Scene) -> str:
    """SHA-256 of everything that somebody reads in a scene, and of what each of its choices counts as."""
    return versions.digest(_dump({"format": FORMAT, **_scene(scene)}))


def from_json(text: str) -> Conversation:
    """The exact inverse of `canonical`. Raises: UnknownFormat."""
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise UnknownFormat(f"format {data['format']}")
        return _to_conversation(Reader(data))
    except (KeyError, TypeError, ValueError, RecursionError) as fault:
        raise UnknownFormat(str(fault)) from fault


def _dump(plain: Json) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _scene(scene: Scene) -> dict[str, Json]:
    return {
        "slug": scene.slug,
        "title": scene.title,
        "text": scene.text,
        "ending": scene.ending,
        "choices": [
            {
                "text": choice.text,
                "to": choice.to,
                "support": choice.support,
                "challenge": choice.challenge,
                "consequence": choice.consequence,
            }
            for choice in scene.choices
        ],
    }


def _to_conversation(data: Reader) -> Conversation:
    debrief = Reader(data.data["debrief"])
    return Conversation(
        slug=data.text("slug"),
        title=data.text("title"),
        minutes=data.number("minutes"),
        you_are=data.text("you_are"),
        they_are=data.text("they_are"),
        intro=data.text("intro"),
        scenes=tuple(_to_scene(scene) for scene in data.objects("scenes")),
        debrief=Debrief(
            intro=debrief.text("intro"),
            parts={
                (Level(part.text("support")), Level(part.text("challenge"))): part.text("text")
                for part in debrief.objects("parts")
            },
        ),
    )


def _to_scene(data: Reader) -> Scene:
    return Scene(
        slug=data.text("slug"),
        title=data.text("title"),
        text=data.text("text"),
        ending=data.flag("ending"),
        choices=tuple(
            Choice(
                text=choice.text("text"),
                to=choice.text("to"),
                support=Level(choice.text("support")),
                challenge=Level(choice.text("challenge")),
                consequence=choice.text("consequence"),
            )
            for choice in data.objects("choices")
        ),
    )
