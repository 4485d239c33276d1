"""Languages of translations: which way they are written, and their words for our labels.

It must not know what the labels mean: it puts the English word in place, and the readers go on from there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAME = re.compile(r"^(.+)\.([a-z]{2,3}(?:-[a-z]{2,4})?)(\.md)$", re.IGNORECASE)
RIGHT_TO_LEFT = frozenset(["ar", "fa", "he", "ur"])

# Welsh forms; a Welsh translator has to confirm them.
_BOXES_CY = {
    "Pwynt allweddol": "Key point",
    "Myfyrio": "Reflect",
    "Enghraifft ymarfer": "Practice example",
    "Nodyn diogelu": "Safeguarding note",
    "Nodyn": "Note",
    "Rhybudd": "Warning",
    "Nodyn hyfforddwr": "Trainer note",
}
_LABELS_CY = {"Pam": "Why", "Tagiau": "Tags", "Awgrym": "Hint"}
_LABELS: Mapping[str, Mapping[str, str]] = {"cy": _LABELS_CY}
# Boxes keep their own words on the page; small letters of every language -> (as shown, in English).
BOXES: Mapping[str, tuple[str, str]] = {
    written.casefold(): (written, english) for words in (_BOXES_CY,) for written, english in words.items()
}
_LABEL = re.compile(
    r"^(\s{0,3}(\*\*|__)\s*)([^*_:：\n]{1,40}?)(?=\s*(?:[:：]\s*\2|\2\s*[:：]))", re.MULTILINE
)


# What its speakers call a language, for those that people here are likely to ask for.
_NAMES: Mapping[str, str] = {
    "ar": "العربية",
    "bn": "বাংলা",
    "cy": "Cymraeg",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fr": "Français",
    "gu": "ગુજરાતી",
    "he": "עברית",
    "hi": "हिन्दी",
    "it": "Italiano",
    "lt": "Lietuvių",
    "pa": "ਪੰਜਾਬੀ",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "so": "Soomaali",
    "ta": "தமிழ்",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "zh": "中文",
}


def split(path: str) -> tuple[str, str] | None:
    """The path of the English file and the language, in small letters; None for a path that names none."""
    folder, slash, name = path.rpartition("/")
    found = _NAME.match(name)
    return (f"{folder}{slash}{found[1]}{found[3]}", found[2].casefold()) if found else None


def name(language: str) -> str:
    """What its speakers call a language; its code where we do not know."""
    return _NAMES.get(language) or _NAMES.get(language.partition("-")[0]) or language


def direction(language: str) -> str:
    """How a language is written, as HTML says it: "ltr" or "rtl"."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def in_english(language: str, text: str) -> str:
    """The text with the labels of its questions in English; every line stays where it is."""
    words = {own.casefold(): english for own, english in _LABELS.get(language.partition("-")[0], {}).items()}
    if not words:
        return text
    return _LABEL.sub(lambda found: found[1] + words.get(found[3].casefold(), found[3]), text)
