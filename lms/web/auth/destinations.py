"""Owns which addresses a sign-in may lead back to. It must not know who signs in.

An allow-list, because every check by parsing has let some browser leave the site: see docs/security.md.
"""

from __future__ import annotations

import re

HOME = "/"
_OURS = re.compile(r"/(?!/)[A-Za-z0-9_\-./~%]*(?:\?[A-Za-z0-9_\-.~%=&+]*)?")


def allowed(wanted: str) -> str:
    """`wanted` if it is plainly an address of ours, else the home page."""
    if len(wanted) <= 500 and "//" not in wanted and _OURS.fullmatch(wanted):
        return wanted
    return HOME
