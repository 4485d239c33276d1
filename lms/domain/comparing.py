"""Whether typed words mean what the key says: no regular expressions, no guessing. Numbers are `numbers`.

It must not know marks; it compares texts.
"""

from __future__ import annotations

import unicodedata

_END_STOPS = ".,;:!?…"
# Marks that keyboards, phones and word processors put in place of the plain ones, and letters with a stroke,
# which Unicode does not take for a letter and an accent though people who type do.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("’‘‛ʼʻ′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
        **dict(zip("øłđħŧıØŁĐĦŦ", "oldhtiOLDHT", strict=True)),
        "æ": "ae",
        "œ": "oe",
        "Æ": "AE",
        "Œ": "OE",
    }
)


def fold(text: str) -> str:
    """A text without what does not count: case, accents, outer and double spaces, stops at the end.

    Characters that nobody sees (soft hyphens, zero-width spaces, marks of direction) come along when people
    copy, so they do not count either.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_ALIKE)).casefold()
    # Twice: the plain form of a letter may hold one that is folded or taken apart in its turn.
    plain = unicodedata.normalize("NFKD", plain).translate(_ALIKE)
    seen = "".join(
        character
        for character in plain
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cf"
    )
    return " ".join(seen.split()).rstrip(_END_STOPS + " ")


def same_text(given: str, accepted: tuple[str, ...]) -> bool:
    """Whether the words are one of the accepted ones, once folded. Nothing typed is never right."""
    folded = fold(given)
    return bool(folded) and any(folded == fold(one) for one in accepted)
