"""Owns the canonical form of a JSON-LD document, made with pinned contexts and nothing from the network.

It must not know what a document says, nor what is signed.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Any in this file, because a JSON-LD document is nested mappings of every type.
Document = dict[str, Any]

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"

FOLDER = Path(__file__).parent / "contexts"
PINNED = {
    CREDENTIALS: (
        "credentials-v2.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    BADGES: ("ob-3.0.3.json", "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"),
    EXTENSIONS: ("ob-extensions.json", "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93"),
    DATA_INTEGRITY: (
        "data-integrity-v2.json",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
}

# PyLD keeps what it has made of a context in dictionaries that all threads share, and two threads that fill
# one of them at once break it.
_ALONE = threading.Lock()


class NotPinned(Exception):
    """A document names a context that we have not got, or a pinned file is not the one it should be."""


class NotItsOwnForm(Exception):
    """A document says something that its contexts do not define, or says it in another spelling.

    Such words would be shown to people and not be covered by a proof.
    """


def canonical(document: Mapping[str, Any]) -> str:
    """The document as canonical n-quads (URDNA2015), which is what a proof is over.

    Raises: NotPinned; NotItsOwnForm when a part of it would be left out of the proof without a word.
    """
    jsonld = _jsonld()
    options = {"documentLoader": _load, "processingMode": "json-ld-1.1"}
    try:
        with _ALONE:
            # The processor itself, because only it both says what it drops and makes the quads.
            quads = jsonld.JsonLdProcessor(on_property_dropped=_refuse).normalize(
                document, {**options, "algorithm": "URDNA2015", "format": "application/n-quads"}
            )
    except jsonld.JsonLdError as fault:
        if _comes_from(fault, NotPinned):
            raise NotPinned from fault
        raise NotItsOwnForm from fault
    return str(quads)


def _refuse(dropped: object) -> None:
    raise NotItsOwnForm


def require_own_form(document: Mapping[str, Any]) -> None:
    """Check that a stranger's document is spelt as its contexts spell it: its JSON is what was signed.

    A word under its full address, a list in a list or a nested context changes what a reader of the JSON
    sees while the canonical form, and so the proof, stays the same. Shrinking the expanded document with the
    same contexts undoes every such spelling; what differs then was not written plainly.

    Raises: NotPinned, NotItsOwnForm.
    """
    jsonld = _jsonld()
    options = {"documentLoader": _load, "processingMode": "json-ld-1.1"}
    if _nested_context(document):
        raise NotItsOwnForm
    try:
        with _ALONE:
            expanded = jsonld.expand(document, options)
            if len(expanded) != 1:
                raise NotItsOwnForm
            compacted = jsonld.compact(expanded, {"@context": document["@context"]}, options)
    except jsonld.JsonLdError as fault:
        if _comes_from(fault, NotPinned):
            raise NotPinned from fault
        raise NotItsOwnForm from fault
    if _plain(compacted) != _plain(dict(document)):
        raise NotItsOwnForm


def _plain(value: Any) -> str:
    return json.dumps(_unwrapped(value), sort_keys=True, ensure_ascii=True)


def _unwrapped(value: Any) -> Any:
    """One spelling for what JSON-LD takes as the same: a list of one and its only member."""
    match value:
        case dict():
            return {key: _unwrapped(member) for key, member in value.items() if key != "@context"}
        case list() if len(value) == 1 and not isinstance(value[0], list):
            return _unwrapped(value[0])
        case list():
            # An unordered list of nodes comes back in the order it had.
            return [_unwrapped(member) for member in value]
        case _:
            return value


def _nested_context(document: Mapping[str, Any]) -> bool:
    below = list(document.values())
    while below:
        value = below.pop()
        if isinstance(value, Mapping):
            if "@context" in value:
                return True
            below.extend(value.values())
        elif isinstance(value, list):
            below.extend(value)
    return False


def _comes_from(fault: BaseException | None, kind: type[BaseException]) -> bool:
    while fault is not None:
        if isinstance(fault, kind) or isinstance(getattr(fault, "cause", None), kind):
            return True
        fault = fault.__cause__ or fault.__context__
    return False


def _load(address: str, options: object) -> dict[str, object]:
    """The loader that PyLD asks; it knows the pinned files and nothing else."""
    if address not in PINNED:
        raise NotPinned(address)
    return {
        "contextUrl": None,
        # Pinned files never change, so PyLD may keep what it has made of them: a third of a signature.
        "tag": "static",
        "documentUrl": address,
        "contentType": "application/ld+json",
        "document": _pinned(address),
    }


@functools.cache
def _pinned(address: str) -> Document:
    name, digest = PINNED[address]
    body = (FOLDER / name).read_bytes()
    if hashlib.sha256(body).hexdigest() != digest:
        raise NotPinned(address)
    found: Document = json.loads(body)
    return found


def _jsonld() -> Any:
    # Loaded when the first document is signed or checked: it takes a while and brings no types.
    return importlib.import_module("pyld.jsonld")
