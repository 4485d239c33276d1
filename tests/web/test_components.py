"""Our component macros give the same HTML as GOV.UK Frontend 6.6.0 on all fixtures within our options.

Which fixtures those are is computed: a converter takes from each fixture the options that our macro has, and
what is left over is outside. OUTSIDE says for each such option why we do not have it.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tests.support.govuk_converters import CONVERTERS
from tests.support.govuk_options import OUTSIDE, Options
from tests.support.html_trees import tree

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "support" / "govuk"


@cache
def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined, cache_size=-1
    )


def render(name: str, arguments: dict[str, Any]) -> str:
    arguments = dict(arguments)
    caller = arguments.pop("caller", None)
    macro = getattr(environment().get_template(f"components/{name}.html").module, name)
    if caller is not None:
        arguments["caller"] = lambda: Markup(caller)  # noqa: S704
    return str(macro(**arguments))


@cache
def fixtures(name: str) -> tuple[dict[str, Any], ...]:
    text = (FIXTURES / f"{name.replace('_', '-')}.json").read_text(encoding="utf-8")
    return tuple(json.loads(text)["fixtures"])


def sorted_out() -> tuple[list[Any], dict[str, set[str]]]:
    """The fixtures within our options as test parameters; the options of the others with who needs them."""
    within, outside = [], {}
    for name, convert in CONVERTERS.items():
        for fixture in fixtures(name):
            options = Options(fixture["options"])
            arguments = convert(options)
            beyond = options.outside()
            for option in beyond:
                outside.setdefault(option, set()).add(f"{name}: {fixture['name']}")
            if not beyond:
                within.append(pytest.param(name, arguments, fixture["html"], id=f"{name}: {fixture['name']}"))
    return within, outside


WITHIN, BEYOND = sorted_out()


@pytest.mark.parametrize(("name", "arguments", "expected"), WITHIN)
def test_macro_gives_the_same_tree_as_govuk_frontend(
    name: str, arguments: dict[str, Any], expected: str
) -> None:
    assert tree(render(name, arguments)) == tree(expected)


@pytest.mark.parametrize("option", sorted(BEYOND))
def test_every_option_outside_ours_has_a_reason(option: str) -> None:
    assert option in OUTSIDE, f"{option} is used by {sorted(BEYOND[option])}: support it or say why not"


def test_no_reason_is_left_for_an_option_that_no_fixture_has() -> None:
    assert set(OUTSIDE) <= set(BEYOND)


@pytest.mark.parametrize("name", sorted(CONVERTERS))
def test_each_component_is_compared_with_some_fixture(name: str) -> None:
    assert any(parameter.values[0] == name for parameter in WITHIN)


OURS = json.loads((ROOT / "tests" / "support" / "our_components.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", OURS, ids=lambda case: case["name"])
def test_macro_of_ours_gives_this_tree(case: dict[str, Any]) -> None:
    assert tree(render(case["name"], case["arguments"])) == tree(case["html"])


@pytest.mark.parametrize(
    "name", ["keypoint", "example", "reflect", "safeguarding", "note", "warning", "tick", "cross", "dot"]
)
def test_icon_is_hidden_from_screen_readers_because_a_word_stands_beside_it(name: str) -> None:
    svg = render("icon", {"name": name})
    assert 'aria-hidden="true"' in svg
    assert f"icon--{name}" in svg


def test_mark_speaks_only_where_it_stands_alone() -> None:
    assert 'aria-hidden="true"' in render("mark", {})
    assert 'role="img" aria-label="Alongside"' in render("mark", {"title": "Alongside"})


def test_text_is_escaped_and_markup_is_not() -> None:
    assert "&lt;b&gt;" in render("button", {"text": "<b>Go</b>"})
    assert "<b>Go</b>" in render("button", {"text": Markup("<b>Go</b>")})
