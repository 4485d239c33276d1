"""What holds for every template: it parses, imports what it uses and only that, and trusts no text."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, meta, nodes

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
ENVIRONMENT = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file())
COMPONENTS = sorted(path.stem for path in (TEMPLATES / "components").glob("*.html"))
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def source(name: str) -> str:
    return COMMENT.sub("", (TEMPLATES / name).read_text(encoding="utf-8"))


def parsed(name: str) -> nodes.Template:
    return ENVIRONMENT.parse((TEMPLATES / name).read_text(encoding="utf-8"), name)


def imports(tree: nodes.Template) -> Iterator[tuple[str, str, str]]:
    """Each imported macro as (template, its name there, its name here)."""
    for found in tree.find_all(nodes.FromImport):
        assert isinstance(found.template, nodes.Const), "an import names its file"
        for name in found.names:
            there, here = name if isinstance(name, tuple) else (name, name)
            yield found.template.value, there, here


@pytest.mark.parametrize("name", NAMES)
def test_template_parses_and_its_parents_and_imports_exist(name: str) -> None:
    for other in meta.find_referenced_templates(parsed(name)):
        assert other in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_template_imports_no_unknown_macro_and_none_twice(name: str) -> None:
    seen = set()
    for template, there, here in imports(parsed(name)):
        assert there in {macro.name for macro in parsed(template).find_all(nodes.Macro)}, (
            f"{template}: {there}"
        )
        assert here not in seen, f"{here} is imported twice"
        seen.add(here)


@pytest.mark.parametrize("name", NAMES)
def test_template_imports_no_macro_that_it_does_not_use(name: str) -> None:
    tree = parsed(name)
    used = {found.name for found in tree.find_all(nodes.Name) if found.ctx == "load"}
    assert {here for _, _, here in imports(tree)} <= used


@pytest.mark.parametrize("name", NAMES)
def test_template_calls_macros_with_arguments_that_they_have(name: str) -> None:
    tree = parsed(name)
    signatures = {
        here: next(macro for macro in parsed(template).find_all(nodes.Macro) if macro.name == there)
        for template, there, here in imports(tree)
    }
    for call in tree.find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name) or call.node.name not in signatures:
            continue
        macro = signatures[call.node.name]
        known = [argument.name for argument in macro.args]
        given = [*known[: len(call.args)], *(keyword.key for keyword in call.kwargs)]
        assert len(call.args) <= len(known), f"{call.node.name}: too many arguments"
        assert set(given) <= set(known), f"{call.node.name} has no {set(given) - set(known)}"
        needed = known[: len(known) - len(macro.defaults)]
        if call.dyn_args is None and call.dyn_kwargs is None:
            assert set(needed) <= set(given), f"{call.node.name} needs {set(needed) - set(given)}"


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_file_holds_the_one_macro_it_is_named_after(name: str) -> None:
    tree = parsed(f"components/{name}.html")
    assert [macro.name for macro in tree.find_all(nodes.Macro)] == [name]


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_begins_with_what_it_is(name: str) -> None:
    text = (TEMPLATES / "components" / f"{name}.html").read_text(encoding="utf-8")
    assert re.match(r"\{#- [^#]+\. -#\}\n", text)


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_takes_plain_values_and_reads_nothing_else(name: str) -> None:
    # `caller` is the block of the caller; every other free name would be the application's context.
    tree = parsed(f"components/{name}.html")
    for found in tree.find_all(nodes.Filter):
        # The application's own filters take plain values too; here only their names have to be known.
        ENVIRONMENT.filters.setdefault(found.name, str)
    # A name that is set in one branch only counts as undeclared there.
    own = {found.name for found in tree.find_all(nodes.Name) if found.ctx == "store"}
    free = meta.find_undeclared_variables(tree) - own
    assert free <= {"caller"}


FORBIDDEN = {
    "trusts text by a filter": re.compile(r"\|\s*safe\b"),
    "asks who is signed in": re.compile(r"\bcurrent_user\b"),
    "holds a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "holds a style element": re.compile(r"<style\b", re.IGNORECASE),
    "holds an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "holds an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "turns escaping off": re.compile(r"\{%-?\s*autoescape\s+false", re.IGNORECASE),
    "loads from elsewhere": re.compile(r"\b(?:src|href)=[\"']https?:", re.IGNORECASE),
}


@pytest.mark.parametrize("what", FORBIDDEN)
@pytest.mark.parametrize("name", NAMES)
def test_no_template(name: str, what: str) -> None:
    assert not FORBIDDEN[what].search(source(name)), f"{name} {what}"


PAGES = [
    name
    for name in NAMES
    if not name.startswith(("components/", "layouts/", "emails/")) and name != "base.html"
]


@pytest.mark.parametrize("name", PAGES)
def test_post_form_carries_the_csrf_field(name: str) -> None:
    # Forms written by hand must name it; the form macro always does.
    for form in re.findall(r"<form\b.*?</form>", source(name), re.DOTALL | re.IGNORECASE):
        if re.search(r"method=[\"']?post", form, re.IGNORECASE):
            assert "csrf" in form


# Two columns of a few digits fit on any phone.
NARROW = [nodes.Const("Attempts by grade")]


@pytest.mark.parametrize(
    "name", [name for name in PAGES if name.startswith(("manage/", "marking/", "statistics/"))]
)
def test_tables_of_the_management_pages_stack_on_a_phone(name: str) -> None:
    # All its columns can be seen at 320 pixels, and one macro keeps it a table for screen readers.
    assert "<table" not in source(name)
    for call in parsed(name).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "table" and call.args[0] not in NARROW:
            assert "stacked" in {keyword.key for keyword in call.kwargs}


def test_the_rules_above_can_fail() -> None:
    bad = '<p style="x">{{ a | safe }}</p><script>1</script><b onclick="x">{{ current_user }}</b>'
    caught = {what for what, pattern in FORBIDDEN.items() if pattern.search(bad)}
    assert caught == {
        "trusts text by a filter",
        "asks who is signed in",
        "holds a style attribute",
        "holds an inline script",
        "holds an event attribute",
    }
    assert "base.html" in NAMES
