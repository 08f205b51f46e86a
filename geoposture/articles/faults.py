"""What is wrong in a sheet or a collection: where, in which field, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema
import orjson

from geoposture.catalog import find_layers

LONGEST = 160
_FIELD = re.compile(r"^(geometry|properties)\.")


@dataclass(frozen=True, slots=True)
class RowFault:
    """Something wrong in a sheet or a collection.

    Attributes
    ----------
    where : str
        The line of a sheet, or the row of a collection, with the id.
    reason : str
        The field, where there is one, and why.
    """

    where: str
    reason: str

    def line(self, file: str) -> str:
        """Return the one line that the command line prints, whatever a cell holds.

        Parameters
        ----------
        file : str
            How the file is called.
        """
        return " ".join(f"{file}: {self.where}: {self.reason}".split())


@cache
def read_schema() -> Any:
    """Return the validator of one annotation.

    Raises
    ------
    BadData
        If there are no layers beside the package.
    """
    file = find_layers() / "annotations" / "annotation.schema.json"
    return jsonschema.Draft202012Validator(orjson.loads(file.read_bytes()))


def list_topics() -> tuple[str, ...]:
    """Return the closed list of topics.

    Raises
    ------
    BadData
        If there are no layers beside the package.
    """
    members = read_schema().schema["properties"]["properties"]["properties"]
    return tuple(members["topics"]["items"]["enum"])


def find_schema_faults(annotation: Mapping[str, Any]) -> tuple[list[str], bool]:
    """Return everything in which an annotation is not as the schema wants it, a line each.

    Also whether its members are all there and of their types, so that they can be read.

    Parameters
    ----------
    annotation : mapping
        A GeoJSON Feature.
    """
    errors = list(read_schema().iter_errors(annotation))
    errors.sort(key=lambda one: [str(part) for part in one.absolute_path])
    readable = not any(one.validator in ("type", "required", "const") for one in errors)
    return list(dict.fromkeys(_describe(one) for one in errors)), readable


def refuse_topic(topic: str) -> str:
    """Return why a topic is none: what the list has.

    Parameters
    ----------
    topic : str
        What a cell holds.
    """
    return f"“{topic[:40]}” is no topic; those are {', '.join(list_topics())}"


def _describe(error: Any) -> str:
    path = ".".join(str(part) for part in error.absolute_path)
    return f"{_FIELD.sub('', path) or 'feature'}: {_give_reason(error)}"


def _give_reason(error: Any) -> str:
    got, wanted = error.instance, error.validator_value
    shown = f"“{str(got)[:40]}”"
    if error.validator == "enum" and "topics" in error.absolute_path:
        return refuse_topic(str(got))
    if error.validator == "enum":
        known = ", ".join(str(one) for one in wanted if one is not None)
        return f"{shown} is none of {known}"
    if error.validator == "maxLength":
        return f"has {len(got)} characters; at most {wanted}"
    if error.validator == "pattern":
        return f"{shown} is not as wanted: {_EXAMPLES.get(wanted, wanted)}"
    return str(error.message)[:LONGEST]


_EXAMPLES: Mapping[str, str] = {
    r"^\d{4}-\d{2}(-\d{2})?$": "a day or month as in 2025-03-30 or 2025-03",
    r"^\d{4}-\d{2}-\d{2}$": "a day as in 2025-03-30",
}
