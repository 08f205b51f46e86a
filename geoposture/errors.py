"""The one tree of errors: each knows its HTTP status, its code and its exit status.

The text of an error is a single line for people: it names the file, the feature or the
parameter, the wrong value, and what would be right. Only ``service/problems.py`` and
``cli.main`` turn errors into answers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import partial
from typing import Any

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Kinds of characters that a terminal obeys or hides, or that end a line."""


def escape_controls(text: str, keep: str = "") -> str:
    r"""Return a text as one line for people: what a terminal would obey is written out.

    Parameters
    ----------
    text : str
        Of a file or an address.
    keep : str
        Characters that stay.

    Examples
    --------
    >>> escape_controls("a\nb\x1b[2J")
    'a\\nb\\x1b[2J'
    """
    if text.isprintable():
        return text
    return "".join(
        one if one in keep or unicodedata.category(one) not in UNSEEN
        else one.encode("unicode_escape").decode()
        for one in text
    )  # fmt: skip


class GeopostureError(Exception):
    """Anything this package refuses to do.

    Parameters
    ----------
    message : str
        One line: what was wrong, and what would be right.
    parameter : str, optional
        The query parameter, argument or option that carried the wrong value.
    """

    status = 500
    code = "error"
    exit_code = 1
    told: Mapping[str, str] | None = None
    """The same for readers, in every language, where there is more to say than the code does."""

    def __init__(self, message: str, *, parameter: str | None = None) -> None:
        # Lines of their own are the faults of a folder; each of them is escaped where it is made.
        self.message = escape_controls(message, keep="\n")
        super().__init__(self.message)
        self.parameter = parameter


class BadData(GeopostureError):
    """A layer, article or table on disk cannot be used."""

    code = "bad_data"


class BadRequest(GeopostureError):
    """The question itself is wrong: a parameter, an argument, an option."""

    status = 400
    code = "bad_parameter"
    exit_code = 2


class UnknownParameter(BadRequest):
    """A parameter that this path does not have."""

    code = "unknown_parameter"


class _UnknownId(BadRequest):
    """An id that names nothing: 404 in a path, 400 in a parameter."""

    def __init__(self, message: str, *, parameter: str | None = None) -> None:
        super().__init__(message, parameter=parameter)
        self.status = 400 if parameter else 404


class UnknownLayer(_UnknownId):
    """No layer of this id."""

    code = "unknown_layer"


class UnknownFeature(_UnknownId):
    """No feature of this id in the layer."""

    code = "unknown_feature"


class NoPosition(BadRequest):
    """Something that has no position to be measured from."""

    def __init__(
        self, message: str, *, parameter: str | None, told: Mapping[str, str] | None
    ) -> None:
        super().__init__(message, parameter=parameter)
        self.told = told

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes."""
        make = partial(NoPosition, parameter=self.parameter, told=self.told)
        return make, (self.message,)


class OriginTooWide(BadRequest):
    """A whole layer as the origin of a system's ring."""

    code = "origin_too_wide"


class NotBased(BadRequest):
    """No public source says that the system is at this place."""

    code = "not_based"


class NoFigure(BadRequest):
    """No public figure for the system, or none that may be drawn."""

    code = "no_figure"


class NotARadius(BadRequest):
    """The published figure is no radius about a place."""

    code = "not_a_radius"


class TooMany(BadRequest):
    """More origins or targets than one answer holds."""

    code = "too_many"


class NotFound(GeopostureError):
    """No page or resource at this path."""

    status = 404
    code = "not_found"
    exit_code = 2


class CannotWrite(NotFound):
    """A layer does not fit into a format of files, which the service then does not have."""

    exit_code = 1


class UnknownFigure(NotFound):
    """No figure of this id."""

    code = "unknown_figure"


class Gone(GeopostureError):
    """A version of the data that is no longer held."""

    status = 410
    code = "gone"


class Withdrawn(GeopostureError):
    """An article that was told and is not any more; what is left of it is in the sentence."""

    status = 410
    code = "withdrawn"
    exit_code = 2

    def __init__(self, message: str, *, told: Mapping[str, str], url: str | None = None) -> None:
        super().__init__(message)
        self.told = told
        self.url = url

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes."""
        return partial(Withdrawn, told=self.told or {}, url=self.url), (self.message,)


class Busy(GeopostureError):
    """More is asked than can be computed; `retry_after_s` says when to come again."""

    status = 503
    code = "busy"

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = max(1, retry_after_s)
        super().__init__(f"too many questions at once; ask again in {self.retry_after_s} s")

    def __reduce__(self) -> tuple[type[Busy], tuple[int]]:
        """Travel between processes."""
        return Busy, (self.retry_after_s,)


class Unavailable(GeopostureError):
    """The store of the layers does not answer; what was asked before may still be given."""

    status = 503
    code = "unavailable"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.retry_after_s = 1


class TooLarge(GeopostureError):
    """A layer with more features than are held: what would need all of them is not made."""

    status = 413
    code = "too_large"


class NotAcceptable(GeopostureError):
    """None of the formats asked for can be given."""

    status = 406
    code = "not_acceptable"
