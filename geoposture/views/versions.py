"""Versions of the data: what each held, what changed from one to the next."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import orjson

from geoposture.articles.published import list_articles
from geoposture.catalog import Catalog, package_version
from geoposture.catalog.memo import keep
from geoposture.catalog.versions import DIGEST_LENGTH, Record, order_records
from geoposture.errors import GeopostureError
from geoposture.language.words import Words
from geoposture.views.days import find_day
from geoposture.views.figures import write_value
from geoposture.views.questions import answer_question
from geoposture.views.toponyms import name_reference

MOST_NAMED = 12
"""Features that are named one by one; of more it is said how many."""


Figured = tuple[str, Mapping[str, Any] | None, Mapping[str, Any] | None]
"""Id of a question, its figure before and after; None where there was none."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something that changed: its name, its page if it has one, how it changed."""

    text: str
    path: str | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed from one version to the next.

    Attributes
    ----------
    added, removed, changed : tuple of str
        References of features.
    figures : tuple of tuples
        Id of a question, its figure before and after; None where there was none.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    figures: tuple[Figured, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.added or self.removed or self.changed or self.figures)


@keep(1)
def make_record(catalog: Catalog) -> Record:
    """Return the record of a catalogue: digests of its features, and its figures.

    Parameters
    ----------
    catalog : Catalog
    """
    features = {
        f"{id_}/{one['id']}": _digest(one)
        for id_, layer in catalog.layers.items()
        for one in layer.features
    }
    earlier = [one.version for one in catalog.versions if one.version != catalog.version]
    return Record(
        version=catalog.version, sha256=catalog.sha256, day=find_day(catalog), kept=None,
        package=package_version(), follows=earlier[-1] if earlier else None,
        features=features, figures=_record_figures(catalog),
    )  # fmt: skip


def compare_records(old: Record, new: Record) -> Changes:
    """Return what changed between two versions.

    Parameters
    ----------
    old, new : Record
    """
    before, after = old.features, new.features
    asked = {**old.figures, **new.figures}
    return Changes(
        added=tuple(ref for ref in after if ref not in before),
        removed=tuple(ref for ref in before if ref not in after),
        changed=tuple(ref for ref in after if ref in before and after[ref] != before[ref]),
        figures=tuple(
            (id_, old.figures.get(id_), new.figures.get(id_))
            for id_ in asked
            if old.figures.get(id_) != new.figures.get(id_)
        ),
    )


def list_versions(catalog: Catalog) -> list[tuple[Record, Changes | None]]:
    """Return the versions that are known, the newest first, with what each changed.

    Parameters
    ----------
    catalog : Catalog
        Its own version is the newest.
    """
    own = make_record(catalog)
    earlier = [one for one in order_records(catalog.versions) if one.version != own.version]
    known = [*earlier, own]
    changes = [None, *(compare_records(old, new) for old, new in pairwise(known))]
    return [*zip(known, changes, strict=True)][::-1]


def list_earlier(catalog: Catalog, id_: str, words: Words) -> list[str]:
    """Return what a figure was in earlier versions, the newest first, where it was another.

    Parameters
    ----------
    catalog : Catalog
    id_ : str
        Of a question.
    words : Words
    """
    known = [one for one, _ in list_versions(catalog)]
    after, told = known[0].figures.get(id_), []
    for one in known[1:]:
        was = one.figures.get(id_)
        if was and was != after:
            day = words.date(one.day) if one.day else words.text("figure.no_day")
            told.append(words.text("figure.was", version=one.version, date=day,
                                   figure=was["figure"][words.lang]))  # fmt: skip
        after = was or after
    return told


def say_changes(catalog: Catalog, changes: Changes | None, words: Words) -> list[str]:
    """Return what changed in words, one line a kind: how much of which layer.

    Parameters
    ----------
    catalog : Catalog
        Whose names are used.
    changes : Changes or None
        None for the first version that is known.
    words : Words
    """
    if changes is None:
        return [words.text("version.first")]
    if not changes:
        return [words.text("version.same")]
    told = [
        words.text(f"version.{kind}", n=len(refs), names=_count_layers(catalog, refs, words))
        for kind, refs in _list_kinds(changes)
        if refs
    ]
    fresh = [id_ for id_, before, _ in changes.figures if before is None]
    return [*told, words.text("version.figures_new", n=len(fresh))] if fresh else told


def list_changed(catalog: Catalog, changes: Changes | None, words: Words) -> list[Named]:
    """Return what changed by its names, with the page of each: figures first, some of each kind.

    Links of an article to places are told as that article.

    Parameters
    ----------
    catalog : Catalog
        Whose names are used; what is not in it any more has no page.
    changes : Changes or None
        None for the first version that is known.
    words : Words
    """
    if changes is None:
        return []
    told = [_name_figure(catalog, one, words) for one in changes.figures if one[1] is not None]
    for kind, refs in _list_kinds(changes):
        note = words.text(f"version.is_{kind}")
        named = dict.fromkeys(_name_changed(catalog, ref, note, words) for ref in refs)
        rest = len(named) - MOST_NAMED
        told += [*named][:MOST_NAMED]
        told += [Named(words.text("version.more", n=rest), None, note)] if rest > 0 else []
    return told


def _list_kinds(changes: Changes) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ("added", changes.added), ("removed", changes.removed), ("changed", changes.changed)


def _count_layers(catalog: Catalog, refs: tuple[str, ...], words: Words) -> str:
    """Return how many of these features each layer has: its title and a number."""
    counts = Counter(ref.partition("/")[0] for ref in refs)
    return words.text("list.join").join(
        words.text("version.of_layer", name=name_reference(catalog, id_, words.lang), n=n)
        for id_, n in counts.items()
    )


def _name_changed(catalog: Catalog, ref: str, note: str, words: Words) -> Named:
    layer_id, _, id_ = ref.partition("/")
    if layer_id in catalog.theatre.list_role("annotations"):
        article = id_.rpartition(".")[0]
        known = {one["id"]: one for one in list_articles(catalog)}.get(article)
        title = known["title"] if known and known["title"] else article
        return Named(title, f"/articles/{article}" if known else None, note)
    layer = catalog.layers.get(layer_id)
    path = f"/collections/{layer_id}/items/{id_}" if layer and id_ in layer.index else None
    return Named(name_reference(catalog, ref, words.lang), path, note)


def _name_figure(catalog: Catalog, changed: Figured, words: Words) -> Named:
    id_, before, after = changed
    asked = next((one for one in catalog.questions if one.id == id_), None)
    title = answer_question(catalog, asked).title[words.lang] if asked else id_
    was = before["figure"][words.lang] if before else ""
    now = after["figure"][words.lang] if after else words.text("version.withdrawn")
    note = words.text("version.figure", before=was, after=now)
    return Named(title, f"/figures/{id_}" if asked else None, note)


def write_changes(changes: Changes | None) -> dict[str, Any] | None:
    """Return what changed as JSON has it, None for the first version that is known.

    Parameters
    ----------
    changes : Changes or None
    """
    if changes is None:
        return None
    return {
        "features": {"added": list(changes.added), "removed": list(changes.removed),
                     "changed": list(changes.changed)},
        "figures": [{"id": id_, "before": before, "after": after}
                    for id_, before, after in changes.figures],
    }  # fmt: skip


def _record_figures(catalog: Catalog) -> dict[str, dict[str, Any]]:
    found = {}
    for one in catalog.questions:
        try:
            answered = answer_question(catalog, one)
        except GeopostureError:
            continue
        found[one.id] = {"figure": dict(answered.figure), **write_value(answered)}
    return found


def _digest(feature: Mapping[str, Any]) -> str:
    data = orjson.dumps(feature, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(data).hexdigest()[:DIGEST_LENGTH]
