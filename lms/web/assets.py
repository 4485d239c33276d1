"""Owns the files under lms/static: addresses with a digest, compressed bytes and how they are answered.

Must not know people, pages or content; pictures of lessons are served elsewhere.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from flask import Blueprint, Flask, Response, abort, current_app, request

STATIC = Path(__file__).resolve().parent.parent / "static"
THEME = "theme.css"
SHEET = "alongside.css"
EXTENSION = "assets"

_CONTENT_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
        ".png": "image/png",
    }
)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent; `zipped` is None where compression does not make it smaller."""

    name: str
    digest: str
    content_type: str
    body: bytes
    zipped: bytes | None


@dataclass(frozen=True, slots=True)
class Assets:
    """All files of one process, read once at start; a changed file needs a restart."""

    by_name: Mapping[str, Asset]

    def url(self, name: str) -> str:
        """Address of `name` with its digest. Raises KeyError for a file that does not exist."""
        return f"/static/{self.by_name[name].digest}/{name}"

    def find(self, digest: str, name: str) -> Asset | None:
        """The file if digest and name both fit: an old address must not be given newer bytes for a year."""
        asset = self.by_name.get(name)
        return asset if asset is not None and asset.digest == digest else None


def load(folder: Path = STATIC, theme: Path | None = None) -> Assets:
    """Read every file of `folder`; the sheet is the theme's colours followed by our rules, as one file.

    `theme` replaces the colours that we ship (setting LMS_THEME): one request instead of two, and an
    organisation still owns one small file. Raises OSError if a file cannot be read.
    """
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != THEME)
    colours = (theme or folder / THEME).read_bytes()
    made = {}
    for name in names:
        body = (folder / name).read_bytes()
        made[name] = _asset(name, colours + b"\n" + body if name == SHEET else body)
    return Assets(MappingProxyType(made))


def _asset(name: str, body: bytes) -> Asset:
    # A fixed time stamp keeps the compressed bytes, and so the ETag, the same in every process of a fleet.
    zipped = gzip.compress(body, compresslevel=9, mtime=0)
    return Asset(
        name=name,
        digest=hashlib.sha256(body).hexdigest()[:12],
        content_type=_CONTENT_TYPES.get(Path(name).suffix, "application/octet-stream"),
        body=body,
        zipped=zipped if len(zipped) < len(body) else None,
    )


blueprint = Blueprint("assets", __name__)


@blueprint.get("/static/<digest>/<name>")
def serve(digest: str, name: str) -> Response:
    """One static file, kept by browsers for a year because its address changes with its bytes."""
    asset = _assets(current_app).find(digest, name)
    if asset is None:
        abort(404)
    zipped = asset.zipped if request.accept_encodings.quality("gzip") > 0 else None
    response = Response(asset.body if zipped is None else zipped, content_type=asset.content_type)
    if zipped is not None:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.set_etag(asset.digest if zipped is None else f"{asset.digest}-gzip")
    response.make_conditional(request)
    return response


# The walk over the address map asks each view for its permission.
vars(serve)["permission"] = "public"


def static_url(name: str) -> str:
    """Address of a static file in the running application; a template global."""
    return _assets(current_app).url(name)


def install(app: Flask, theme: Path | None = None) -> None:
    """Read the files, serve them and give templates `static_url`."""
    app.extensions[EXTENSION] = load(theme=theme)
    app.register_blueprint(blueprint)
    app.add_template_global(static_url)


def _assets(app: Flask) -> Assets:
    assets: Assets = app.extensions[EXTENSION]
    return assets
