"""Characters that no file of text can carry everywhere: XML has no way to write them."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 forbids, escaped or not."""


def drop_forbidden(text: str) -> str:
    r"""Return a text without the characters that XML forbids.

    Parameters
    ----------
    text : str
        Of anybody.

    Examples
    --------
    >>> drop_forbidden("Pier\x0b A\ufffe")
    'Pier A'
    """
    return FORBIDDEN.sub("", text)


def fold_letters(text: str) -> str:
    """Return a text without case, accents and the width of letters.

    Parameters
    ----------
    text : str
        A name or a word.

    Examples
    --------
    >>> fold_letters("Ｐier Á")
    'pier a'
    """
    plain = unicodedata.normalize("NFKD", text)
    return "".join(one for one in plain if not unicodedata.combining(one)).casefold()


def holds_forbidden(value: Any) -> bool:
    """Tell whether a text, or any name or text of nested values, has such a character.

    Parameters
    ----------
    value : object
        A text, or dicts and lists of texts.
    """
    if isinstance(value, str):
        return FORBIDDEN.search(value) is not None
    if isinstance(value, dict):
        return any(holds_forbidden(key) or holds_forbidden(one) for key, one in value.items())
    return isinstance(value, list) and any(map(holds_forbidden, value))


def clean(value: Any) -> Any:
    """Return nested values without such characters in any name or text.

    Parameters
    ----------
    value : object
        Dicts and lists of texts; what is neither stays.
    """
    if isinstance(value, str):
        return drop_forbidden(value)
    if isinstance(value, dict):
        return {drop_forbidden(key): clean(one) for key, one in value.items()}
    return [clean(one) for one in value] if isinstance(value, list) else value
