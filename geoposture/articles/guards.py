"""What a name is not a place in: a person, a ship, a street, a longer name, a pronoun.

The guards look at the words round a match alone. What they stop is no mention; where it may be
a place that is not known, or one after all, it goes to the editor (``unresolved``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geoposture.articles.findings import Match
from geoposture.articles.gazetteer import BASE_KINDS, COUNTRY_KINDS, GENERIC, Gazetteer
from geoposture.articles.lexicon import read_words
from geoposture.articles.tokens import Token

SHIP_PREFIXES = read_words("ship_prefixes")
SHIP_NOUNS = read_words("ship_nouns")
SHIP_NAMESAKES = frozenset(["city", "capital", "state", "province", "prefecture", "mountain"])
LAND_WORDS = read_words("land_words")
TITLES = read_words("titles")
RANKS = read_words("ranks")
HEADS = read_words("heads_of_towns")
"""A title before a whole name only: “Mayor of” and “mayor” are told of the town."""
SAYING = read_words("saying")
NOT_A_FIRST_NAME = read_words("not_a_first_name")
STREETS = read_words("streets")
ORGANISATIONS = read_words("organisations")
OTHER_LAND = read_words("other_land")
NAME_HEADS = read_words("name_heads")
NO_SURNAMES = GENERIC | TITLES | ORGANISATIONS | read_words("no_names")
BEFORE_PRONOUN = read_words("before_pronoun")
BEFORE_PRONOUN_AND_VERB = read_words("before_pronoun_and_verb")
VERBS = read_words("verbs")
PRONOUNS = read_words("pronouns")
AGE = re.compile(r", (?:aged )?\d{1,2}(?:,|\.(?!\d)| and\b)")
DIRECTIONS = frozenset("NSEW")
LONGEST_SHIP = 3
LONGEST_ORGANISATION = 4
"""Words after a place’s name: Defense Bureau, International University, No. 2 High School."""
NUMBERED = frozenset({"no"})
PERSON, LONGER, DIRECTION, PRONOUN = "person", "longer name", "direction", "pronoun"
ASKED = (LONGER, DIRECTION, PRONOUN)
"""What may be a place after all, so that an editor is asked."""


@dataclass(frozen=True, slots=True)
class Around:
    """A match, and the tokens beside it with what stands between.

    Attributes
    ----------
    before, after : Token or None
        None at the ends of the text.
    gap, space : str
        What stands before the match, and after it, to the next token.
    """

    match: Match
    first: Token
    last: Token
    before: Token | None
    after: Token | None
    gap: str
    space: str

    @property
    def single(self) -> bool:
        """The name is one word."""
        return self.match.first == self.match.last

    @property
    def opens(self) -> bool:
        """A sentence or a line begins with the name."""
        return self.before is None or any(one in self.gap for one in '.!?\n:;“"‘(')


def look_around(text: str, tokens: Sequence[Token], match: Match) -> Around:
    """Return what stands beside a match.

    Parameters
    ----------
    text : str
        The article.
    tokens : sequence of Token
        Its words.
    match : Match
    """
    first, last = tokens[match.first], tokens[match.last]
    before = tokens[match.first - 1] if match.first else None
    after = tokens[match.last + 1] if match.last + 1 < len(tokens) else None
    return Around(
        match, first, last, before, after,
        text[before.end : first.start] if before else "",
        text[last.end : after.start] if after else "",
    )  # fmt: skip


def find_guard(
    text: str, tokens: Sequence[Token], match: Match, gazetteer: Gazetteer
) -> str | None:
    """Return what a match is instead of a place, by the words beside it; None for a place.

    Parameters
    ----------
    text : str
        The article.
    tokens : sequence of Token
        Its words.
    match : Match
    gazetteer : Gazetteer
    """
    around = look_around(text, tokens, match)
    if is_pronoun(text, around):
        return PRONOUN
    if is_person(text, tokens, around, gazetteer):
        return PERSON
    if is_longer_name(text, tokens, around):
        return LONGER
    return DIRECTION if is_cut_direction(text, around) else None


def widen(text: str, tokens: Sequence[Token], match: Match, guard: str) -> Match:
    """Return a stopped match with the words that made a guard stop it.

    Parameters
    ----------
    text : str
        The article.
    tokens : sequence of Token
        Its words.
    match : Match
    guard : str
        What the match is.
    """
    first, last = match.first, match.last
    if guard == DIRECTION or (guard == LONGER and tokens[first - 1].folded in NAME_HEADS):
        first -= 1
    while (
        guard == LONGER
        and last + 1 < len(tokens)
        and tokens[last + 1].text[0].isupper()
        and text[tokens[last].end : tokens[last + 1].start] == " "
    ):
        last += 1
    return Match(first, last, match.name)


def read_ship(text: str, tokens: Sequence[Token], position: int) -> int | None:
    """Return the position after a ship's name: USS, HMS, JS and its capitalised words.

    Parameters
    ----------
    text : str
        The article.
    tokens : sequence of Token
        Its words.
    position : int
        Of the token that may be such a prefix.
    """
    if tokens[position].text not in SHIP_PREFIXES:
        return None
    last = position
    while last + 1 < len(tokens) and last - position < LONGEST_SHIP:
        following = tokens[last + 1]
        gap = text[tokens[last].end : following.start]
        if not following.text[0].isupper() or not gap.isspace():
            break
        last += 1
    return last + 1 if last > position else None


def is_ship(text: str, tokens: Sequence[Token], match: Match, gazetteer: Gazetteer) -> bool:
    """Tell whether a name is that of a ship's class, or of a ship.

    Parameters
    ----------
    text : str
        The article.
    tokens : sequence of Token
        Its words.
    match : Match
    gazetteer : Gazetteer
    """
    around = look_around(text, tokens, match)
    if re.match(r"[-‐‑]class\b", text[around.last.end : around.last.end + 7]):
        return True
    ships = gazetteer.tables.ships
    if around.single and around.first.folded in ships and _is_of_ship(tokens, around):
        return True
    named = around.before is not None and around.before.folded in SHIP_NOUNS
    return named and around.gap in (" ", " “", ' "') and match.name.kind in SHIP_NAMESAKES


def is_person(text: str, tokens: Sequence[Token], around: Around, gazetteer: Gazetteer) -> bool:
    """Tell whether a name is a person's: a title or first name before, an age or verb after.

    Parameters
    ----------
    text : str
        The article.
    tokens : sequence of Token
        Its words.
    around : Around
    gazetteer : Gazetteer
    """
    kind = around.match.name.kind
    if not around.single or around.match.name.exact or kind in BASE_KINDS - {"base"}:
        return False
    surname = around.first.folded in gazetteer.tables.surnames
    goes_on = _is_followed_by_name(around, gazetteer)
    speaks = around.space == " " and around.after is not None and around.after.folded in SAYING
    aged = bool(AGE.match(text, around.last.end)) and kind not in COUNTRY_KINDS
    if _follows_titled_name(text, tokens, around, gazetteer):
        return True
    if _follows_title(around) and (surname or goes_on or speaks):
        return True
    if surname and (_follows_first_name(text, around, gazetteer) or speaks):
        return True
    if aged and (surname or around.opens):
        return True
    given = around.first.folded in gazetteer.tables.given_names
    return goes_on and (given or _is_aged_or_speaks(text, around))


def is_longer_name(text: str, tokens: Sequence[Token], around: Around) -> bool:
    """Tell whether a name is cut out of a longer one: a street, a tower, Fort A.

    Parameters
    ----------
    text : str
        The article.
    tokens : sequence of Token
        The words of the text.
    around : Around
    """
    if around.after is not None and around.space == " " and around.after.text[0].isupper():
        word = around.after.folded
        if word in STREETS:
            return True
        if around.match.name.kind not in COUNTRY_KINDS and _ends_organisation(text, tokens, around):
            return True
        if word in OTHER_LAND and around.match.name.kind in BASE_KINDS:
            return True
    if around.before is None or around.gap != " " or not around.before.text[0].isupper():
        return False
    opens = around.match.first == 1
    return around.before.folded in NAME_HEADS and not opens


def _ends_organisation(text: str, tokens: Sequence[Token], around: Around) -> bool:
    """Tell whether one of the capitalised words after a name makes it that of an organisation."""
    number = around.match.last + 1
    for one in tokens[number : number + LONGEST_ORGANISATION]:
        if not (one.text[0].isupper() or one.text.isdigit()) or text[one.start - 1] != " ":
            return False
        if one.folded in ORGANISATIONS:
            return True
        if text[one.end : one.end + 1] != " " and one.folded not in NUMBERED:
            return False
    return False


def is_cut_direction(text: str, around: Around) -> bool:
    """Tell whether an initial before a name makes it another one, of a region or a person.

    Parameters
    ----------
    text : str
        The article.
    around : Around
    """
    before = around.before
    if before is None or len(before.text) != 1 or not before.text.isupper() or around.gap != ". ":
        return False
    return text[before.start - 1 : before.start] not in (".", "’", "'")


def is_pronoun(text: str, around: Around) -> bool:
    """Tell whether an acronym in a line of capitals may be a pronoun.

    Parameters
    ----------
    text : str
        The article.
    around : Around
    """
    if (
        around.first.folded not in PRONOUNS
        or not around.match.name.exact
        or around.before is None
        or around.gap != " "
    ):
        return False
    start = text.rfind("\n", 0, around.first.start) + 1
    end = text.find("\n", around.last.end)
    line = text[start : end if end >= 0 else len(text)]
    if not line.isupper():
        return False
    if around.before.folded in BEFORE_PRONOUN:
        return True
    ends = around.after is None or around.space != " " or around.after.folded in VERBS
    return around.before.folded in BEFORE_PRONOUN_AND_VERB and ends


def _is_followed_by_name(around: Around, gazetteer: Gazetteer) -> bool:
    """Tell whether a capitalised word follows that is no place, no tail and no title."""
    after = around.after
    if after is None or around.space != " " or not after.text[0].isupper() or len(after.text) == 1:
        return False
    known = (after.folded,) in gazetteer.words or after.folded in NO_SURNAMES
    return after.text.isalpha() and not after.text.isupper() and not known


def _is_aged_or_speaks(text: str, around: Around) -> bool:
    """Tell whether an age or a verb of saying follows the word after a name."""
    end = around.after.end if around.after else around.last.end
    follows = re.compile(r" (\w+)").match(text, end)
    speaks = follows is not None and follows[1].lower() in SAYING
    return around.match.name.kind not in COUNTRY_KINDS and (speaks or bool(AGE.match(text, end)))


def _follows_title(around: Around) -> bool:
    if around.before is None or around.before.folded not in TITLES | RANKS:
        return False
    return around.gap == " " or (around.gap == ". " and around.before.folded in RANKS)


def _follows_titled_name(
    text: str, tokens: Sequence[Token], around: Around, gazetteer: Gazetteer
) -> bool:
    """Tell whether a title and an unknown name stand before: Mayor Taro A."""
    first = around.match.first
    if first < 2 or around.gap != " " or tokens[first - 2].folded not in HEADS | TITLES | RANKS:  # noqa: PLR2004
        return False
    title, given = tokens[first - 2], tokens[first - 1]
    known = (given.folded,) in gazetteer.words or (given.folded,) in gazetteer.demonyms
    plain = given.text.isalpha() and given.text[0].isupper() and not given.text.isupper()
    joins = text[title.end : given.start] in (" ", ". ")
    return plain and joins and not known and given.folded not in NO_SURNAMES


def _follows_first_name(text: str, around: Around, gazetteer: Gazetteer) -> bool:
    """Tell whether the word before a surname may be a first name: no country, no start."""
    token = around.before
    if token is None or around.gap != " " or not token.text[0].isupper():
        return False
    if token.folded in NOT_A_FIRST_NAME:
        return False
    country = {token.folded, token.folded.removesuffix("s")} & gazetteer.countries
    return not country and text[token.end : token.end + 1] not in ".!?"


def _is_of_ship(tokens: Sequence[Token], around: Around) -> bool:
    """Tell whether a name that ships have stands where that of a ship does."""
    first, after = around.match.first, around.after
    before = [one.folded for one in tokens[max(0, first - 2) : first]]
    if before and (before[-1] in SHIP_NOUNS or (before[0] in SHIP_NOUNS and before[-1] == "the")):
        return True
    if after and after.folded in SHIP_NOUNS | {"strike"}:
        return True
    return bool(before) and before[-1] == "the" and not (after and after.folded in LAND_WORDS)
