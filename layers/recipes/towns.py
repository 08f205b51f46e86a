"""Japan Post's postal codes, GeoNames' points → ``towns.csv``: every municipality once.

Names and readings are those of the postal codes. A point is GeoNames', where one populated
place of the prefecture has the name and lies near where a second gazetteer has it; the second
one decides only that, and nothing of it is kept. All other towns have no point.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
import sqlite3
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geoposture import geodesy
from layers.recipes.packages import read_second_gazetteer, read_towns, unpack_postal_codes
from layers.recipes.tables import read_table
from layers.recipes.write import LAYERS

COLUMNS = (
    "id", "name_en", "name_ja", "reading", "kind_en", "kind_ja", "area_en", "area_ja",
    "lat", "lon", "uncertainty_km", "same_as", "sources",
)  # fmt: skip
NAMES, POINTS = "japan-post", "geonames"
NEAR_KM = 5
"""How far the two gazetteers may lie apart; so far a point is good, too."""
DECIMALS = 3
KINDS = {
    "市": ("City", "市"), "町": ("Town", "町"), "村": ("Village", "村"), "区": ("Ward", "特別区"),
}  # fmt: skip
TAILS = ("チョウ", "マチ", "ソン", "ムラ", "シ", "ク")
AREA_TAILS = ("ケン", "フ", "ト")
SAME_KINDS = ("city", "town", "village")
WARD = re.compile(r"(.+市).+区")
DISTRICT = re.compile(r"(?:.+郡|(.+)島(?=\1))(.+[町村])")
"""A county, or an island that the town is named after, before the name of a town."""
SYLLABLES = dict(
    re.findall(
        "([ァ-ヴ])([a-z]+)",
        "アaイiウuエeオoカkaキkiクkuケkeコkoサsaシshiスsuセseソsoタtaチchiツtsuテteトto"
        "ナnaニniヌnuネneノnoハhaヒhiフfuヘheホhoマmaミmiムmuメmeモmoヤyaユyuヨyo"
        "ラraリriルruレreロroワwaヲoガgaギgiグguゲgeゴgoザzaジjiズzuゼzeゾzo"
        "ダdaヂjiヅzuデdeドdoバbaビbiブbuベbeボboパpaピpiプpuペpeポpoヴvu",
    )
)
SMALL = {"ャ": "a", "ュ": "u", "ョ": "o"}
LONG = re.compile("(ou|oo|uu)")
OWN_WORDS = {"浦": "ウラ", "内": "ウチ", "海": "ウミ", "丘": "オカ"}
"""Last words whose vowel never makes the one before it long: Setouchi is not Setōchi."""
LOANS = {"ミナミアルプス": "Minami-Alps"}


@dataclass(slots=True)
class Town:
    """A municipality on its way into the table."""

    code: str
    name: str
    reading: str
    area: str
    area_reading: str
    places: list[Mapping[str, Any]] = field(default_factory=list)
    point: Mapping[str, Any] | None = None

    @property
    def bare_name(self) -> str:
        """The name without what kind of municipality it is."""
        return self.name[:-1]

    @property
    def bare_reading(self) -> str:
        """The reading without the same."""
        return next(self.reading[: -len(one)] for one in TAILS if self.reading.endswith(one))


def build_towns() -> int:
    """Write ``layers/towns.csv`` and return the number of bytes."""
    towns = sorted(collect_towns(), key=lambda one: one.code)
    _find_points(towns)
    same = dict(_list_same(towns))
    file = LAYERS / "towns.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_write_row(one, same.get(one.code, "")) for one in towns)
    return file.stat().st_size


def collect_towns() -> list[Town]:
    """Return the municipalities that postal codes name; wards of a city are the city."""
    found: dict[tuple[str, str], Town] = {}
    wards: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, area, city, area_reading, reading in _read_postal_codes():
        ward, district = WARD.fullmatch(city), DISTRICT.fullmatch(city)
        name = ward[1] if ward else district[2] if district else city
        if ward:
            wards[area, name].append(reading)
            reading = _begin(wards[area, name])  # noqa: PLW2901
            # A city's code ends in a round ten, those of its wards follow.
            code = f"{int(code) // 10 * 10:05d}"  # noqa: PLW2901
        elif district:
            reading = re.split("グン" if "郡" in city else "ジマ", reading)[-1]  # noqa: PLW2901
        one = found.setdefault((area, name), Town(code, name, reading, area, area_reading))
        one.code, one.reading = min(one.code, code), reading
    return list(found.values())


def spell(reading: str) -> str:
    """Return a reading in katakana as Hepburn's letters, long vowels in full."""
    text = ""
    for kana, after in itertools.zip_longest(reading, reading[1:], fillvalue=""):
        if kana in SMALL:
            text = re.sub("(sh|ch|j)i$|i$", r"\1", text)
            text += SMALL[kana] if text.endswith(("sh", "ch", "j")) else f"y{SMALL[kana]}"
        elif kana == "ッ":
            text += "t" if SYLLABLES[after].startswith("ch") else SYLLABLES[after][0]
        elif kana == "ン":
            text += "n'" if SYLLABLES.get(after, "x")[0] in "aiueoy" else "n"
        elif kana != "ー":
            text += SYLLABLES[kana]
    return text


def list_spellings(text: str) -> list[str]:
    """Return Hepburn's letters with each long vowel written once, and written in full."""
    parts = LONG.split(text)
    choices = ([one] if even % 2 == 0 else [one[0], one] for even, one in enumerate(parts))
    return ["".join(one) for one in itertools.product(*choices)]


def name_in_english(town: Town) -> str:
    """Return the name of a town in Latin letters, without marks on long vowels."""
    if town.bare_reading in LOANS:
        return LOANS[town.bare_reading]
    text = spell(town.bare_reading)
    known = {_reduce(one): one for one in list_spellings(text)}
    given = Counter(
        known[_reduce(one["name"])] for one in town.places if _reduce(one["name"]) in known
    )
    return (given.most_common(1)[0][0] if given else _shorten(town, text)).capitalize()


def _shorten(town: Town, text: str) -> str:
    """Return a text whose long vowels are written once, the last word's own vowel kept."""
    kept = OWN_WORDS.get(town.bare_name[-1], "")
    if not kept or not town.bare_reading.endswith(kept):
        return list_spellings(text)[0]
    tail = spell(kept)
    return list_spellings(text.removesuffix(tail))[0] + tail


def _begin(texts: list[str]) -> str:
    """Return what several texts begin with."""
    same = itertools.takewhile(lambda letters: len(set(letters)) == 1, zip(*texts, strict=False))
    return "".join(letters[0] for letters in same)


def _reduce(text: str) -> str:
    """Return the letters of a name, without marks, capitals and what kind of town it is."""
    plain = "".join(
        one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one)
    )
    return re.sub("[^a-z]", "", plain.lower())


def _read_postal_codes() -> Iterator[tuple[str, str, str, str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "codes.db"
        file.write_bytes(unpack_postal_codes())
        rows = sqlite3.connect(file).execute("select data from postal_data").fetchall()
    for (text,) in rows:
        row = json.loads(text)
        yield (row["jisx0402"], row["prefecture"], row["city"],
               row["prefecture_kana"], row["city_kana"])  # fmt: skip


def _find_points(towns: list[Town]) -> None:
    """Give each town the GeoNames places of its name, and the one of them that is near it."""
    own = [one for one in read_towns().values() if one["countrycode"] == "JP"]
    areas = _match_areas(towns, own)
    inside = defaultdict(list)
    for one in own:
        inside[areas[one["admin1code"]]].append(one)
    checks = read_second_gazetteer()
    for town in towns:
        town.places = _list_namesakes(town, inside[town.area])
        check = checks.get(f"{town.area},{town.name}")
        near = [one for one in town.places if check and _measure(one, check) <= NEAR_KM]
        town.point = near[0] if len(near) == 1 else None


def _match_areas(towns: list[Town], places: list[Mapping[str, Any]]) -> dict[str, str]:
    """Return the prefecture that each of GeoNames' own codes stands for: most towns tell."""
    named = defaultdict(list)
    for one in places:
        for name in {one["name"], *one["alternatenames"]}:
            named[name].append(one["admin1code"])
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for town in towns:
        if len(named[town.name]) == 1:
            votes[named[town.name][0]][town.area] += 1
    return {code: count.most_common(1)[0][0] for code, count in votes.items()}


def _list_namesakes(town: Town, places: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the places with a town's whole name, else its bare name, else its reading."""
    spellings = {_reduce(one) for one in list_spellings(spell(town.bare_reading))}
    for fits in (
        lambda one: town.name in one["alternatenames"],
        lambda one: town.bare_name in one["alternatenames"],
        lambda one: _reduce(one["name"]) in spellings,
    ):
        found = [one for one in places if fits(one)]
        if found:
            return found
    return []


def _measure(one: Mapping[str, Any], check: Mapping[str, float]) -> float:
    ends = one["longitude"], one["latitude"], check["lng"], check["lat"]
    return float(geodesy.measure(*ends)[0]) / 1000


def _list_same(towns: list[Town]) -> Iterator[tuple[str, str]]:
    """Yield the towns that the table of places has already, by their name, or one and the id."""
    names = Counter(one.name for one in towns)
    for row in read_table("places"):
        if row["country"] != "JP" or row["kind"] not in SAME_KINDS:
            continue
        given = {row["name_ja"], *(one.strip() for one in row["aliases"].split(";"))}
        for town in towns:
            id_ = str(town.point["geonameid"]) if town.point else None
            sure = names[town.name] == 1 if town.name in given else town.bare_name in given
            if sure and (town.name in given or row["geonames_id"] == id_):
                yield town.code, f"places/{row['id']}"


def _write_row(town: Town, same_as: str) -> list[Any]:
    point = town.point
    area = next((one for one in AREA_TAILS if town.area_reading.endswith(one)), "")
    place = (
        [round(point["latitude"], DECIMALS), round(point["longitude"], DECIMALS), NEAR_KM]
        if point
        else ["", "", ""]
    )
    sources = f"{NAMES}; {POINTS}" if point else NAMES
    area_en = list_spellings(spell(town.area_reading.removesuffix(area)))[0].capitalize()
    return [town.code, name_in_english(town), town.name, town.reading, *KINDS[town.name[-1]],
            area_en, town.area, *place, same_as, sources]  # fmt: skip
