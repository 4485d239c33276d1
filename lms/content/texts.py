"""Every text in a model, whatever the model is. It must not know what a text means."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum


def strings(thing: object, without: Container[str] = ()) -> Iterator[str]:
    """The texts of a dataclass, mapping or sequence in order, without the fields and keys in `without`."""
    if isinstance(thing, Enum):
        return
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, Mapping):
        for name, one in thing.items():
            if name not in without:
                yield from strings(one, without)
    elif isinstance(thing, list | tuple):
        for one in thing:
            yield from strings(one, without)
    elif is_dataclass(thing):
        for part in fields(thing):
            if part.name not in without:
                yield from strings(getattr(thing, part.name), without)
