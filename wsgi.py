"""The application for any WSGI server: `gunicorn wsgi:app`. `lms serve` does not need this file."""

import os

from lms.app import create_app, settle
from lms.settings import Settings

app = create_app(Settings.from_env(os.environ))
settle(app)
