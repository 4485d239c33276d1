"""Drawing: our boxes, figures, videos and links come out right, and nothing hostile comes out at all."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from lms.content import render
from lms.content.extensions import Context
from lms.content.terms import Terms
from tests.content.drawn import drawn
from tests.content.test_never_raise import is_tame

VECTORS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.example/x)",
    "[x](/\\evil.example)",
    "[x](\\\\evil.example)",
    "[x](<javascript:alert(1)>)",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "![x](https://evil.example/pixel.png)",
    '![x](/media/a/b.png "\\" onerror=\\"alert(1)")',
    '[x](/courses "\\"onmouseover=\\"alert(1)")',
    "<javascript:alert(1)>",
    "# Hi {onclick=alert(1)}",
    "# body {#body}",
    '## Hi {: onclick="alert(1)" style="position:fixed"}',
    "``` {.x onclick=alert(1)}\ncode\n```",
    "```<script>\nalert(1)\n```",
    "<form id=x action=/sign-out><input name=password></form>",
    "<div style='position:fixed;top:0'>log in</div>",
    "<style>*{display:none}</style>",
    "<iframe src=//evil.example></iframe>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "`<img src=x onerror=alert(1)>`",
    "    <img src=x onerror=alert(1)>",
    "> **Note: <img src=x onerror=alert(1)>**\n> x",
    "| <script>alert(1)</script> |\n|---|\n| <b onclick=1>x</b> |",
    "- **Video:** [v](javascript:alert(1))\n- **Captions:** [c](javascript:alert(1))",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\x02wzxhzdk:0\x03<script>",
)


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_hostile_is_drawn(vector: str) -> None:
    for html in (render.block(vector), render.inline(vector), render.block(f"> - {vector}")):
        assert is_tame(html)
        assert "<script" not in html
        assert "<img" not in html or 'src="/media/' in html


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "![" * 20_000,
        "<a " * 20_000,
        "[a](" * 20_000,
        "[a](" * 900 + ")" * 900,
        "[[a]]" * 600,
        "<![x" * 4_000,
        "*a " * 20_000,
        "`" * 20_001,
        "> " * 3_000,
        "- " * 3_000,
        "\n".join("  " * depth + "- a" for depth in range(500)),
        "\n".join(" " * depth + "1. a" for depth in range(500)),
        "x" * 300_000,
        "**" * 1500 + "a" + "**" * 1500,
        "*_" * 1000 + "a",
        "&#" * 3000,
        "\\" * 4001,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_a_text_that_would_take_long_is_shown_as_it_stands(text: str) -> None:
    assert is_tame(render.block(text))
    assert is_tame(render.inline(text))


def test_a_fault_of_the_converter_shows_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    # No text is known at which the converter fails; each that was found is held back before it.
    monkeypatch.setattr(render, "_converter", lambda **_: (_Faulty(), render.Ours()))
    html: list[str] = []
    # A thread of its own, because each thread keeps its converter.
    thread = threading.Thread(target=lambda: html.append(render.draw("a *b* <c>\n\nd", Context())))
    thread.start()
    thread.join()
    assert html == ["<p>a *b* &lt;c&gt;</p>\n<p>d</p>"]


class _Faulty:
    def reset(self) -> _Faulty:
        return self

    def convert(self, text: str) -> str:
        raise RecursionError(text)


def test_nothing_is_drawn_from_nothing() -> None:
    assert render.block(" \n ") == ""
    assert render.inline("  ") == ""


def test_a_line_is_never_a_heading_or_a_list() -> None:
    assert render.inline("10. *ten*\n# one") == "10. <em>ten</em> # one"
    assert render.inline("> quoted") == "&gt; quoted"


def test_links_lead_where_the_context_says() -> None:
    html = drawn(
        "[a](b.md#c) [d](#Some-Part) [e](https://example.org) [f](/courses/x) [g](gone.md) <me@example.org>",
        addresses={"b.md#c": "/courses/x/b#h-c"},
    )
    assert '<a href="/courses/x/b#h-c">a</a>' in html
    assert '<a href="#h-some-part">d</a>' in html
    assert '<a href="https://example.org" rel="noopener">e</a>' in html
    assert '<a href="/courses/x">f</a>' in html
    assert "<span>g</span>" in html
    assert '<a href="mailto:me@example.org">' in html


def test_headings_begin_below_the_title_and_have_names_of_their_own() -> None:
    html = drawn("# One\n\n## One\n\n### Two *words* {#given}\n\n## !!!\n\n#### Last **bold**{#b}")
    assert '<h2 id="h-one">One</h2>' in html
    assert '<h2 id="h-one-1">One</h2>' in html
    assert '<h3 id="h-given">Two <em>words</em></h3>' in html
    assert '<h2 id="h-part">!!!</h2>' in html
    assert '<h4 id="h-b">Last <strong>bold</strong></h4>' in html


def test_the_first_use_of_a_term_is_a_link() -> None:
    terms = Terms.of("c", {"Advise": "advise", "advising": "advise", "hard message": "hard"})
    html = drawn(
        "# Advise\n\nWe ADVISE, `advise`, [advise](/courses) and *advise* a hard message; advising again.\n\n"
        "> **Note: advise**\n> hard message",
        terms=terms,
    )
    assert html.count("app-term") == 2
    assert '<a class="app-term" href="/courses/c/glossary#g-advise">ADVISE</a>' in html
    assert 'glossary#g-hard">hard message</a>; advising again' in html


def test_terms_are_found_behind_other_elements_and_only_as_whole_words() -> None:
    terms = Terms.of("c", {"care": "care", "carer": "carer"})
    html = drawn("careful *x* the carer and care and carer", terms=terms)
    assert html == (
        '<p>careful <em>x</em> the <a class="app-term" href="/courses/c/glossary#g-carer">carer</a> and '
        '<a class="app-term" href="/courses/c/glossary#g-care">care</a> and carer</p>'
    )


def test_a_glossary_without_words_links_nothing() -> None:
    assert Terms.of("c", {}) is None


def test_a_check_list_is_drawn_without_form_fields() -> None:
    html = drawn("- [ ] open\n- [x] done\n\n    more\n- other\n")
    assert '<span class="app-task">☐</span>' in html
    assert '<span class="app-task">☑</span>' in html
    assert "<input" not in html


def test_a_table_has_a_frame_that_the_keyboard_reaches() -> None:
    html = drawn("| a | b |\n|:--|--:|\n| 1 | 2 |\n\nNext.")
    assert '<div aria-label="Table" class="app-table" role="group" tabindex="0">' in html
    assert '<th scope="col">' in html or 'scope="col"' in html


def test_the_cells_of_a_wide_table_carry_the_names_of_their_columns() -> None:
    html = drawn("| a | b | c |\n|---|---|---|\n| 1 | *2* | 3 |\n| 4 |  | 6 |\n")
    assert 'class="app-table app-table--stack"' in html
    assert "<td>1</td>" in html
    assert '<td><span class="app-table__head">b:</span> <em>2</em></td>' in html
    assert '<td><span class="app-table__head">c:</span> 3</td>' in html
    assert "<td></td>" in html


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("para\n- one\n- two", ["<p>para</p>", "<li>one</li>"]),
        ("in the year\n2019. Then", ["<p>in the year\n2019. Then</p>"]),
        ("para\n1) one", ["<ol>", "<li>one</li>"]),
        ("- a\n  - b\n    - c", ["<li>a<ul>", "<li>b<ul>", "<li>c</li>"]),
        ("1. a\n   - b\n2. c", ["<li>a<ul>", "<li>b</li>", "<li>c</li>"]),
        ("1. a\n2. b\n- c", ["</ol>", "<ul>"]),
        ("- a\n\n  more\n- b", ["<p>a</p>", "<p>more</p>"]),
        ("- a\n  lazy\n- b", ["lazy"]),
        ("-\n\ntext", ["text"]),
        ("\t- tab\n\t- two", ["<pre><code>- tab"]),
        ("- a\n\t- tab", ["<li>a<ul>", "<li>tab</li>"]),
        ("a\tb", ["a    b"]),
        ("- a\n  ```\n  code\n  ```\n- b", ["<code>code", "<li>"]),
        ("text\n```\ncode\n```\nmore", ["<code>code", "<p>more</p>"]),
        ("> a\n> - b\n>   - c\nnext", ["<li>b<ul>", "<li>c</li>"]),
        ("text\n> quote", ["<p>text</p>", "<blockquote>"]),
        ("- a\n  > quote in a list\n- b", ["<blockquote>", "<p>quote in a list</p>"]),
        ("> a\n```\ncode\n```", ["<blockquote>", "<code>code"]),
        ("> a\n", ["<blockquote>"]),
        ("> " * 13 + "deep", ["&gt; deep"]),
    ],
)
def test_lists_and_quotes_come_out_as_on_github(text: str, pieces: list[str]) -> None:
    html = drawn(text)
    for piece in pieces:
        assert piece in html


def test_each_thread_draws_with_a_converter_of_its_own() -> None:
    texts = [f"*{number}*" for number in range(200)]
    results: dict[str, str] = {}

    def work(mine: list[str]) -> None:
        for text in mine:
            results[text] = drawn(text)

    threads = [threading.Thread(target=work, args=(texts[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {f"*{number}*": f"<p><em>{number}</em></p>" for number in range(200)}


def test_the_renderer_does_not_stand_on_files() -> None:
    assert not Path("media/a.svg").exists()
    assert drawn("[a](media/a.svg)") == "<p><span>a</span></p>"
