"""The advanced editor's bundle: the bytes that its table names, built from pinned packages."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from lms.web import assets

FOLDER = Path(__file__).resolve().parents[3] / "deploy" / "editor"


def test_the_bundle_is_the_one_whose_digest_the_readme_holds() -> None:
    digest = hashlib.sha256((assets.STATIC / "codemirror.js").read_bytes()).hexdigest()
    assert digest in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_every_package_is_pinned_exactly_and_listed() -> None:
    package = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    wanted = {**package["dependencies"], **package["devDependencies"]}
    for name, version in wanted.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert re.search(rf"`{re.escape(name)}`[^|]*\| {re.escape(version)} \|", readme), name
    assert "codemirror" not in wanted


def test_every_package_of_the_lock_has_its_digest_and_names_no_host() -> None:
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    for name, entry in lock["packages"].items():
        if name:
            assert entry["integrity"].startswith("sha512-"), name
            assert "resolved" not in entry, name


def test_the_bundle_fetches_nothing() -> None:
    text = (assets.STATIC / "codemirror.js").read_text(encoding="utf-8")
    for word in ("fetch(", "XMLHttpRequest", "import(", "eval("):
        assert word not in text
