"""HTML to our Markdown and back: what is kept, what is named, what cannot do harm."""

from __future__ import annotations

import pytest

from lms.content.exchange import escaping, html_text, markdown_html, text_formats
from lms.content.exchange.html_text import LINK, MEDIA, PICTURE, TABLE
from tests.content.exchange import items


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<b>bold </b>and<i> thin</i>", "**bold** and *thin*"),
        ("<strong><p>x</p></strong>", "x"),
        ("<b></b>x</i>", "x"),
        ("<b><i>x</b>y", "***x***y"),
        ("<ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li></ul>", "- a\n- b\n  1. c\n  2. d"),
        ("<ol><li>a<br>b</li></ol>", "1. a\n   b"),
        ("<li>x", "- x"),
        ("</ul>x", "x"),
        ("H<sub>2</sub>O m<sup>2</sup> x<sup>a</sup> x<sub>ab</sub>", "H₂O m² x^a x_(ab)"),
        ("<code>a*b</code> <code>`</code>", "`a*b` `` ` ``"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<pre> </pre>x", "x"),
        ("<pre><b>a</b>```</pre>", "```\na` ` `\n```"),
        ('<a href="https://x.org/a b(c)">x</a>', "[x](https://x.org/a%20b%28c%29)"),
        ("<A HREF=https://x.org>x</A>", "[x](https://x.org)"),
        ("<a href = 'mailto:a@b.c' title>x</a>", "[x](mailto:a@b.c)"),
        ('<a href="https://x.org', '\\<a href="https://x.org'),
        ("<script>alert(1)</script>x<style>y</style>", "x"),
        ("<script>alert(1)", ""),
        ("<!-- c -->x<!-- d", "x"),
        ("<?php x ?><!DOCTYPE x>y", "y"),
        ("1 < 2 <3", "1 < 2 <3"),
        ("&amp;lt;b&amp;gt; &amp;amp;lt; &euro; &#0; &#12;", "\\<b> \\&lt; € \ufffd"),
        ("5 * 3 * 2 _x_ a_b_c *y* _____", "5 * 3 * 2 \\_x\\_ a_b_c \\*y\\* _____"),
        ("# x", "\\# x"),
        ("<p>- x</p><p>1. y</p><p>---</p><p>* z</p><p>___</p>", "\\- x\n\n1\\. y\n\n\\---\n\n\\* z\n\n\\___"),
        ("[x](y) {#z} `q` \\* \\n <b", "\\[x\\](y) \\{#z} \\`q\\` \\\\\\* \\n \\<b"),
        ("<b><i><u><s>x</s></u></i></b>", "***x***"),
        ("<b>" * 12 + "x", "*" * 14 + "x" + "*" * 14),
        ("<ul>" * 12 + "<li>x", "  " * 7 + "- x"),
        ('<td "=x y=">a', "a"),
        ("<a  =  >x</a>", "x"),
        ("<a href='https://x.org>y</a>", "\\<a href='https://x.org>y\\</a>"),
        ("<a href=''>x</a>", "x"),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert html_text.to_markdown(html)[0] == markdown


@pytest.mark.parametrize(
    ("html", "markdown", "left_out"),
    [
        ('<img src="a.png" alt="A cat">', "A cat", (PICTURE,)),
        ("<img>", "", (PICTURE,)),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>",
            "a – b\n\nc – d",
            (TABLE,),
        ),
        ("<video><b>x</b></video>y<embed>z<iframe/>w", "yzw", (MEDIA,)),
        ('<a href="javascript:alert(1)">x</a>', "x", (LINK,)),
    ],
)
def test_what_is_left_out_is_named(html: str, markdown: str, left_out: tuple[str, ...]) -> None:
    assert html_text.to_markdown(html) == (markdown, left_out)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        (
            "One\n\nTwo **b** *i* _j_ `c`",
            "<p>One</p><p>Two <strong>b</strong> <em>i</em> <em>j</em> <code>c</code></p>",
        ),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("x\n```\n<a>\n\nb\n```\ny", "<p>x</p><pre>&lt;a&gt;\n\nb</pre><p>y</p>"),
        ("```\nopen", "<pre>open</pre>"),
        ("[a & b](https://x.org/?a=1&b)", '<p><a href="https://x.org/?a=1&amp;b">a &amp; b</a></p>'),
        ('[a](https://x.org "t")', '<p><a href="https://x.org">a</a></p>'),
        ("[a](javascript:x) ![p](q.png) [b] a!", "<p>a p [b] a!</p>"),
        ("** a** * b* *c \\* ``a`b`` `d \\<", "<p>** a** * b* *c * <code>a`b</code> `d &lt;</p>"),
        ("*a \\* b *", "<p>*a * b *</p>"),
        ("a_b_c \\", "<p>a_b_c \\</p>"),
        ("<script>", "<p>&lt;script&gt;</p>"),
    ],
)
def test_markdown_becomes_well_formed_html(markdown: str, html: str) -> None:
    assert markdown_html.to_html(markdown) == html
    assert items.parsed(f"<div>{html}</div>") is not None


def test_words_to_type_have_no_marks() -> None:
    assert text_formats.to_words("<p>a<br><b>b</b> &amp;amp; c</p>", "html") == "a b & c"
    assert text_formats.to_words(" a   b ", "plain") == "a b"


def test_a_heading_is_the_first_paragraph_unless_that_is_a_list() -> None:
    assert escaping.split_heading("a\nb\n\nc\n\nd", "T") == ("a b", "c\n\nd")
    assert escaping.split_heading("- a\n- b", "T") == ("T", "- a\n- b")
    assert escaping.split_heading("```\na\n```", "T") == ("T", "```\na\n```")
    assert escaping.split_heading("", "T") == ("", "")
