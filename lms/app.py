"""Owns the wiring of the web application: every part is made here, and nothing is decided here.

It must not hold a rule about learning, nor a page.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any, TextIO
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from lms import extensions
from lms.content.keep import Keep
from lms.content.snapshots import Shelf
from lms.content.store import LibraryStore
from lms.db.engine import HotReads
from lms.queries.release_store import ReleaseStore
from lms.settings import Settings
from lms.web import access, assets, compression, csrf, errors, filters, headers, intake, logs, rendering
from lms.web.api import views as api_views
from lms.web.auth import language as auth_language
from lms.web.auth import messages as auth_messages
from lms.web.auth import views as auth_views
from lms.web.author import beginning as author_beginning
from lms.web.author import editor as author_editor
from lms.web.author import files as author_files
from lms.web.author import first as author_first
from lms.web.author import gallery as author_gallery
from lms.web.author import publishing as author_publishing
from lms.web.author import transfer as author_transfer
from lms.web.author import trying as author_trying
from lms.web.author import views as author_views
from lms.web.certificates import checking as certificates_checking
from lms.web.certificates import files as certificate_files
from lms.web.certificates import published as certificates_published
from lms.web.certificates import recognising as certificates_recognising
from lms.web.certificates import views as certificates_views
from lms.web.certificates import wallet as certificates_wallet
from lms.web.learn import fast_path
from lms.web.learn import playing as learn_playing
from lms.web.learn import rounds as learn_rounds
from lms.web.learn import views as learn_views
from lms.web.manage import absences as manage_absences
from lms.web.manage import campaigns as manage_campaigns
from lms.web.manage import certificates as manage_certificates
from lms.web.manage import evidence as manage_evidence
from lms.web.manage import recognition as manage_recognition
from lms.web.manage import requirements as manage_requirements
from lms.web.manage import standings as manage_standings
from lms.web.manage import views as manage_views
from lms.web.marking import corrections as marking_corrections
from lms.web.marking import views as marking_views
from lms.web.quiz import fast_saves
from lms.web.quiz import views as quiz_views
from lms.web.statistics import views as statistics_views

# The longest honest body is a whole quiz handed in at once, a few kilobytes.
LONGEST_BODY = 256 * 1024
MOST_FIELDS = 1_000

BLUEPRINTS = (
    learn_views.blueprint,
    learn_playing.blueprint,
    learn_rounds.blueprint,
    quiz_views.blueprint,
    certificates_views.blueprint,
    certificates_checking.blueprint,
    certificates_wallet.blueprint,
    certificates_recognising.blueprint,
    certificate_files.blueprint,
    certificates_published.blueprint,
    auth_views.blueprint,
    auth_language.blueprint,
    auth_messages.blueprint,
    author_views.blueprint,
    author_editor.blueprint,
    author_beginning.blueprint,
    author_gallery.blueprint,
    author_files.blueprint,
    author_first.blueprint,
    author_transfer.blueprint,
    author_publishing.blueprint,
    author_trying.blueprint,
    marking_views.blueprint,
    marking_corrections.blueprint,
    statistics_views.blueprint,
    manage_views.blueprint,
    manage_standings.blueprint,
    manage_requirements.blueprint,
    manage_absences.blueprint,
    manage_evidence.blueprint,
    manage_campaigns.blueprint,
    manage_certificates.blueprint,
    manage_recognition.blueprint,
    api_views.blueprint,
)


class Application(Flask):
    """Flask without its question, at every call of a view or a hook, whether that one is asynchronous."""

    # Any: Flask's own signature. All our views and hooks are plain functions.
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: Settings, *, log_requests: bool = True, log_to: TextIO | None = None) -> Flask:
    """The application for `settings`; the database must be at its newest revision before the first request.

    `log_requests` writes a JSON line per request to `log_to` (standard error without one); faults are
    written in any case.
    """
    app = Application("lms", static_folder=None, template_folder=None, instance_path=str(settings.instance))
    _configure(app, settings)
    rendering.install(app, settings)
    filters.install(app, settings)
    extensions.db.init_app(app)
    hot = HotReads(settings.database_url)
    shelf = Shelf.of(
        settings.content,
        settings.instance,
        follows=settings.follows_folder,
        most_guess=settings.max_guess,
        zone=settings.zone,
    )
    app.extensions[extensions.NAME] = extensions.Alongside(
        settings=settings, store=_store(settings, shelf, hot), shelf=shelf, hot=hot
    )
    # What is installed first looks last at an answer: the log sees what really leaves.
    logs.install(app, log_to, every_request=log_requests)
    compression.install(app)
    errors.install(app)
    access.install(app)
    app.before_request(intake.check)
    app.before_request(csrf.check)
    assets.install(app, settings.theme)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.wsgi_app = headers.around(app.wsgi_app, settings)  # type: ignore[method-assign,assignment]
    # In front of the headers: they send their own, which tests hold equal.
    fast_saves.install(app, settings)
    fast_path.install(app, settings)
    if settings.proxies:
        # Only as many hops as there are proxies of ours: whatever a visitor writes stands further left.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )
    return app


def _store(settings: Settings, shelf: Shelf, hot: HotReads) -> extensions.Store:
    kept = settings.instance / "content"
    if settings.follows_folder:
        return LibraryStore(settings.content, keep=kept)
    return ReleaseStore(hot, shelf.snapshots, keep=Keep(kept))


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
        extensions.db.engine.dispose()


def trusted_hosts(settings: Settings) -> list[str]:
    """The names that a request may call us by: the one that people type, ours, and this machine's own."""
    named = urlsplit(settings.base_url).hostname or ""
    names = {named, settings.host, "localhost", "127.0.0.1"}
    return sorted(names - {"", "0.0.0.0", "::"})  # noqa: S104


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
