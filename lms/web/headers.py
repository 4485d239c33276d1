"""Owns the headers that every answer carries. It must not know what the answer says."""

from __future__ import annotations

from flask import Flask, Response

from lms.settings import Settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
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


def install(app: Flask, settings: Settings) -> None:
    """Put the headers on whatever leaves, error pages and files included."""
    always = fixed(settings)

    def add(response: Response) -> Response:
        headers = response.headers
        headers.extend(always)
        # A view may send a stricter policy for a file that could hold a script.
        if "Content-Security-Policy" not in headers:
            headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        kept = headers.get("Cache-Control")
        if kept is None:
            kept = headers["Cache-Control"] = "no-store"
        if "public" not in kept:
            response.vary.add("Cookie")
        return response

    app.after_request(add)
