"""The lines of a file that is to be repaired, and what several repairs want to know of all of them.

It is found out once for a file, however many repairs there are. It must not know a repair.
"""

from __future__ import annotations

import re
from functools import cached_property

from lms.content import item_ids
from lms.content.conversation_lines import corner_in
from lms.content.item_lines import HEADING
from lms.domain.conversations import Corner

ID = re.compile(r"\{\s*#\s*([^{}]*?)\s*\}")


class Text:
    """One file while repairs are looked for."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")

    @cached_property
    def ids(self) -> set[str]:
        """Every id that is written anywhere in the file, and those that repairs have taken."""
        return set(ID.findall("\n".join(self.lines)))

    def free(self, words: str) -> str:
        """An id that nothing in the file has; each answer is another one, so that all repairs may be made."""
        new = item_ids.new_id(words, self.ids)
        self.ids.add(new)
        return new

    @cached_property
    def corners(self) -> frozenset[Corner | None]:
        """The corners of the window that headings name."""
        headings = (HEADING.match(line) for line in self.lines)
        return frozenset(corner_in(found[2]) for found in headings if found is not None)
