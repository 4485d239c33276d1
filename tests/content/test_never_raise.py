"""No text that anybody can write makes the readers or the renderer raise, or lets a script out."""

from __future__ import annotations

import html5lib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.content import reading, render
from lms.content.assemble import Memory, assemble
from lms.content.library import CheckPart, HtmlPart, Library
from lms.content.reading import Parsed

FRAGMENTS = (
    "---\n",
    "title: A\n",
    "course: x\n",
    "summary: s\naudience: a\n",
    "pick:\n  - 2 from a\n",
    "objectives:\n  - Name two\n",
    "attempts: 3, then wait 1 day\n",
    "reviewed: 31 January 2026, every 1 month\n",
    "## Modules\n",
    "1. One\n   - [L](01-a/01-b.md)\n",
    "## A question {#a}\n",
    "### Check: Another {#b}\n",
    "##Glued\n",
    "- [ ] one\n",
    "- [x] two\n",
    "- [ x] three\n",
    "* [X] (50%) four\n",
    "  > feedback\n",
    "> If missed: yes\n",
    "**Why:** because\n",
    "**Tags:** a, b\n",
    "**Choose:** all that apply\n",
    "**Match:**\n\n| a | b |\n|---|---|\n| c | d |\n| e | f |\n",
    "**Number:** 10\n",
    "**Number:** 8 to 12 ± 3% days\n",
    "**Put in order:**\n\n1. a\n2. b\n3. c\n",
    "**Accept:**\n\n- a\n- b\n",
    "**Model answer:** m\n",
    "**Look for:**\n\n- l (2 marks)\n",
    "**Marked by:** trainer\n",
    "**Scale:** a | b\n\n- s\n",
    "kind: conversation\nyou are: a\n",
    "- [Say](#a-question) (high support, low challenge)\n  > so\n",
    "**Ending:** e\n",
    "## Debrief\n",
    "### High support, low challenge\n",
    "**Pam:** p\n",
    "A [[gap | (x) other]] b\n",
    "[[(x)\n",
    "**Marks:** 2\n",
    "> **Key point: t**\n> text\n",
    "> [!NOTE] n\n",
    "> **Trainer note**\n> x\n",
    "![alt](media/a.svg)\n",
    "**Long description:** words\n",
    "- **Video:** [v](a.mp4)\n",
    "- **Captions:** [c](a.vtt)\n",
    "- **Transcript:** [t](a.md)\n",
    "[Include: x](../../_shared/a.md)\n",
    "[link](../glossary.md#a) and [x](javascript:alert(1))\n",
    "<script>alert(1)</script>\n",
    "```\ncode\n",
    "```\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "\n",
    "  \n",
    "\t- tab\n",
    "    indented\n",
    "1. one\n   - nested\n",
    "Also: c\n",
    "[[gap]]\n",
    "\\[x\\] y\n",
    "*emphasis **strong `code` _mixed_\n",
    "\u202eright to left\n",
    "\x02klzzwxh:0\x03\n",
    "&amp; &#106; &\n",
)
TEXTS = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=30)), max_size=25).map("".join)
PATHS = (
    "courses/x/course.md",
    "courses/x/glossary.md",
    "courses/x/01-a/01-b.md",
    "courses/_shared/a.md",
    "quizzes/q.md",
    "courses/x/course.cy.md",
    "courses/x/01-a/01-b.cy.md",
    "courses/x/glossary.ar.md",
    "quizzes/q.cy.md",
)


def is_tame(html: str) -> bool:
    """Whether a real parser finds no script, handler, style, form or foreign address in a text."""
    tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    for element in tree.iter():
        if element.tag in (
            "script",
            "style",
            "form",
            "input",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "base",
        ):
            return False
        for name, value in element.attrib.items():
            bare = "".join(value.split()).casefold()
            if str(name).casefold().startswith("on") or name == "style":
                return False
            if name in ("href", "src", "action") and bare.startswith(
                ("javascript:", "data:", "vbscript:", "//")
            ):
                return False
            if name == "id" and not value.startswith(("h-", "g-")):
                return False
    return True


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_drawing_never_raises_and_is_always_tame(text: str) -> None:
    assert is_tame(render.block(text))
    assert is_tame(render.inline(text))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PATHS), TEXTS), max_size=5), st.binary(max_size=40))
def test_reading_and_assembling_never_raise(files: list[tuple[str, str]], noise: bytes) -> None:
    parsed: dict[str, Parsed] = {}
    for path, text in files:
        head = "" if text.startswith("---") else "---\ntitle: A\ncourse: x\nsummary: s\naudience: a\n---\n"
        parsed[path] = reading.parse(path, (head + text).encode(errors="replace") + noise)
    library, memory = assemble(parsed, {}, Memory(), Library(), {})
    again, _ = assemble(parsed, {}, memory, library, {})
    assert again.generation == library.generation
    for lesson in library.lessons.values():
        for part in lesson.parts:
            match part:
                case HtmlPart():
                    assert is_tame(part.html)
                case CheckPart():
                    assert is_tame(render.inline(part.item.text))
