"""Owns the headers that every answer carries. It must not know what the answer says.

They are added around the whole application and not by a hook of Flask: so they are there when a hook fails,
and cost a tenth.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from lms.settings import Settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'"
)
# What a page sends instead when a script of ours adds styles on it: only those that carry the nonce count.
STYLE_SOURCE = "style-src 'self'"


def policy_with_style_nonce(nonce: str) -> str:
    """The policy for one answer whose own script may add style elements that carry `nonce`.

    Those styles draw their marks with pictures in data addresses, which nothing else of ours may do.
    """
    styled = CONTENT_SECURITY_POLICY.replace(STYLE_SOURCE, f"{STYLE_SOURCE} 'nonce-{nonce}'")
    return styled.replace("img-src 'self'", "img-src 'self' data:")


_OFF = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in _OFF)
STRICT_TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains"
# Reloading is all that forgets a page which the browser keeps for its Back button.
CLEAR_SITE_DATA = '"cache", "cookies", "storage"'


def fixed(settings: Settings) -> list[tuple[str, str]]:
    """The headers that are the same on every answer; the last one only where people come by https."""
    always = [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", PERMISSIONS_POLICY),
    ]
    if settings.base_url.startswith("https://"):
        always.append(("Strict-Transport-Security", STRICT_TRANSPORT_SECURITY))
    return always


def around(application: WSGIApplication, settings: Settings) -> WSGIApplication:
    """The same application, with the headers on whatever leaves it, error pages and files included."""
    always = fixed(settings)

    def with_headers(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Any: the error that WSGI hands over is a triple of the interpreter's own.
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(status, completed(headers) + always, exc_info)

        return application(environ, start)

    return with_headers


def completed(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """`headers` with the policy, and with what may be kept of the answer, where a view did not say it.

    A view may send a stricter policy for a file that could hold a script, and its own Cache-Control.
    """
    kept = policy = vary = ""
    rest = []
    for header in headers:
        match header[0].lower():
            case "cache-control":
                kept = header[1]
            case "content-security-policy":
                policy = header[1]
            case "vary":
                vary = f"{vary}, {header[1]}" if vary else header[1]
            case _:
                rest.append(header)
    kept = kept or "no-store"
    if "public" not in kept and "Cookie" not in vary:
        vary = f"{vary}, Cookie" if vary else "Cookie"
    rest += [("Cache-Control", kept), ("Content-Security-Policy", policy or CONTENT_SECURITY_POLICY)]
    if vary:
        rest.append(("Vary", vary))
    return rest
