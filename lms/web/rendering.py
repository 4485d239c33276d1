"""Owns how a template becomes an answer: the values every page has, the environment it is drawn in.

It must not know any page in particular.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, request
from flask.templating import Environment as FlaskEnvironment
from jinja2 import FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from lms import settings as settings_module
from lms.extensions import alongside
from lms.queries.people import Viewer
from lms.settings import Settings
from lms.web import access, csrf, nav

if TYPE_CHECKING:
    from lms.content.library import Library


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose platform this is."""

    name: str
    organisation: str


def folder() -> Path:
    """Where the templates are: beside the package in a clone, in the working folder once it is installed."""
    return settings_module.home() / "templates"


class Environment(FlaskEnvironment):
    """Flask's, with its globals as a plain dictionary for each template.

    Jinja looks through all of their names whenever a page takes a macro from another file. In the chain of
    mappings that it makes by itself that took a twelfth of every page. All globals are set before the first
    template is loaded, so none is missed.
    """

    # Any: Jinja's own signature.
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def install(app: Flask, settings: Settings) -> None:
    """Set the environment up; called before anything asks for it."""
    app.jinja_environment = Environment
    app.jinja_options = {
        "undefined": StrictUndefined,
        "auto_reload": False,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "cache_size": -1,
    }
    environment = app.jinja_env
    environment.loader = FileSystemLoader(folder())
    environment.bytecode_cache = _bytecode_cache(settings.instance)
    environment.globals["brand"] = Brand(settings.brand_name, settings.organisation)


class _CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates in a folder; a full disk costs time at the next start, and never a page."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def _bytecode_cache(instance: Path) -> FileSystemBytecodeCache | None:
    """Compiled templates are kept beside the data: compiling them took a third of every start.

    Each is named by the digest of its source, so a changed template is compiled anew. A folder that cannot
    be written costs that time and nothing else.
    """
    kept = instance / "templates"
    try:
        kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return _CompiledTemplates(str(kept), "%s.cache") if os.access(kept, os.W_OK) else None


def text(template: str, /, **values: object) -> str:
    """The template drawn with `values` and with what every page has: brand, nav, signed_in, csrf_token."""
    viewer = access.viewer_if_known()
    return drawn(template, viewer, request.path, **{"csrf_token": csrf.Token(), **values})


def drawn(template: str, viewer: Viewer | None, path: str, /, **values: object) -> str:
    """The same for `viewer` on the page at `path`, without a request; the csrf_token is among `values`.

    All three by place, because the values of a page may have the same names.
    """
    return current_app.jinja_env.get_template(template).render(
        {
            "nav": nav.items(viewer, path),
            "beside": nav.beside(viewer, path),
            "signed_in": viewer is not None,
            **values,
        }
    )


def page(template: str, /, *, status: int = 200, **values: object) -> Response:
    """An HTML answer."""
    return Response(text(template, **values), status=status, mimetype="text/html")


def see_other(address: str) -> Response:
    """The answer to a form that was dealt with: go and look there."""
    return Response(status=303, headers={"Location": address})


def library() -> Library:
    """The content as it stands at this request."""
    return alongside().store.current()
