"""The page-checking client finds what it is there to find."""

from __future__ import annotations

import html5lib
import pytest
from flask import Flask

from tests.support.client import PageClient, PageProblems, faults

GOOD = (
    '<!DOCTYPE html><html lang="en-GB"><head><title>Hello – Alongside</title></head>'
    "<body><main><h1>Hello</h1>{}</main></body></html>"
)


def found(app: Flask, body: str, page: str = GOOD) -> list[str]:
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    return faults(parser.parse(page.format(body)), app.url_map)


@pytest.mark.parametrize(
    "body",
    [
        '<p><a href="/sign-in">In</a> <a href="#top" id="top">Up</a> <a href="https://example.com">Out</a></p>',
        "<form action='/sign-in' method='post'><input type='hidden' name='csrf_token' value='x'>"
        "<button>Go</button></form>",
        '<label for="a">A</label><input id="a" name="a"><label>B <input name="b"></label>',
        "<fieldset><legend>Q</legend><label><input type=radio name=q value=1>One</label></fieldset>",
        '<img src="/static/0/x.svg" alt=""><svg aria-hidden="true"></svg>',
        "<h2>Two</h2><h3>Three</h3><h2>Two again</h2>",
    ],
)
def test_a_good_page_has_no_faults(app: Flask, body: str) -> None:
    assert found(app, body) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<h1>Again</h1>", "2 h1"),
        ("<main></main>", "exactly one main"),
        ("<h3>Deep</h3>", "follows an h1"),
        ('<p id="a"></p><p id="a"></p>', "stands 2 times"),
        ('<p id="a b"></p>', "is no name"),
        ('<label for="gone">A</label>', "refers to 'gone'"),
        ('<input name="a">', "has no label"),
        ("<label><input type=radio name=q></label>", "has no legend"),
        ("<form method=post><button>Go</button></form>", "has no action"),
        ('<form action="/sign-in" method="post"><button>Go</button></form>', "carries 0 tokens"),
        (
            '<form action="/sign-in"><input type=hidden name=csrf_token value=x><button>Go</button></form>',
            "show its token",
        ),
        ('<form action="/sign-in"></form>', "has no button"),
        ("<form action='/sign-in'><button></button></form>", "says nothing"),
        ("<img src='/favicon.ico'>", "no alternative text"),
        ("<svg></svg>", "neither hidden nor named"),
        ("<p style='color:red'>x</p>", "inline style"),
        ("<style>p{{}}</style>", "inline style"),
        ("<script>1</script>", "inline script"),
        ("<p onclick='x()'>x</p>", "inline onclick"),
        ("<a href='#gone'>x</a>", "no such place"),
        ("<a href='/nowhere'>x</a>", "answers 404"),
        ("<a href='/sign-out'>x</a>", "answers 405"),
        ("<a href='sign-in'>x</a>", "neither an address"),
        ("<a href='//evil.example'>x</a>", "neither an address"),
        ("<a href='javascript:x()'>x</a>", "neither an address"),
    ],
)
def test_each_fault_is_found(app: Flask, body: str, fault: str) -> None:
    assert any(fault in one for one in found(app, body)), found(app, body)


def test_a_page_without_language_or_fitting_title_is_at_fault(app: Flask) -> None:
    page = GOOD.replace(' lang="en-GB"', "").replace("Hello – ", "Goodbye – ")
    got = found(app, "", page)
    assert any("no language" in one for one in got)
    assert any("does not begin" in one for one in got)


def test_faults_stop_a_test(app: Flask) -> None:
    app.add_url_rule("/bad", "bad", lambda: "<p>no page")
    client = app.test_client()
    assert isinstance(client, PageClient)
    with pytest.raises(PageProblems):
        client.page("/bad")
