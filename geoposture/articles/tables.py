"""The tables of a theatre for its annotator: ``annotator/*.csv`` beside the layers.

They hold what neither a language nor the layers say: further names, names that are no places,
links that a text implies, capitals, people and ships that share a place's name. All of them are
optional; a row that cannot be used is named by file and row, the heading being row 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from geoposture.articles.folding import fold
from geoposture.articles.quantities import METRES, SQUARE_METRES, UNITS
from geoposture.catalog import Catalog
from geoposture.catalog.memo import keep
from geoposture.catalog.tables import split_list
from geoposture.errors import BadData

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "bare_names": ("layer", "property", "value"),
    "base_tails": ("tail",),
    "capitals": ("place", "capital"),
    "countries": ("name", "feature"),
    "counts": ("layer", "owner", "country"),
    "demonyms": ("demonym", "feature"),
    "forms": ("pattern",),
    "given_names": ("name",),
    "heads": ("name",),
    "homonyms": ("name", "base"),
    "names": ("name", "feature", "how"),
    "owners": ("name", "owner", "feature"),
    "pairs": ("pattern",),
    "quantity_rules": ("rule", "feature", "unit", "reason_en"),
    "rules": ("rule", "category", "features", "pattern", "reason_en"),
    "ships": ("name",),
    "stands_for": ("feature", "in", "other"),
    "stops": ("name", "why"),
    "surnames": ("name",),
    "system_names": ("name",),
}
"""The tables there can be, and the columns that every row fills."""
REFERENCES = (
    "base",
    "capital",
    "country",
    "feature",
    "features",
    "layer",
    "other",
    "place",
    "town",
)
HOW = ("first", "alias", "drop")
CHECKED_IN = ("distance", "area")
CHECKS = ("definitions",)
NO_FACILITY = "no facility"
LENGTH, AREA = "length", "area"
RULED_UNITS: Mapping[str, frozenset[str]] = {
    **{unit: frozenset({unit}) for unit in UNITS},
    LENGTH: frozenset(METRES),
    AREA: frozenset(SQUARE_METRES),
}
_NOTHING = re.compile(r"(?!)")

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Owner:
    """A name that is another feature's where its owner stands before it."""

    name: str
    pattern: re.Pattern[str]
    feature: str


@dataclass(frozen=True, slots=True)
class Further:
    """A further name of a feature, one that goes first to it, or one that is dropped."""

    name: str
    feature: str
    how: str


@dataclass(frozen=True, slots=True)
class Homonym:
    """A base and the town of the same name."""

    name: str
    base: str
    town: str | None
    japanese: str = ""


@dataclass(frozen=True, slots=True)
class Country:
    """A country as texts tell it: by a pattern, by characters in pairs, by one that is alone."""

    name: str
    feature: str
    pattern: re.Pattern[str]
    characters: str
    alone: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Counted:
    """Whose the facilities of a layer are, and the country that they lie in.

    Attributes
    ----------
    owner : re.Pattern
        What in a sentence says whose they are.
    country : str
        Reference of the country.
    told : re.Pattern
        What names the country beside its own name.
    without : re.Pattern
        What makes them facilities of somebody else.
    """

    layer: str
    owner: re.Pattern[str]
    country: str
    told: re.Pattern[str]
    without: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is found in a unit, what the unit must hold, and the feature that this implies.

    Attributes
    ----------
    needs : tuple of str
        Names of countries that the unit tells of; ``no facility``: it names none.
    pattern : re.Pattern
        What is linked; its group ``core``, where there is one, are the words to quote.
    """

    name: str
    category: str
    feature: str
    alternatives: tuple[str, ...]
    needs: tuple[str, ...]
    pattern: re.Pattern[str]
    reason_en: str
    reason_ja: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityRule:
    """A number that belongs to a feature by its unit, its size and what stands round it.

    Attributes
    ----------
    without : re.Pattern
        What the unit of text must not hold.
    units : frozenset of str
        The units of quantities that it is about.
    least, most : float
        Its range.
    after : re.Pattern or None
        What follows the quantity.
    check : str or None
        ``definitions``: it is compared with those of the theatre.
    measures : str or None
        What is measured, in words.
    """

    name: str
    feature: str
    alternatives: tuple[str, ...]
    needs: tuple[str, ...]
    without: re.Pattern[str]
    units: frozenset[str]
    least: float
    most: float
    after: re.Pattern[str] | None
    check: str | None
    measures: str | None
    reason_en: str
    reason_ja: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What the tables of a theatre say, checked; all of it may be empty.

    Attributes
    ----------
    counted : tuple of str
        Words for people that a number may count, beside those of the language.
    pairs : re.Pattern
        Characters that stand for countries side by side.
    stands_for : mapping of (str, str) to str
        What a feature stands for in a kind of check.
    bare_names : mapping of str to conditions
        By layer: the properties of features whose names need no generic word after them.
    """

    further: tuple[Further, ...] = ()
    stops: tuple[tuple[str, str], ...] = ()
    homonyms: tuple[Homonym, ...] = ()
    demonyms: Mapping[str, str] = field(default_factory=dict)
    counted: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    quantity_rules: tuple[QuantityRule, ...] = ()
    countries: tuple[Country, ...] = ()
    counts: tuple[Counted, ...] = ()
    pairs: re.Pattern[str] = _NOTHING
    capitals: Mapping[str, str] = field(default_factory=dict)
    stands_for: Mapping[tuple[str, str], str] = field(default_factory=dict)
    ships: frozenset[str] = frozenset()
    surnames: frozenset[str] = frozenset()
    given_names: frozenset[str] = frozenset()
    owners: tuple[Owner, ...] = ()
    heads: tuple[str, ...] = ()
    base_tails: tuple[str, ...] = ()
    forms: tuple[tuple[re.Pattern[str], str], ...] = ()
    bare_names: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    system_names: tuple[str, ...] = ()

    def find_quantity_rule(self, name: str | None) -> QuantityRule | None:
        """Return the rule of a name, None where there is none.

        Parameters
        ----------
        name : str or None
            Of a rule, as ``quantity_rules.csv`` has it.
        """
        return next((one for one in self.quantity_rules if one.name == name), None)

    def stand_for(self, feature: str, check: str) -> str:
        """Return what a feature stands for in a kind of check: mostly itself.

        Parameters
        ----------
        feature : str
            A reference.
        check : str
            Kind of check, such as ``distance``.
        """
        return self.stands_for.get((feature, check), feature)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, which can say where it stands."""

    table: str
    number: int
    cells: Mapping[str, str | None]

    @property
    def where(self) -> str:
        """The file and row."""
        return f"annotator/{self.table}.csv: row {self.number}"

    def refuse(self, why: str) -> BadData:
        """Return the error that names file, row and reason.

        Parameters
        ----------
        why : str
            What is wrong, and what would be right.
        """
        return BadData(f"{self.where}: {why}")

    def text(self, column: str) -> str:
        """Return a cell, empty where there is nothing in it.

        Parameters
        ----------
        column : str
            Of the table; one that is not there is empty.
        """
        return self.cells.get(column) or ""

    def parts(self, column: str) -> tuple[str, ...]:
        """Return a cell's list.

        Parameters
        ----------
        column : str
            Of the table, its parts joined by semicolons.
        """
        return split_list(self.cells.get(column))

    def one_of(self, column: str, known: Iterable[str]) -> str:
        """Return a cell that has one of some values.

        Parameters
        ----------
        column : str
            Heading of the cell.
        known : iterable of str
            The values that are right.

        Raises
        ------
        BadData
            If the cell has another value.
        """
        value = self.text(column)
        if value not in known:
            raise self.refuse(f"{column} is one of {', '.join(known)}; got “{value[:40]}”")
        return value

    def pattern(self, column: str) -> re.Pattern[str]:
        """Return a cell as a regular expression; an empty one matches nothing.

        Parameters
        ----------
        column : str
            Of the table.
        """
        try:
            return re.compile(self.text(column)) if self.text(column) else _NOTHING
        except re.error as error:
            raise self.refuse(f"{column} is no regular expression: {error}") from error

    def number_in(self, column: str, otherwise: float) -> float:
        """Return a cell as a number.

        Parameters
        ----------
        column : str
            Heading of the cell.
        otherwise : float
            Where the cell is empty.

        Raises
        ------
        BadData
            If the cell is no number.
        """
        try:
            return float(self.text(column) or otherwise)
        except ValueError as error:
            value = self.text(column)[:40]
            raise self.refuse(f"{column} is a number; got “{value}”") from error


@keep(1)
def read_tables(catalog: Catalog) -> Tables:
    """Return the tables of a theatre.

    Parameters
    ----------
    catalog : Catalog
        The layers, with the rows of ``annotator/*.csv``.

    Raises
    ------
    BadData
        If a table is not known, or a row cannot be used; one line names the file and the row.
    """
    rows = {name: tuple(list_rows(catalog, name)) for name in COLUMNS}
    unknown = next((name for name in catalog.annotator if name not in COLUMNS), None)
    if unknown:
        raise BadData(f"annotator/{unknown}.csv: no such table; known: {', '.join(COLUMNS)}")
    countries = _make(rows["countries"], _country)
    told = frozenset(one.name for one in countries if one.pattern is not _NOTHING)
    return Tables(
        further=_make(rows["names"], _further),
        stops=_make(rows["stops"], lambda row: (row.text("name"), row.text("why"))),
        homonyms=_make(rows["homonyms"], _homonym),
        demonyms={
            word: row.text("feature")
            for row in rows["demonyms"]
            for word in (row.text("demonym"), *row.parts("counted"))
        },
        counted=tuple(word for row in rows["demonyms"] for word in row.parts("counted")),
        rules=_make(rows["rules"], lambda row: _rule(row, told)),
        quantity_rules=_make(rows["quantity_rules"], lambda row: _quantity_rule(row, told)),
        countries=countries,
        counts=_make(rows["counts"], _counted),
        pairs=_join(_make(rows["pairs"], lambda row: row.pattern("pattern"))),
        capitals={row.text("place"): row.text("capital") for row in rows["capitals"]},
        stands_for=dict(_make(rows["stands_for"], _stand_for)),
        ships=frozenset(fold(row.text("name")) for row in rows["ships"]),
        surnames=frozenset(fold(row.text("name")) for row in rows["surnames"]),
        given_names=frozenset(fold(row.text("name")) for row in rows["given_names"]),
        owners=_make(rows["owners"], _owner),
        heads=_make(rows["heads"], lambda row: row.text("name")),
        base_tails=_make(rows["base_tails"], lambda row: row.text("tail")),
        forms=_make(rows["forms"], lambda row: (row.pattern("pattern"), row.text("form"))),
        bare_names=_group(rows["bare_names"]),
        system_names=_make(rows["system_names"], lambda row: row.text("name")),
    )


def list_rows(catalog: Catalog, table: str) -> Iterator[Row]:
    """Return the rows of a table; each fills the columns that it cannot do without.

    Parameters
    ----------
    catalog : Catalog
    table : str
        Name of the file, with its ending.

    Raises
    ------
    BadData
        If one does not; the line names the file and the row.
    """
    for number, cells in enumerate(catalog.annotator.get(table, ()), start=2):
        row = Row(table, number, cells)
        missing = next((name for name in COLUMNS[table] if not row.text(name)), None)
        if missing:
            raise row.refuse(f"{missing} is missing")
        yield row


def find_dangling(catalog: Catalog) -> list[str]:
    """Return the references of the tables to what is not there, a line each.

    What a row says of a layer that could not be read (`Catalog.missing`) is not reported.

    Parameters
    ----------
    catalog : Catalog
        The layers, with the rows of ``annotator/*.csv``.

    Raises
    ------
    BadData
        If a table of the annotator cannot be used.
    """
    return [
        f"{row.where}: there is no {reference}"
        for table in COLUMNS
        for row in list_rows(catalog, table)
        for reference in _list_references(row)
        if reference.partition("/")[0] not in catalog.missing and not is_held(catalog, reference)
    ]


def _list_references(row: Row) -> Iterator[str]:
    for column in (*REFERENCES, "alternatives"):
        yield from row.parts(column)


def is_held(catalog: Catalog, reference: str) -> bool:
    """Tell whether a reference is to what is there.

    Parameters
    ----------
    catalog : Catalog
    reference : str
        ``LAYER/FEATURE`` or ``LAYER``.
    """
    layer_id, _, feature = reference.partition("/")
    layer = catalog.layers.get(layer_id)
    return layer is not None and (not feature or feature in layer.index)


def _make(rows: Iterable[Row], make: Callable[[Row], Made]) -> tuple[Made, ...]:
    return tuple(make(row) for row in rows)


def _further(row: Row) -> Further:
    return Further(row.text("name"), row.text("feature"), row.one_of("how", HOW))


def _homonym(row: Row) -> Homonym:
    return Homonym(
        row.text("name"), row.text("base"), row.text("town") or None, row.text("japanese")
    )


def _country(row: Row) -> Country:
    alone = row.pattern("alone") if row.text("alone") else None
    return Country(
        row.text("name"), row.text("feature"), row.pattern("pattern"), row.text("characters"), alone
    )


def _owner(row: Row) -> Owner:
    return Owner(row.text("name"), row.pattern("owner"), row.text("feature"))


def _counted(row: Row) -> Counted:
    return Counted(
        row.text("layer"), row.pattern("owner"), row.text("country"), row.pattern("told"),
        row.pattern("without"),
    )  # fmt: skip


def _stand_for(row: Row) -> tuple[tuple[str, str], str]:
    return (row.text("feature"), row.one_of("in", CHECKED_IN)), row.text("other")


def _rule(row: Row, told: frozenset[str]) -> Rule:
    return Rule(
        name=row.text("rule"),
        category=row.text("category"),
        feature=row.text("features"),
        alternatives=row.parts("alternatives"),
        needs=_read_needs(row, told),
        pattern=row.pattern("pattern"),
        reason_en=row.text("reason_en"),
        reason_ja=row.text("reason_ja") or None,
    )


def _quantity_rule(row: Row, told: frozenset[str]) -> QuantityRule:
    return QuantityRule(
        name=row.text("rule"),
        feature=row.text("feature"),
        alternatives=row.parts("alternatives"),
        needs=_read_needs(row, told),
        without=row.pattern("without"),
        units=RULED_UNITS[row.one_of("unit", RULED_UNITS)],
        least=row.number_in("least", 0.0),
        most=row.number_in("most", float("inf")),
        after=row.pattern("after") if row.text("after") else None,
        check=row.one_of("check", CHECKS) if row.text("check") else None,
        measures=row.text("measures") or None,
        reason_en=row.text("reason_en"),
        reason_ja=row.text("reason_ja") or None,
    )


def _read_needs(row: Row, told: frozenset[str]) -> tuple[str, ...]:
    needs = row.parts("needs")
    for need in needs:
        if need != NO_FACILITY and need not in told:
            known = ", ".join([NO_FACILITY, *sorted(told)])
            raise row.refuse(f"needs “{need[:40]}”, which has no pattern; known: {known}")
    return needs


def _join(patterns: tuple[re.Pattern[str], ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one.pattern})" for one in patterns)) if patterns else _NOTHING


def _group(rows: Iterable[Row]) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in rows:
        condition = row.text("property"), row.text("value")
        found[row.text("layer")] = (*found.get(row.text("layer"), ()), condition)
    return found
