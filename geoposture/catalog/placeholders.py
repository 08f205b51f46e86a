"""What the words of a theatre ask for: each placeholder is a plain name, and one that is filled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from string import Formatter

from geoposture.catalog.validation import LONGEST_TEXT
from geoposture.language.words import LANGUAGES, load_words

FURTHER: Mapping[str, tuple[str, ...]] = {
    "lead.source": ("list_date",), "table.count_note": ("listed", "more"),
}  # fmt: skip
"""What is filled beside what the general word asks for, by its key."""
OWN: Mapping[str, tuple[str, ...]] = {
    "chip.": ("n",), "inset.": ("n", "total"), "status.": ("date",), "definition.": (),
    "ambiguous.": (), "group.": (), "disputed.": (), "dispute.": (), "means.": (), "question.": (),
    "page.": (), "note.attribution": (), "still.credit": (), "lead.share_of": (),
}  # fmt: skip
"""What is filled in words without a general one, by how their key starts."""
LONGEST_TOLD = 40


def find_unfilled(key: str, text: str) -> str | None:
    """Say what a text of a theatre asks for and does not get, None where it gets all.

    Placeholders are Python's, which reach further than a name: ``{n:300000}`` is as many signs,
    ``{n.__class__}`` an inside. The lead asks for figures of the theatre: `find_unknown` has them.

    Parameters
    ----------
    key : str
        Of the text, one of the interface or the theatre's own.
    text : str
        As the theatre has it.
    """
    if len(text) > LONGEST_TEXT:
        return f"has {len(text):,} characters; at most {LONGEST_TEXT:,} are read"
    try:
        fields = [one[1:] for one in Formatter().parse(text) if one[1] is not None]
    except ValueError as error:
        return f"has a brace that is of no placeholder, which is a name, as in {{n}} ({error})"
    for name, form, conversion in fields:
        if not str(name).isidentifier() or form or conversion:
            told = f"{name}{f'!{conversion}' if conversion else ''}{f':{form}' if form else ''}"
            return f"“{{{told[:LONGEST_TOLD]}}}” is no placeholder; a name is, as in {{n}}"
    known = _list_filled(key)
    return None if known is None else find_unknown(text, known)


def find_unknown(text: str, known: Collection[str]) -> str | None:
    """Say which placeholder of a text is none of those that are filled, None where all are.

    Parameters
    ----------
    text : str
        Whose placeholders are plain names.
    known : collection of str
        The names that are filled.
    """
    asked = (name for _, name, _, _ in Formatter().parse(text) if name)
    unknown = next((one for one in asked if one not in known), None)
    if unknown is None:
        return None
    return f"“{{{unknown[:LONGEST_TOLD]}}}” is not filled here; {_tell_known(known)}"


def _tell_known(known: Iterable[str]) -> str:
    told = ", ".join(f"{{{one}}}" for one in sorted(known))
    return f"known: {told}" if told else "this text has no placeholder"


def _list_filled(key: str) -> Collection[str] | None:
    """Return what is filled in the text of a key, None where only others can tell."""
    general = load_words(LANGUAGES[0]).maybe(key)
    if general is not None:
        asked = {name for _, name, _, _ in Formatter().parse(general) if name}
        return asked.union(FURTHER.get(key, ()))
    return next((names for start, names in OWN.items() if key.startswith(start)), None)
