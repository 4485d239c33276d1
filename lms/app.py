"""Owns the wiring of the web application: every part is made here, and nothing is decided here.

It must not hold a rule about learning, nor a page.
"""

from __future__ import annotations

import gc
from functools import partial
from typing import TextIO
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from lms import extensions
from lms.db.base import every_table
from lms.settings import NEAREST, Settings
from lms.web import access, assets, compression, csrf, errors, filters, headers, intake, logs, rendering
from lms.web.api import views as api_views
from lms.web.application import Application, Layer
from lms.web.auth import views as auth_views

# The longest honest body is a whole quiz handed in at once, a few kilobytes.
LONGEST_BODY = 256 * 1024
MOST_FIELDS = 1_000

# They answer while the others are still being read in: signing in needs no content.
FIRST = (
    auth_views.blueprint,
    api_views.blueprint,
)


def create_app(settings: Settings, *, log_requests: bool = True, log_to: TextIO | None = None) -> Application:
    """The application for `settings`; the database must be at its newest revision before the first request.

    `log_requests` writes a JSON line per request to `log_to` (standard error without one); faults are
    written in any case.
    """
    app = begin(settings, log_requests=log_requests, log_to=log_to)
    complete(app)
    return app


def begin(
    settings: Settings,
    *,
    log_requests: bool = True,
    log_to: TextIO | None = None,
    inmost: Layer | None = None,
) -> Application:
    """The application with its first pages; whoever asks for another one waits for `complete`.

    A server opens its port with this, in two thirds of the time that all pages need to be read in. `inmost`
    is a layer that only requests meet which no short way answers.
    """
    app = Application("lms", static_folder=None, template_folder=None, instance_path=str(settings.instance))
    if inmost is not None:
        app.inmost = inmost
    _configure(app, settings)
    rendering.install(app, settings)
    filters.install(app, settings)
    extensions.db.init_app(app)
    app.extensions[extensions.NAME] = extensions.Alongside(settings)
    # What is installed first looks last at an answer: the log sees what really leaves.
    logs.install(app, log_to, every_request=log_requests)
    compression.install(app)
    errors.install(app)
    access.install(app)
    app.before_request(intake.check)
    app.before_request(csrf.check)
    assets.install(app, settings.theme)
    for blueprint in FIRST:
        app.register_blueprint(blueprint)
    app.wrap(*_around(settings))
    return app


def complete(app: Application) -> None:
    """Read in the pages that `begin` left out, and let in whoever waits for one."""
    from lms.web import blueprints

    every_table()

    settings = app.extensions[extensions.NAME].settings
    for blueprint in blueprints.LATER:
        app.register_blueprint(blueprint)
    app.wrap(*_around(settings, *blueprints.short_ways(app, settings)))
    app.complete()


def _around(settings: Settings, *short_ways: Layer) -> list[Layer]:
    """What stands around Flask, the innermost first; the short ways send their own headers."""
    layers: list[Layer] = [partial(headers.around, settings=settings), *short_ways]
    if settings.proxies:
        # Only as many hops as there are proxies of ours: whatever a visitor writes stands further left.
        hops = settings.proxies
        layers.append(partial(ProxyFix, x_for=hops, x_proto=hops, x_host=0))
    return layers


def settle(app: Flask) -> None:
    """Read the content, compile the templates and set what is loaded aside from the garbage collector.

    Called once in each process that serves, not in tests: what is set aside is never freed. Nothing is
    collected meanwhile, because next to nothing of what is read here is rubbish.
    """
    gc.disable()
    with app.app_context():
        extensions.alongside().store.current()
        for name in app.jinja_env.list_templates(extensions=["html", "txt"]):
            app.jinja_env.get_template(name)
    gc.freeze()
    gc.enable()


def close(app: Flask) -> None:
    """Let go of the database and of the watch on the content."""
    with app.app_context():
        extensions.alongside().store.close()
        extensions.hot().close()
        extensions.together_of(app).close()
        extensions.db.engine.dispose()


def trusted_hosts(settings: Settings) -> list[str]:
    """The names that a request may call us by: the one that people type, ours, and this machine's own."""
    named = urlsplit(settings.base_url).hostname or ""
    names = {named, settings.host, "localhost", "127.0.0.1"}
    return sorted(names - {"", *NEAREST})


def _configure(app: Flask, settings: Settings) -> None:
    https = settings.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=trusted_hosts(settings),
        MAX_CONTENT_LENGTH=LONGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LONGEST_BODY,
        MAX_FORM_PARTS=MOST_FIELDS,
        # Flask's own session holds one thing: the secret of a visitor's form before they sign in.
        SESSION_COOKIE_NAME="__Host-visitor" if https else "visitor",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SQLALCHEMY_DATABASE_URI=settings.database_url,
    )
