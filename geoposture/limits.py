"""One table of what is too much: each limit is a variable of the environment, with a default.

They bound what others can make a process read, hold or compute. A process reads them once, as it
starts: what is bounded by them lies on every floor, and no limit changes under a question.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geoposture.settings import read_variables

MIB = 1024 * 1024


def _limit(default: float, what: str, least: float = 1, most: float | None = None) -> Any:
    kind = type(default)
    name = "whole number" if kind is int else "number"
    wants = f"a {name} from {least:,}" + (f" to {most:,}" if most else "") + f" ({what})"

    def read(text: str) -> float:
        value = kind(text)
        if not (math.isfinite(value) and least <= value <= (most or value)):
            raise ValueError
        return value

    metadata = {"help": what, "wants": wants, "read": read, "least": least, "most": most}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a process reads, holds and computes at most; every field is ``GEOPOSTURE_<NAME>``."""

    largest_layer: int = _limit(64 * MIB, "bytes of a layer file")
    # The parsers of the formats go down with it, a call for each level.
    deepest_nesting: int = _limit(64, "levels of nesting of a layer file", 8, 200)
    most_properties: int = _limit(1000, "properties of a feature")
    longest_text: int = _limit(20_000, "characters of a property")
    held_features: int = _limit(100_000, "features of a layer of a database that are held")
    longest_ask_s: float = _limit(0.9, "seconds that a database may take for an answer", 0.05)
    most_asking: int = _limit(8, "connections of a worker to the database")
    largest_article: int = _limit(200_000, "bytes of an article's text")
    largest_document: int = _limit(20_000_000, "bytes of a document that holds an article")
    largest_unpacked: int = _limit(100_000_000, "bytes of a document unpacked")
    largest_import: int = _limit(128 * MIB, "bytes of a file that is imported")
    longest_import_s: float = _limit(120.0, "seconds that a file is read for an import", 0.1)
    largest_request: int = _limit(64 * 1024, "bytes of a request's body")
    longest_parameter: int = _limit(8000, "characters of a parameter", 100)
    # An export asks for whole layers by it, so it is no setting to save memory with.
    highest_limit: int = _limit(10_000, "features of a page", 10_000)
    most_origins: int = _limit(200, "origins of a question")
    most_targets: int = _limit(10, "targets of a question")
    most_work: int = _limit(20_000_000, "origins of a coverage times corners of its target")
    most_pixels: int = _limit(16_000_000, "pixels of a picture", 1_000_000)
    most_waiting: int = _limit(24, "questions in the line of a worker")
    most_sharing: int = _limit(24, "readers who wait for an answer that another asked for")
    most_ahead_s: float = _limit(6.0, "seconds of work in the line of a worker", 0.1)
    longest_wait_s: float = _limit(20.0, "seconds in the line of a worker", 0.1)
    longest_answer_s: float = _limit(20.0, "seconds of one answer", 0.1)
    slowest_head_ms: int = _limit(10_000, "milliseconds of a request's head", 100)
    most_held: int = _limit(100, "versions that are held")
    kept_answers: int = _limit(32 * MIB, "bytes of answers that a worker keeps", 64 * 1024)
    kept_bodies: int = _limit(64 * MIB, "bytes of computed bodies that a worker keeps", 64 * 1024)


def read_limits(environment: Mapping[str, str]) -> Limits:
    """Read the limits from the environment.

    Parameters
    ----------
    environment : mapping of str to str
        Variables by name, those of others among them.

    Raises
    ------
    BadRequest
        If a variable has a value that its limit cannot take.
    """
    return Limits(**read_variables(Limits, environment))


LIMITS = read_limits(os.environ)
"""Those of this process."""
