"""A base or the town of the same name: the words round it decide."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geoposture.articles.findings import Match
from geoposture.articles.folding import fold
from geoposture.articles.gazetteer import Gazetteer
from geoposture.articles.lexicon import read_words
from geoposture.articles.tables import Homonym, Owner
from geoposture.articles.tokens import Token

TOWN_CUES = read_words("town_cues")
TOWN_OF = frozenset(
    {("city", "of"), ("town", "of"), ("village", "of"), ("mayor", "of"), ("residents", "of")}
)
DATELINE = re.compile(r"(?:, [A-Z][\w. ]{1,30}?)?[ ]?(?:\([^)\n]{1,40}\)|—|–|--|-[ ])")
OWNED = 48
"""How far before a name its owner may stand, in characters."""


def find_homonym(gazetteer: Gazetteer, word: str) -> Homonym | None:
    """Return the base and town of a name; None where the tables have none of it.

    Parameters
    ----------
    gazetteer : Gazetteer
    word : str
        Folded.
    """
    return next((one for one in gazetteer.homonyms.values() if fold(one.name) == word), None)


def choose(homonym: Homonym, *, town: bool, military: bool) -> tuple[str, tuple[str, ...]]:
    """Return the feature that is meant, and what else it could be.

    Parameters
    ----------
    homonym : Homonym
    town : bool
        The words round the name speak of the town.
    military : bool
        The text is about forces.
    """
    if homonym.town and (town or not military):
        return homonym.town, (homonym.base,)
    return homonym.base, (homonym.town,) if homonym.town else ()


def is_town(text: str, tokens: Sequence[Token], match: Match, gazetteer: Gazetteer) -> bool:
    """Tell whether the words round a name speak of the town, not the base.

    Parameters
    ----------
    text : str
        The article.
    tokens : sequence of Token
        Its words.
    match : Match
    gazetteer : Gazetteer
    """
    after = tokens[match.last + 1 : match.last + 4]
    if after and after[0].text == "s":  # the town’s mayor
        after = after[1:]
    if after and after[0].folded in TOWN_CUES:
        return True
    before = tuple(one.folded for one in tokens[max(0, match.first - 2) : match.first])
    if before in TOWN_OF:
        return True
    if len(after) > 1 and after[0].text == ",":  # a town and its prefecture
        prefecture = (after[1].folded, "prefecture") in gazetteer.words
        return prefecture or is_dateline(text, tokens[match.first], tokens[match.last])
    return is_dateline(text, tokens[match.first], tokens[match.last])


def is_dateline(text: str, first: Token, last: Token) -> bool:
    """Tell whether a name in capitals opens a paragraph and a dash or bracket follows.

    Parameters
    ----------
    text : str
        The article.
    first, last : Token
        Of the name.
    """
    opens = first.start == 0 or text[first.start - 1] == "\n"
    return opens and first.text.isupper() and bool(DATELINE.match(text, last.end))


def find_owned(text: str, start: int, name: str, gazetteer: Gazetteer) -> Owner | None:
    """Return what a name is by the owner that stands before it, None where the tables say none.

    Parameters
    ----------
    text : str
        The article.
    start : int
        Of the name.
    name : str
        As the text has it.
    gazetteer : Gazetteer
    """
    sentence = max(text.rfind(one, 0, start) + 1 for one in (". ", "。", "\n"))
    for one in gazetteer.tables.owners:
        held = fold(one.name) == fold(name) and one.feature in gazetteer.kinds
        if held and one.pattern.search(text, max(sentence, start - OWNED), start):
            return one
    return None
