"""What is said of a layer as the ``.toml`` beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from geoposture.model import LayerInfo, Text

PLAIN = ("licence", "licence_url", "date")
IN_LANGUAGES = {"title": "title", "description": "description", "licence": "licence_words",
                "attribution": "attribution", "method": "method"}  # fmt: skip
"""The keys that have a language at their end, and the field that each is read into."""


def write_info(info: LayerInfo) -> bytes:
    """Return what is said of a layer as TOML, which is read as the same again.

    Parameters
    ----------
    info : LayerInfo
        Of any layer.
    """
    lines = [f"id = {_quote(info.id)}", *_list_keys(info)]
    if info.held_by:
        lines += ["", "[held_by]"]
        lines += [f"{_quote(name)} = {_quote(list(ids))}" for name, ids in info.held_by.items()]
    return ("\n".join(lines) + "\n").encode()


def _list_keys(info: LayerInfo) -> Iterator[str]:
    for key, field in IN_LANGUAGES.items():
        texts: Text | None = getattr(info, field)
        yield from (f"{key}_{lang} = {_quote(text)}" for lang, text in (texts or {}).items())
    for key in PLAIN:
        if (value := getattr(info, key)) is not None:
            yield f"{key} = {_quote(value)}"
    for lang, limits in info.limits.items():
        if limits:
            yield f"limits_{lang} = {_quote(list(limits))}"
    if info.sources:
        yield f"sources = {_quote(list(info.sources))}"


def _quote(value: Any) -> str:
    """Return a text or a list of texts; the strings of JSON are strings of TOML."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
