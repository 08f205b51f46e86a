"""The codebook: every field and value of the layers that are served, with what it means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from geoposture.catalog import Catalog
from geoposture.catalog.query import list_names
from geoposture.language.codebook import label_field, read_codebook
from geoposture.language.words import Words
from geoposture.views.places import say_value

CODED = (
    "kinds", "kind", "branch", "status", "grade", "area_scope", "link", "verdict", "category",
    "method", "event_date_basis",
)  # fmt: skip
"""Properties whose values are few and have a meaning."""
BASING = "basing"
SOUGHT = ("area_km2", "branch", "status", "inhabited")
"""Properties that a reader misses where they are not known; others lack because there is none."""
UNKNOWN = (None, "unknown")
ROLES = ("facilities", "areas", "land", "places")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the codebook: its name, a heading, rows of texts."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def list_tables(catalog: Catalog, words: Words) -> list[Table]:
    """Return the tables of the codebook: fields, values, what is not known, how two codings agree.

    Parameters
    ----------
    catalog : Catalog
    words : Words
    """
    fields = Table(
        words.text("codebook.fields"),
        _head(words, "field", "label", "means", "layers"),
        tuple(_list_fields(catalog, words)),
    )
    values = Table(
        words.text("codebook.values"),
        _head(words, "field", "value", "label", "means", "count"),
        tuple(_list_values(catalog, words)),
    )
    agreement = Table(
        words.text("codebook.agreement"),
        _head(words, "field", "label", "both", "agree"),
        tuple(_list_agreement(catalog, words)),
    )
    gaps = Table(
        words.text("codebook.gaps"),
        _head(words, "field", "label", "layers", "lacking", "of"),
        tuple(_list_gaps(catalog, words)),
    )
    return [one for one in (fields, values, gaps, agreement) if one.rows]


def introduce_agreement(catalog: Catalog, words: Words) -> str:
    """Return how a second coding was made, nothing where there is none.

    Parameters
    ----------
    catalog : Catalog
    words : Words
    """
    rows = catalog.agreement
    if not rows:
        return ""
    entries = max(int(row["entries"] or 0) for row in rows)
    day = max(row["day"] or "" for row in rows)
    return words.text("codebook.agreement.text", n=entries, date=words.date(day))


def write_codebook(catalog: Catalog, words: Words) -> dict[str, Any]:
    """Return the codebook as JSON has it.

    Parameters
    ----------
    catalog : Catalog
    words : Words
        In whose language labels and meanings are.
    """
    columns = {
        "fields": (("field", "label", "means", "layers"), _list_fields),
        "values": (("field", "value", "label", "means", "count"), _list_values),
        "gaps": (("field", "label", "layers", "lacking", "of"), _list_gaps),
        "agreement": (("field", "label", "both", "agree"), _list_agreement),
    }
    return {
        name: [dict(zip(names, row, strict=True)) for row in list_(catalog, words)]
        for name, (names, list_) in columns.items()
    }


def _head(words: Words, *names: str) -> tuple[str, ...]:
    return tuple(words.text(f"codebook.{one}") for one in names)


def _list_fields(catalog: Catalog, words: Words) -> Iterator[tuple[str, ...]]:
    """Yield each field that a layer has: what the table explains first, in its order."""
    found: dict[str, list[str]] = {}
    for id_, layer in catalog.layers.items():
        for name in list_names(layer):
            found.setdefault(name, []).append(id_)
    known = read_codebook()
    order = [*(one for one in known if one in found), *sorted(set(found) - set(known))]
    for name in order:
        yield name, label_field(name, words.lang), _explain(name, words), ", ".join(found[name])


def _list_values(catalog: Catalog, words: Words) -> Iterator[tuple[str, ...]]:
    for name in CODED:
        for value, count in sorted(_count_values(catalog, name).items()):
            label = say_value(catalog, name, value, words)
            means = _explain(f"{name}:{value}", words)
            yield name, value, label if label != value else "", means, str(count)
    statuses = Counter(row.status for row in catalog.basing)
    for status, count in sorted(statuses.items()):
        label = words.maybe(f"basing.{status}") or ""
        yield BASING, status, label, _explain(f"{BASING}:{status}", words), str(count)


def _explain(name: str, words: Words) -> str:
    """Return what a field or a value means: as the table has it, else as the theatre says."""
    entry = read_codebook().get(name)
    own = entry.means[words.lang] if entry else words.maybe(f"means.{name}")
    return own or words.text("codebook.unexplained")


def _count_values(catalog: Catalog, name: str) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for layer in catalog.layers.values():
        for one in layer.features if name in list_names(layer) else ():
            # What a file holds is counted as it is written: numbers and words stand side by side.
            value = one["properties"].get(name)
            if isinstance(value, list):
                counts.update(map(str, value))
            elif value:
                counts[str(value)] += 1
    return counts


def _list_gaps(catalog: Catalog, words: Words) -> Iterator[tuple[str, ...]]:
    """Yield what is not known, of how many: positions, properties, addresses, who asked."""
    for layer_id in (one for role in ROLES for one in catalog.theatre.list_role(role)):
        features = catalog.layers[layer_id].features
        rows = [{**one["properties"], "position": one["geometry"]} for one in features]
        for name in ("position", *SOUGHT):
            lacking = sum(_is_unknown(row.get(name)) for row in rows)
            if lacking and any(name in row for row in rows):
                yield name, _label(name, words), layer_id, str(lacking), str(len(rows))
    sources = catalog.sources.values()
    for name in ("url", "archived"):
        lacking = sum(not one.get(name) for one in sources)
        if lacking:
            yield name, _label(name, words), "", str(lacking), str(len(sources))
    lacking = sum(not one.asked_by for one in catalog.questions)
    if lacking:
        yield (
            "asked_by",
            words.text("codebook.gap.asked_by"),
            "",
            str(lacking),
            str(len(catalog.questions)),
        )


def _is_unknown(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_unknown, value))
    return value in UNKNOWN or (isinstance(value, str) and not value.strip())


def _label(name: str, words: Words) -> str:
    """Return what a field is called; a position is none, and is told of as one."""
    return words.maybe(f"codebook.gap.{name}") or label_field(name, words.lang)


def _list_agreement(catalog: Catalog, words: Words) -> Iterator[tuple[str, ...]]:
    for row in catalog.agreement:
        name = row["field"] or ""
        yield name, _label(name, words), row["both"] or "", row["agree"] or ""
