"""Owns the list of all pages but the first ones: those that answer while the others are still being read in.

With them come the short ways to those that are asked for most. It decides nothing; importing it imports
nearly the whole of the platform.
"""

from __future__ import annotations

from functools import partial

from flask import Flask

from lms.settings import Settings
from lms.web.application import Layer
from lms.web.auth import language as auth_language
from lms.web.auth import messages as auth_messages
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
from lms.web.practice import views as practice_views
from lms.web.quiz import drawn, fast_saves, fast_sheets, fast_sittings, framed
from lms.web.quiz import views as quiz_views
from lms.web.statistics import retention as statistics_retention
from lms.web.statistics import views as statistics_views

LATER = (
    learn_views.blueprint,
    learn_playing.blueprint,
    learn_rounds.blueprint,
    quiz_views.blueprint,
    practice_views.blueprint,
    certificates_views.blueprint,
    certificates_checking.blueprint,
    certificates_wallet.blueprint,
    certificates_recognising.blueprint,
    certificate_files.blueprint,
    certificates_published.blueprint,
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
    statistics_retention.blueprint,
    manage_views.blueprint,
    manage_standings.blueprint,
    manage_requirements.blueprint,
    manage_absences.blueprint,
    manage_evidence.blueprint,
    manage_campaigns.blueprint,
    manage_certificates.blueprint,
    manage_recognition.blueprint,
)


def short_ways(app: Flask, settings: Settings) -> list[Layer]:
    """The layers that answer in front of Flask, the innermost first."""
    fast_path.install(app)
    drawn.install(app)
    framed.install(app, drawn.pages_of(app))
    return [
        partial(fast_sittings.FastSittings, app=app, settings=settings),
        partial(fast_sheets.FastSheets, app=app, settings=settings),
        partial(fast_saves.FastSaves, app=app, settings=settings),
        partial(fast_path.FastLessons, app=app, settings=settings),
    ]
