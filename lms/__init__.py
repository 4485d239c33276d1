"""Alongside: a folder of Markdown becomes a course, a quiz and a certificate that anybody can check."""

__version__ = "0.1.0"
