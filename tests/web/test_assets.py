"""Static files: addresses with a digest, what is sent for them, their weight, and contrast of the colours."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.web import assets

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def app() -> Flask:
    made = Flask("test", static_folder=None)
    assets.install(made)
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def url(app: Flask, name: str) -> str:
    with app.app_context():
        return assets.static_url(name)


NAMES = sorted(assets.load().by_name)


@pytest.mark.parametrize("name", NAMES)
def test_file_is_sent_whole_under_the_digest_of_its_bytes(app: Flask, client: FlaskClient, name: str) -> None:
    address = url(app, name)
    answer = client.get(address)
    assert answer.status_code == 200
    assert address == f"/static/{hashlib.sha256(answer.data).hexdigest()[:12]}/{name}"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in answer.headers
    assert answer.content_type.split(";")[0] in {"text/css", "text/javascript", "image/svg+xml", "image/png"}


@pytest.mark.parametrize("name", NAMES)
def test_compressed_bytes_are_the_same_file(app: Flask, client: FlaskClient, name: str) -> None:
    plain = client.get(url(app, name))
    zipped = client.get(url(app, name), headers={"Accept-Encoding": "br, gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    assert (
        "Content-Encoding" not in client.get(url(app, name), headers={"Accept-Encoding": "gzip;q=0"}).headers
    )


def test_known_etag_is_answered_with_304(app: Flask, client: FlaskClient) -> None:
    first = client.get(url(app, "mark.svg"))
    again = client.get(url(app, "mark.svg"), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


@pytest.mark.parametrize(
    "address",
    [
        "/static/000000000000/alongside.css",
        "/static/000000000000/none.css",
        "/static/000000000000/../base.py",
    ],
)
def test_other_digest_or_name_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_address_of_an_unknown_file_fails_at_once(app: Flask) -> None:
    with pytest.raises(KeyError):
        url(app, "alongside.ccs")


def test_view_says_that_it_is_public() -> None:
    assert assets.serve.permission == "public"


def test_organisations_colours_are_sent_in_front_of_the_rules(tmp_path: Path) -> None:
    theme = tmp_path / "council.css"
    theme.write_text(":root { --brand: #123456; }", encoding="utf-8")
    own, shipped = assets.load(theme=theme), assets.load()
    body = own.by_name["alongside.css"].body
    assert body.startswith(b":root { --brand: #123456; }\n")
    assert body.endswith((assets.STATIC / "alongside.css").read_bytes())
    assert own.url("alongside.css") != shipped.url("alongside.css")
    assert own.url("mark.svg") == shipped.url("mark.svg")
    assert "theme.css" not in shipped.by_name


def test_file_that_compression_makes_longer_is_sent_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "theme.css").write_bytes(b"")
    (tmp_path / "dot.svg").write_bytes(b"<svg/>")
    assert assets.load(tmp_path).by_name["dot.svg"].zipped is None


# Only the pages of trainers ask for these.
AUTHORS = {"author.css", "editor.js", "codemirror.js", "statistics.css"}
# Only the pages of attempts ask for these.
QUIZZES = {name for name in NAMES if name.startswith("quiz")}


def test_static_files_of_a_cold_page_weigh_at_most_20_kilobytes() -> None:
    loaded = [asset for name, asset in assets.load().by_name.items() if name not in AUTHORS | QUIZZES]
    assert sum(len(asset.zipped or asset.body) for asset in loaded) <= 20 * 1024
    assert len(loaded) <= 3


def test_the_editor_weighs_at_most_5_kilobytes_without_its_advanced_layer() -> None:
    loaded = assets.load().by_name
    assert sum(len(loaded[name].zipped or b"") for name in ("author.css", "editor.js")) <= 5 * 1024
    assert len(loaded["codemirror.js"].zipped or b"") <= 130 * 1024


def test_the_sheet_and_scripts_of_an_attempt_weigh_at_most_13_kilobytes() -> None:
    loaded = assets.load().by_name
    assert sum(len(loaded[name].zipped or b"") for name in QUIZZES) <= 13 * 1024


@pytest.mark.parametrize("name", ["author.css", "quiz.css", "statistics.css"])
def test_a_sheet_of_some_pages_uses_colours_of_the_theme_only(name: str) -> None:
    sheet = (assets.STATIC / name).read_text(encoding="utf-8")
    theme = (assets.STATIC / "theme.css").read_text(encoding="utf-8")
    assert set(re.findall(r"var\((--[a-z-]+)\)", sheet)) <= set(re.findall(r"(--[a-z-]+):", theme))
    assert not re.search(r"#[0-9a-f]{3,6}\b|url\(|@import", sheet)


def test_sheet_is_the_one_whose_digest_the_theme_readme_holds() -> None:
    digest = hashlib.sha256((assets.STATIC / "alongside.css").read_bytes()).hexdigest()
    assert digest in (ROOT / "deploy" / "theme" / "README.md").read_text(encoding="utf-8")


def test_sheet_asks_for_nothing_else_and_carries_no_govuk_branding() -> None:
    text = assets.load().by_name["alongside.css"].body.decode("utf-8")
    for word in ("url(", "@import", "@font-face", "GDS Transport", "crown"):
        assert word not in text


def test_each_colour_that_the_sheet_uses_is_in_the_theme() -> None:
    sheet = (assets.STATIC / "alongside.css").read_text(encoding="utf-8")
    theme = (assets.STATIC / "theme.css").read_text(encoding="utf-8")
    asked = set(re.findall(r"var\((--[a-z-]+)\)", sheet))
    defined = set(re.findall(r"(--[a-z-]+):", theme)) | set(re.findall(r"(--[a-z-]+):", sheet))
    assert asked <= defined


LIGHT, DARK = (
    dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", part))
    for part in (assets.STATIC / "theme.css").read_text(encoding="utf-8").split("@media")
)

TEXT = 4.5  # WCAG 2.2, 1.4.3
SHAPE = 3.0  # WCAG 2.2, 1.4.11
GROUNDS = ("--paper", "--card")
PAIRS = [
    *((ink, ground, TEXT) for ink in ("--ink", "--quiet", "--link", "--link-hover") for ground in GROUNDS),
    *((ink, ground, TEXT) for ink in ("--ok", "--warn", "--bad", "--accent") for ground in GROUNDS),
    *(("--ink", f"--{tint}-tint", TEXT) for tint in ("brand", "lit", "ok", "warn", "bad")),
    *(("--quiet", f"--{tint}-tint", TEXT) for tint in ("brand", "ok", "bad")),
    *((f"--{word}", f"--{word}-tint", TEXT) for word in ("ok", "warn", "bad")),
    ("--accent", "--brand-tint", TEXT),
    ("--link", "--brand-tint", TEXT),
    ("--quiet", "--hairline", TEXT),
    ("--on-brand", "--brand", TEXT),
    ("--on-brand-quiet", "--brand", TEXT),
    ("--lit", "--brand", SHAPE),
    ("--on-action", "--action", TEXT),
    ("--on-action", "--action-hover", TEXT),
    ("--on-focus", "--focus", TEXT),
    ("--on-lit", "--lit", TEXT),
    ("--line", "--card", SHAPE),
    ("--line", "--paper", SHAPE),
    ("--action", "--paper", SHAPE),
]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_colours_have_enough_contrast(mode: str, front: str, back: str, least: float) -> None:
    colours = LIGHT if mode == "light" else DARK
    assert contrast(colours[front], colours[back]) >= least


def test_dark_mode_sets_the_same_colours_as_light_mode() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_sheet_has_a_look_for_every_box_and_part_that_lessons_are_drawn_with() -> None:
    sheet = (assets.STATIC / "alongside.css").read_text(encoding="utf-8")
    for kind in ("keypoint", "example", "reflect", "safeguarding", "note", "warning", "trainer"):
        assert f".app-box--{kind}" in sheet
    for part in ("app-box__label", "app-box__title", "app-table", "app-term", "app-task", "figcaption"):
        assert part in sheet
