"""Numbers with units: an own grammar of regular expressions, each linear in the text.

Names with numbers (SM-6, Task Force 70, CVN 73, Type 12) are no quantities, and a number
with odd digit groups (1,0000) is none either. Factors to SI units are exact: the mile of
1959, the nautical mile of 1929, the acre of 4,840 square yards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from geoposture.articles.lexicon import list_words

METRES: Mapping[str, float] = {
    "kilometre": 1000.0,
    "metre": 1.0,
    "mile": 1609.344,
    "nautical_mile": 1852.0,
    "foot": 0.3048,
    "yard": 0.9144,
}
SQUARE_METRES: Mapping[str, float] = {
    "square_kilometre": 1e6,
    "square_mile": 1609.344**2,
    "square_metre": 1.0,
    "hectare": 1e4,
    "acre": 4046.8564224,
}
FACTORS: Mapping[str, tuple[float, str]] = {
    **{name: (factor, "m") for name, factor in METRES.items()},
    **{name: (factor, "m2") for name, factor in SQUARE_METRES.items()},
}

UNITS: Mapping[str, str] = {
    "nautical_mile": r"nautical[ -]miles?|nmi\b|NM\b|nm\b",
    "square_kilometre": r"square[ -](?:kilomet(?:er|re)s?|kms?)|sq\.? ?kms?\b|km2\b|km²",
    "square_mile": r"square[ -]miles?|sq\.? ?mi(?:les?)?\b|mi²",
    "square_metre": r"square[ -]met(?:er|re)s?|sq\.? ?m\b|m²",
    "square_foot": r"square[ -](?:feet|foot)|sq\.? ?ft\b",
    "kilometre": r"kilomet(?:er|re)s?|kms?\b|Kms?\b|KM\b",
    "mile": r"(?:statute )?miles?|mi\b",
    "metre": r"met(?:er|re)s?|m\b(?!\.)",
    "foot": r"feet|foot|ft\b",
    "yard": r"yards?",
    "acre": r"acres?",
    "hectare": r"hectares?|ha\b",
    "knot": r"knots?",
    "kilogram": r"kilograms?|kg\b",
    "ton": r"(?:metric )?tons?|tonnes?",
    "pound": r"pounds?|lbs?\b",
    "year": r"years?(?: old)?|yr\b",
    "decade": r"decades?",
    "month": r"months?",
    "week": r"weeks?",
    "day": r"days?",
    "hour": r"hours?",
    "minute": r"minutes?",
    "percent": r"percent|per cent|%|percentage points?",
    "person": (
        r"(?!of )(?:(?!\d)[\w.-]{1,20} ){0,2}?(?:personnel|troops|soldiers|servicemembers|"
        r"service members|Marines|sailors|airmen|people|residents|inhabitants|civilians|"
        r"dependents|members|employees|workers|citizens|students|protesters|islanders|"
        r"evacuees|fishermen|pilots|crew%PEOPLES%)"
    ),
    "facility": r"(?:(?!\d)[\w.-]{1,20} ){0,3}?(?:facilities|installations|sites|bases)",
    "island": r"(?:(?!\d)\w{1,20} ){0,2}?(?:islands|islets)",
    "aircraft": (
        r"(?:(?!\d)[\w/-]{1,20} ){0,3}?(?:aircraft|jets|fighters|planes|helicopters|Ospreys|"
        r"bombers|warplanes)"
    ),
    "ship": (
        r"(?:(?!\d)[\w-]{1,20} ){0,2}?(?:ships|warships|vessels|destroyers|submarines|boats|"
        r"carriers|frigates)"
    ),
    "missile": r"(?:(?!\d)[\w-]{1,20} ){0,2}?(?:missiles|rockets|interceptors|drones|warheads)",
    "time": r"times|fold\b|-fold\b",
}
MONEY: Mapping[str, str] = {"$": "usd", "US$": "usd", "€": "eur", "£": "gbp", "¥": "yen"}
MONEY_WORDS: Mapping[str, str] = {"dollar": "usd", "yen": "yen", "euro": "eur", "yuan": "cny"}
SCALES: Mapping[str, float] = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "dozen": 12.0,
}  # fmt: skip
ONES: Mapping[str, float] = {word: float(number) for number, word in enumerate(list_words("ones"))}
TENS: Mapping[str, float] = {
    word: 10.0 * number for number, word in enumerate(list_words("tens"), start=2)
}
RATIOS: Mapping[str, float] = {
    "doubling": 2, "doubled": 2, "doubles": 2, "double": 2, "tripling": 3, "tripled": 3,
    "triple": 3, "triples": 3, "quadrupled": 4, "quadrupling": 4, "halved": 0.5, "halving": 0.5,
}  # fmt: skip

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[ '’]\d{3})+(?![\d'’])|\d+(?:\.\d+)?"
_GROUPS = re.compile(r"[ ,'’]")
_RATE = re.compile(
    r"(?: ?/ ?|[ -]?per[ -]|[ -](?:an?|each|every)[ -])"
    r"(?:h|hr|hour|s|sec|second|min|minute|day|night|week|month|year|gallon|lit(?:er|re)|kg)s?\b"
    r"(?! (?:later|ago|before|after|earlier))",
    re.I,
)
_SPEED_BEFORE = re.compile(r"(?:[時分秒]速|毎[時分秒]|マッハ)(?:約|およそ|ほぼ|最大|最高)?$")
_SPEED_AFTER = re.compile(r"毎[時分秒]|[/／](?:時|分|秒|h|s)|(?:の(?:速度|スピード|速さ))")
_WORDS = "|".join([*TENS, *ONES])
_SPELT = rf"(?:{_WORDS})(?:[- ](?:{'|'.join(ONES)})\b)?"
_SCALE = "|".join(SCALES)
_NUMBER = (
    rf"(?:(?P<digits>(?:(?<![\w.,/-])|(?<=\d[-–‐]))(?:{_DIGITS})(?![\d]|,\d|\.\d))|"
    rf"(?P<words>(?<![\w-])(?:{_SPELT}|(?:half a|a)(?= (?:{_SCALE})\b)|half a(?= ))))"
    rf"(?P<scale>(?:[ -](?:{_SCALE})\b)*)"
)
_MONEY = re.compile(
    rf"(?P<sign>US\$|[$€£¥])(?P<digits>{_DIGITS})(?P<scale>(?:[ -](?:{_SCALE})\b)*)", re.I
)
_MONEY_WORD = re.compile(
    rf"{_NUMBER}[ -](?:U\.S\. |US )?(?P<unit>dollars?|yen|euros?|yuan)\b", re.I
)
_RATIO = re.compile(rf"\b(?:{'|'.join(RATIOS)})\b", re.I)
_TO = r"-?(?: (?:to|and|or|by|-|–) |[-–‐])(?:(?:about|some|nearly) )?"
_FIRST_OF_TWO = re.compile(
    rf"(?:(?<![\w.,/-])(?P<digits>{_DIGITS})|(?<![\w-])(?P<words>{_SPELT}))"
    rf"(?P<scale>(?:[ -](?:{_SCALE})\b)?)(?={_TO}(?:\d|(?:{_WORDS})\b))", re.I
)  # fmt: skip
_DESIGNATOR = re.compile(
    r"(?:Type|Task Force|CTF|CVN|DDG|CG|LHA|LHD|LPD|SSN|SSBN|Mk|Mark|Article|Flight|Unit|Route|"
    r"Highway|Chapter|Section|No\.?|Pier|Block|Squadron|Division|Group|Wing|Phase|Rule|Option|"
    r"Resolution|Boeing|Airbus|Area|Runway|Room|Level|Category)[ -]$"
)
MONTHS = "|".join(rf"{one}|{one[:3]}\b\.?|{one[:4]}\b\.?" for one in list_words("months"))
MONTH_BEFORE = re.compile(rf"\b(?:{MONTHS}) $", re.I)
"""A day and a number side by side are not one number: it is flagged, and not read."""
_ORDINAL = re.compile(r"[snrt][tdh](?:\b|-)")
_ERA = re.compile(r"(?:令和|平成|昭和|時)$")
_DATED = re.compile(r"(?:度|[0-9０-９]{1,2}月)")
_BEFORE_YEAR = re.compile(r"\b(?:in|since|by|of|from|until|before|after|during)\s$", re.I)
_APPROXIMATE = re.compile(
    r"(?:about|around|some|roughly|approximately|nearly|almost|an estimated|more than|over|up to|"
    r"at least|less than|under|within|as many as|~|≈|約|およそ|ほぼ)\s?$", re.I
)  # fmt: skip
_JAPANESE_NUMBER = (
    r"(?:[0-9０-９]{1,3}(?: [0-9]{3})+(?![0-9])|[0-9０-９][0-9０-９,，.．十百千万億兆]*)"
)
_JAPANESE = re.compile(
    rf"(?<![0-9０-９,，.．十百千万億兆])(?<![0-9] )(?P<number>{_JAPANESE_NUMBER})"
    r"(?P<unit>平方キロメートル|平方キロ|平方マイル|キロメートル|キロ|海里|カイリ|マイル|メートル|フィート|"
    r"ヘクタール|人|名|年|カ月|か月|ヶ月|週間|日間|時間|分|％|%|km|機|隻|発|施設|島|円|ドル|倍)"
)  # fmt: skip
_JAPANESE_FIRST = re.compile(
    rf"(?<![0-9０-９,，.．十百千万億兆])(?P<number>{_JAPANESE_NUMBER})"
    r"(?P<to>[〜～~–―-]|から|ないし|、|・)(?=[0-9０-９])"
)
JAPANESE_UNITS: Mapping[str, str] = {
    "平方キロメートル": "square_kilometre", "平方キロ": "square_kilometre",
    "平方マイル": "square_mile", "キロメートル": "kilometre", "キロ": "kilometre",
    "km": "kilometre", "海里": "nautical_mile", "カイリ": "nautical_mile", "マイル": "mile",
    "メートル": "metre", "フィート": "foot", "ヘクタール": "hectare", "人": "person",
    "名": "person", "年": "year", "カ月": "month", "か月": "month", "ヶ月": "month",
    "週間": "week", "日間": "day", "時間": "hour", "分": "minute", "％": "percent",
    "%": "percent", "機": "aircraft", "隻": "ship", "発": "missile", "施設": "facility",
    "島": "island", "円": "yen", "ドル": "usd", "倍": "time",
}  # fmt: skip
JAPANESE_SCALES: Mapping[str, float] = {
    "十": 10, "百": 100, "千": 1000, "万": 1e4, "億": 1e8, "兆": 1e12,
}  # fmt: skip
RANGED = frozenset({*FACTORS, "person", "facility", "island", "aircraft", "ship", "missile"})
"""Units of which both ends of a range are kept."""
YEARS = range(1800, 2200)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; `start` and `end` are code points.

    Attributes
    ----------
    start, end : int
        Code points in the text.
    digits : str
        The number as it is written, for the precision it claims.
    approximate : bool
        The text says about, some or nearly.
    ambiguous : str or None
        The other unit that the words could mean.
    """

    start: int
    end: int
    surface: str
    value: float
    unit: str
    digits: str = ""
    approximate: bool = False
    ambiguous: str | None = None

    @property
    def si(self) -> tuple[float, str] | None:
        """The value in metres or square metres, None for other units."""
        if self.unit not in FACTORS:
            return None
        factor, unit = FACTORS[self.unit]
        return self.value * factor, unit

    @property
    def tolerance(self) -> float:
        """Half of the last digit given, in the quantity's unit: ±50 for 1,900."""
        return tolerance_of(self.value, self.digits)


def find_quantities(text: str, peoples: tuple[str, ...] = ()) -> list[Quantity]:
    """Return the quantities in the order of the text, the longest where two overlap.

    Parameters
    ----------
    text : str
        The text.
    peoples : tuple of str
        Names of peoples that numbers count, beside the words of the language.
    """
    found = [
        *_find_measures(text, peoples),
        *_find_money(text),
        *_find_ratios(text),
        *_find_japanese(text),
    ]
    found += [*_find_first_halves(text, found), *_find_japanese_first(text, found)]
    return _drop_overlaps(found)


def tolerance_of(value: float, digits: str) -> float:
    """Return half a unit of the last digit that is given; trailing zeros are not given.

    Parameters
    ----------
    value : float
        The number, words such as “million” multiplied in.
    digits : str
        The digits as they are written.
    """
    plain = _join_groups(digits)
    if "." in plain:
        decimals = len(plain.split(".")[1])
        scale = value / float(plain) if float(plain) else 1.0
        return 0.5 * 10.0**-decimals * scale
    whole = plain or f"{value:.0f}"
    zeros = len(whole) - len(whole.rstrip("0"))
    scale = value / float(whole) if whole.strip("0") else 1.0
    return float(0.5 * 10.0**zeros * scale)


@cache
def _make_measure(peoples: tuple[str, ...]) -> re.Pattern[str]:
    own = "".join(f"|{re.escape(one)}" for one in peoples)
    units = "|".join(f"(?P<u_{name}>{pattern})" for name, pattern in UNITS.items())
    units = units.replace("%PEOPLES%", own)
    return re.compile(rf"{_NUMBER}(?:[ \u00a0-]?)(?:{units})(?![\w²])", re.I)


def _find_measures(text: str, peoples: tuple[str, ...]) -> Iterator[Quantity]:
    for match in _make_measure(peoples).finditer(text):
        unit = next(name[2:] for name, got in match.groupdict().items()
                    if name.startswith("u_") and got is not None)  # fmt: skip
        value = _read_number(match)
        if value is None or _is_name(text, match, unit) or _is_rate(text, match.end(), unit):
            continue
        start, end = match.start(), match.end()
        yield Quantity(
            start, end, text[start:end], value, unit, match["digits"] or "",
            bool(_APPROXIMATE.search(text, max(0, start - 16), start)),
            _find_ambiguity(text, unit, end),
        )  # fmt: skip


def _find_money(text: str) -> Iterator[Quantity]:
    for match in _MONEY.finditer(text):
        value = float(_join_groups(match["digits"])) * _read_scale(match["scale"])
        unit = MONEY[match["sign"].upper()]
        yield Quantity(match.start(), match.end(), match[0], value, unit, match["digits"])
    for match in _MONEY_WORD.finditer(text):
        amount = _read_number(match)
        if amount is not None:
            unit = MONEY_WORDS[match["unit"].lower().removesuffix("s")]
            yield Quantity(match.start(), match.end(), match[0], amount, unit,
                           match["digits"] or "")  # fmt: skip


def _find_ratios(text: str) -> Iterator[Quantity]:
    for match in _RATIO.finditer(text):
        value = float(RATIOS[match[0].lower()])
        yield Quantity(match.start(), match.end(), match[0], value, "ratio")


def _find_first_halves(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """Return the first number of “300 to 500 kilometers”, with the unit of the second."""
    by_start = {one.start: one for one in found}
    for match in _FIRST_OF_TWO.finditer(text):
        joint = re.compile(_TO).match(text, match.end())
        second = by_start.get(joint.end()) if joint else None
        if second is None or match.start() in by_start or second.unit not in RANGED:
            continue
        value = _read_number(match) or 0.0
        own_scale = _read_scale(match["scale"])
        if own_scale == 1 and second.digits:
            value *= second.value / float(_join_groups(second.digits) or 1)
        yield Quantity(match.start(), match.end(), match[0], value, second.unit,
                       match["digits"] or "", second.approximate, second.ambiguous)  # fmt: skip


def _find_japanese(text: str) -> Iterator[Quantity]:
    for match in _JAPANESE.finditer(text):
        unit = JAPANESE_UNITS[match["unit"]]
        if _is_japanese_speed(text, match, unit) or _is_japanese_date(text, match, unit):
            continue
        number = match["number"].translate(_FULL_WIDTH)
        value = _read_japanese(number)
        if value is None or (unit == "year" and value in YEARS):
            continue
        digits = "" if any(one in JAPANESE_SCALES for one in number) else number
        yield Quantity(match.start(), match.end(), match[0], value, unit, digits,
                       bool(_APPROXIMATE.search(text, max(0, match.start() - 4),
                                                match.start())))  # fmt: skip


def _is_japanese_speed(text: str, match: re.Match[str], unit: str) -> bool:
    start, end = match.start(), match.end()
    before = _SPEED_BEFORE.search(text, max(0, start - 6), start)
    return unit in METRES and bool(before or _SPEED_AFTER.match(text, end))


def _is_japanese_date(text: str, match: re.Match[str], unit: str) -> bool:
    """Tell whether a number of years or minutes is a date or a time of the day."""
    start = match.start()
    stated = _ERA.search(text, max(0, start - 2), start)
    return unit in ("year", "minute") and bool(stated or _DATED.match(text, match.end()))


def _find_japanese_first(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """Return the first number of 300〜500 with the unit of the second, its scale too."""
    by_start = {one.start: one for one in found}
    for match in _JAPANESE_FIRST.finditer(text):
        second = by_start.get(match.end())
        value = _read_japanese(match["number"].translate(_FULL_WIDTH))
        if second is None or value is None or match.start() in by_start:
            continue
        scaled = any(one in JAPANESE_SCALES for one in match["number"])
        scale = 1.0 if scaled else second.value / _read_digits(second.surface)
        start, end = match.span("number")
        yield Quantity(start, end, match["number"], value * scale, second.unit,
                       match["number"] if scale == 1 and not scaled else "",
                       second.approximate)  # fmt: skip


def _read_digits(surface: str) -> float:
    """Return the digits that a quantity begins with, without what they are multiplied by."""
    digits = re.match(r"[0-9０-９,，.．]+", surface)
    return float(digits[0].translate(_FULL_WIDTH).replace(",", "")) if digits else 1.0


def _read_japanese(number: str) -> float | None:
    """Return the value of 1,900, 5万 or 5万4000."""
    number = number.replace(" ", "")
    total = 0.0
    for part in re.findall(r"[0-9][0-9,.]*[十百千万億兆]*", number):
        digits = part.rstrip("".join(JAPANESE_SCALES)).replace(",", "")
        try:
            value = float(digits)
        except ValueError:
            return None
        for one in part[len(part.rstrip("".join(JAPANESE_SCALES))) :]:
            value *= JAPANESE_SCALES[one]
        total += value
    return total


_FULL_WIDTH = str.maketrans("０１２３４５６７８９，．", "0123456789,.")


def _read_number(match: re.Match[str]) -> float | None:
    if match["digits"]:
        return float(_join_groups(match["digits"])) * _read_scale(match["scale"])
    words = match["words"].strip().lower()
    if words == "half a":
        return 0.5 * _read_scale(match["scale"])
    if words == "a":
        return _read_scale(match["scale"]) if match["scale"] else 1.0
    total = sum(TENS.get(one, ONES.get(one, 0.0)) for one in re.split("[- ]", words))
    return total * _read_scale(match["scale"])


def _read_scale(text: str) -> float:
    scale = 1.0
    for word in re.split("[- ]+", (text or "").lower()):
        scale *= SCALES.get(word, 1.0)
    return scale


def _is_name(text: str, match: re.Match[str], unit: str) -> bool:
    """Tell whether the number belongs to a name, a date or a plain year."""
    start = match.start()
    if _DESIGNATOR.search(text, max(0, start - 14), start):
        return True
    digits = match["digits"]
    number = match.end("digits") if digits else match.end("words")
    if _ORDINAL.match(text, number) and not match["scale"]:
        return True
    if digits and " " in digits and MONTH_BEFORE.search(text, max(0, start - 14), start):
        return True
    if digits and unit not in FACTORS and not match["scale"] and "," not in digits:
        year = digits.isdigit() and int(digits) in YEARS
        dated = bool(_BEFORE_YEAR.search(text, max(0, start - 10), start))
        return year and unit not in ("year", "percent") and (dated or unit != "person")
    return False


def _join_groups(digits: str) -> str:
    """Return digits without what stands between their groups."""
    return _GROUPS.sub("", digits)


def _is_rate(text: str, end: int, unit: str) -> bool:
    """Tell whether a length or area is one in a time, or another rate: km/h, a mile a day."""
    return unit in FACTORS and bool(_RATE.match(text, end))


def _find_ambiguity(text: str, unit: str, end: int) -> str | None:
    """Say that plain miles off a coast may be nautical ones."""
    if unit == "mile" and re.match(r" (?:off|from shore|offshore|at sea)\b", text[end : end + 12]):
        return "nautical_mile"
    return None


def _drop_overlaps(found: list[Quantity]) -> list[Quantity]:
    kept: list[Quantity] = []
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept
