"""Whatever a person can set, type or be told has its heading in the docs; no heading stands for nothing."""

import ast
import re
from pathlib import Path
from typing import get_args

import click
import pytest

from lms.cli import faults, main
from lms.content.problems import CODES
from lms.domain.quizzes import Item

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SETTING = re.compile(r"\b(?:LMS_[A-Z_]*[A-Z]|SECRET_KEY|DATABASE_URL)\b")
PROBLEM = re.compile(r"\b[FLQD]\d{3}\b")


def headings(name: str) -> list[str]:
    text = (DOCS / name).read_text()
    return [line.lstrip("#").strip() for line in text.splitlines() if line.startswith("#")]


def settings_in_code() -> set[str]:
    """Every setting that is named in a string of the program."""
    found: set[str] = set()
    for path in (ROOT / "lms").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and SETTING.fullmatch(node.value)
            ):
                found.add(node.value)
    return found


def commands(group: click.Command, words: tuple[str, ...] = ("lms",)) -> list[str]:
    """The words of every command that does something."""
    if not isinstance(group, click.Group):
        return [" ".join(words)]
    context = click.Context(group)
    names = group.list_commands(context)
    members = [(name, group.get_command(context, name)) for name in names]
    return [line for name, member in members if member for line in commands(member, (*words, name))]


def test_every_setting_has_its_heading_and_no_heading_is_left_over() -> None:
    documented = {heading for heading in headings("settings.md") if SETTING.fullmatch(heading)}
    assert documented == settings_in_code()


def test_every_command_has_its_heading_and_no_heading_is_left_over() -> None:
    documented = {heading for heading in headings("operating.md") if heading.startswith("lms ")}
    assert documented == set(commands(main.lms))


def test_every_exit_code_is_explained() -> None:
    explained = {
        int(code) for code in re.findall(r"^\| (\d+) \|", (DOCS / "operating.md").read_text(), re.MULTILINE)
    }
    used = {code for _, code in faults.EXIT_CODES} | {0, faults.BROKEN, faults.STOPPED}
    assert explained == used


def test_every_problem_code_has_its_heading_and_no_heading_is_left_over() -> None:
    assert set(PROBLEM.findall(" ".join(headings("authoring.md")))) == CODES


@pytest.mark.parametrize("kind", get_args(Item), ids=lambda kind: kind.__name__)
def test_every_kind_of_item_has_its_heading(kind: type) -> None:
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).lower()
    spellings = {words, words.replace(" ", "/"), words.replace(" ", " or ")}
    assert [
        heading for heading in headings("authoring.md") if any(word in heading.lower() for word in spellings)
    ]


def test_links_between_docs_lead_somewhere() -> None:
    broken = []
    for page in [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]:
        # What stands in a code example is not a link of ours.
        text = re.sub(r"(?ms)^```.*?^```|`[^`\n]*`", "", page.read_text())
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} → {target}")
    assert broken == []


def test_decisions_are_short_and_say_what_was_rejected() -> None:
    decisions = sorted((DOCS / "adr").glob("*.md"))
    assert decisions
    assert [path.name for path in decisions if len(path.read_text().splitlines()) >= 60] == []
    assert [path.name for path in decisions if "## Rejected" not in path.read_text()] == []
