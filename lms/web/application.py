"""Owns the Flask application's own kind: what stands around it, and that some pages may come after its start.

It must not know any page, nor what the layers around it do.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.routing import Rule

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask_login import LoginManager

Layer = Callable[["WSGIApplication"], "WSGIApplication"]


class LateRule(Rule):
    """A rule whose way to build an address is compiled when an address is first built by it.

    Werkzeug compiles two such ways for each rule at once: half of the time that setting up an application
    took. Most of them are never used by one process.
    """

    # Any: Werkzeug's own signature, whose function takes this rule and then the values of the address.
    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = super()._compile_builder
        kept: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            if not kept:
                # Two threads that come at once compile the same twice, which does no harm.
                kept.append(compiled(append_unknown))
            return kept[0](rule, **values)

        return build


class Application(Flask):
    """Flask with layers around it, which opens its door before its last page is there.

    Until `complete`, a request for an address that is not known yet waits for it.
    """

    url_rule_class = LateRule

    # Flask-Login looks for it here.
    login_manager: LoginManager
    # The outermost layer; each knows the next one inside it.
    outermost: WSGIApplication
    # The layer nearest to Flask, which stays when the others are changed.
    inmost: Layer = staticmethod(lambda inner: inner)

    # Any: Flask's own arguments.
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._completed = threading.Event()
        self.wrap()

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request through all layers."""
        if not self._completed.is_set() and not self._is_there(environ):
            self._completed.wait()
        return self.outermost(environ, start_response)

    def wrap(self, *layers: Layer) -> None:
        """Put these layers around Flask, the innermost first, in place of any that are there."""
        around: WSGIApplication = self.inmost(super().wsgi_app)
        for layer in layers:
            around = layer(around)
        self.outermost = around

    def complete(self) -> None:
        """All pages and layers are there: let everybody in."""
        self._completed.set()

    def _is_there(self, environ: WSGIEnvironment) -> bool:
        address = self.url_map.bind("")
        return address.test(environ["PATH_INFO"], environ["REQUEST_METHOD"])

    # Any: Flask's own signature. All our views and hooks are plain functions, so that it need not ask, at
    # every call of one, whether it is asynchronous.
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func

    def _check_setup_finished(self, f_name: str) -> None:
        """Flask takes no page after its first request, lest some visitor had missed it; ours wait instead."""
