"""What an article says of a place, held against the schema: every answer reads it so.

The only module that knows fastjsonschema, which reads a schema in milliseconds: each start does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema
import orjson

LONGEST = 160
_STEM = re.compile(r"^data\.?(properties\.)?")


def find_misfit(annotation: Mapping[str, Any], schema: Path) -> str | None:
    """Return the first thing in which an annotation is not as the schema wants it, or None.

    Parameters
    ----------
    annotation : mapping
        A GeoJSON Feature.
    schema : Path
        A JSON Schema.
    """
    check = _compile(schema)
    try:
        check(annotation)
    except fastjsonschema.JsonSchemaValueException as error:
        return _STEM.sub("", " ".join(error.message.split()))[:LONGEST]
    except Exception as error:  # what nobody foresaw is a line of this one, too
        return f"cannot be read: {type(error).__name__}"
    return None


@cache
def _compile(schema: Path) -> Callable[[Any], Any]:
    compiled: Callable[[Any], Any] = fastjsonschema.compile(
        orjson.loads(schema.read_bytes()), use_formats=False
    )
    return compiled
