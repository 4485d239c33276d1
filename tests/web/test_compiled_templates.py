"""Compiled templates: kept beside the data, and never needed."""

from __future__ import annotations

from pathlib import Path

from lms.web import rendering


def test_compiled_templates_are_kept_in_the_instance_folder(tmp_path: Path) -> None:
    cache = rendering._bytecode_cache(tmp_path)
    assert cache is not None
    assert Path(cache.directory) == tmp_path / "templates"
    assert (tmp_path / "templates").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_costs_nothing_else(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("in the way")
    assert rendering._bytecode_cache(taken) is None


def test_a_disk_that_is_full_never_breaks_a_page(tmp_path: Path) -> None:
    from jinja2 import DictLoader, Environment

    cache = rendering._bytecode_cache(tmp_path)
    assert cache is not None
    # /dev/full is a disk without room; a folder that is gone fails in the same place.
    cache.directory = str(tmp_path / "gone")
    environment = Environment(loader=DictLoader({"a": "{{ 1 + 1 }}"}), bytecode_cache=cache, autoescape=True)
    assert environment.get_template("a").render() == "2"
