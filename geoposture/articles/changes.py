"""What becomes of a published article: a claim is corrected, or all of it is withdrawn.

Each returns what is to be written: annotations, a row of the list of corrections, a stub.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geoposture.articles.drafts import check_reference, list_others, relink
from geoposture.articles.published import name_publisher
from geoposture.catalog import Catalog
from geoposture.errors import BadRequest
from geoposture.language.words import Words

COLUMNS = (
    "id", "date", "kind", "feature", "what_en", "what_ja", "before_en", "before_ja", "after_en",
    "after_ja", "figures", "article", "questions",
)  # fmt: skip
CITED = ("title", "publisher", "credit", "published", "language", "url")
NO_PLACE = "none"

Annotation = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes of a claim; None leaves a part of it as it is.

    Attributes
    ----------
    claim : int
        Its number.
    texts : mapping of str to str
        New words, by language.
    feature, instead : str or None
        Where it belongs, ``none`` for nowhere; and which of several places that replaces.
    reasons : mapping of str to str
        Of a link that the article does not make, by language.
    remove : bool
        Whether it is told no more.
    """

    claim: int
    texts: Mapping[str, str]
    feature: str | None = None
    instead: str | None = None
    reasons: Mapping[str, str]
    remove: bool = False


def change_claim(
    annotations: Sequence[Annotation], change: Change, catalog: Catalog
) -> list[Annotation]:
    """Return the annotations of an article with one claim changed.

    Parameters
    ----------
    annotations : sequence of mapping
        GeoJSON Features of one article.
    change : Change
        What becomes of the claim.
    catalog : Catalog

    Raises
    ------
    BadRequest
        If there is no such claim or place, or nothing is changed.
    BadData
        If there is no such feature.
    """
    rows = [one for one in annotations if one["properties"]["claim_no"] == change.claim]
    if not rows:
        numbers = {one["properties"]["claim_no"] for one in annotations} - {None}
        known = ", ".join(map(str, sorted(numbers))) or "none"
        raise BadRequest(f"--claim {change.claim}: no such claim; claims: {known}")
    if change.remove:
        return [one for one in annotations if one not in rows]
    moved = _choose_row(rows, change) if change.feature else None
    changed = [
        _change_row(one, change, catalog, move=one is moved) if one in rows else one
        for one in annotations
    ]
    if changed == list(annotations):
        raise BadRequest(
            "nothing is changed; give --claim-en, --claim-ja, --feature or --remove what is new"
        )
    return changed


def describe_change(
    before: Sequence[Annotation], after: Sequence[Annotation], change: Change, catalog: Catalog
) -> dict[str, str]:
    """Return the cells of a correction's row that say what a claim was and what it is.

    Parameters
    ----------
    before, after : sequence of mapping
        The annotations of the article.
    change : Change
        What became of the claim.
    catalog : Catalog
    """
    title = str(before[0]["properties"]["source"]["title"])

    def tell(words: Words) -> dict[str, str]:
        return {
            "what": words.text("corrections.claim", n=change.claim, title=title),
            "before": _describe_claim(before, change, words, catalog),
            "after": _describe_claim(after, change, words, catalog),
        }

    return _in_languages(catalog, tell)


def make_stub(
    article: Mapping[str, Any], date: str, reasons: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """Return what is left of an article, as its file has it: citation and withdrawal.

    Parameters
    ----------
    article : mapping
        How it was cited.
    date : str
        Day of the withdrawal.
    reasons : mapping of str to str
        In the editor's words, by language.
    """
    named = (one for one in article if one in CITED or one.startswith("publisher_"))
    cited = {name: str(article[name]) for name in named if article[name]}
    gone = {"date": date} | {f"reason_{lang}": text for lang, text in reasons.items()}
    return {"": cited, "withdrawn": gone}


def describe_withdrawn(
    article: Mapping[str, Any], reasons: Mapping[str, str], catalog: Catalog
) -> dict[str, str]:
    """Return the cells of the row that says that an article was withdrawn.

    Parameters
    ----------
    article : mapping
        How it was cited, with its number of claims.
    reasons : mapping of str to str
        In the editor's words, by language.
    catalog : Catalog
    """

    def tell(words: Words) -> dict[str, str]:
        days = [words.date(article["published"])] if article.get("published") else []
        about = words.text("list.join").join([name_publisher(article, words), *days])
        return {
            "what": words.text("corrections.article", title=article["title"], about=about),
            "before": words.text("corrections.told", count=article["claim_count"]),
            "after": reasons.get(words.lang) or next(iter(reasons.values())),
        }

    return _in_languages(catalog, tell)


def write_stub(stub: Mapping[str, Mapping[str, str]]) -> bytes:
    """Return a stub as the TOML of ``articles/ID.toml``.

    Parameters
    ----------
    stub : mapping of str to mapping
        The members by the table that they stand in; those of the file itself under an empty name.
    """
    lines = ["# Withdrawn: what is left of the article."]
    for table, members in stub.items():
        lines += ["", f"[{table}]"] if table else []
        # A basic string of TOML is one of JSON, but for the character DEL.
        lines += [
            f"{key} = {json.dumps(' '.join(value.split()), ensure_ascii=False)}".replace("\x7f", "")
            for key, value in members.items()
        ]
    return ("\n".join(lines) + "\n").encode()


def add_row(table: bytes, cells: Mapping[str, str]) -> bytes:
    """Return the table of corrections with a row more; its other rows stay as they are.

    Parameters
    ----------
    table : bytes
        The file; empty where there is none.
    cells : mapping of str to str
        By heading; the id gets a number where it is taken.
    """
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))
    taken = {one["id"] for one in rows}
    ids = (f"{cells['id']}-{n}" if n > 1 else cells["id"] for n in range(1, len(taken) + 3))
    fresh = {**cells, "id": next(one for one in ids if one not in taken)}
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: row.get(key) or "" for key in COLUMNS} for row in rows)
    writer.writerow({key: " ".join(value.split()) for key, value in fresh.items()})
    return target.getvalue().encode()


def _choose_row(rows: Sequence[Annotation], change: Change) -> Annotation:
    places = [one["properties"]["feature"] or NO_PLACE for one in rows]
    if change.instead is None and len(rows) > 1:
        raise BadRequest(
            f"claim {change.claim} has several places; --instead says which one is replaced: "
            f"{', '.join(places)}"
        )
    if change.instead is not None and change.instead not in places:
        raise BadRequest(f"--instead {change.instead[:60]}: the claim’s are {', '.join(places)}")
    return rows[places.index(change.instead) if change.instead else 0]


def _change_row(one: Annotation, change: Change, catalog: Catalog, *, move: bool) -> dict[str, Any]:
    texts = {f"claim_{lang}": text for lang, text in change.texts.items()}
    changed = {**one, "properties": {**one["properties"], **texts}}
    if not move:
        return changed
    reference = None if change.feature == NO_PLACE else change.feature
    if reference:
        check_reference(reference, catalog)
    moved = relink(changed, reference, changed["properties"]["article"], catalog)
    old = one["properties"]
    reasons = {f"reason_{lang}": change.reasons.get(lang) for lang in ("en", "ja")}
    properties = moved["properties"] | {"method": "editor" if reference else None}
    if old["link"] == "implied":
        # The reason was that of the other place.
        properties |= reasons
    properties["alternatives"] = list_others(old["alternatives"], reference)
    return {**moved, "properties": properties}


def _describe_claim(
    annotations: Sequence[Annotation], change: Change, words: Words, catalog: Catalog
) -> str:
    rows = [one["properties"] for one in annotations
            if one["properties"]["claim_no"] == change.claim]  # fmt: skip
    if not rows:
        return words.text("corrections.removed")
    parts = []
    if change.texts or change.remove:
        said = rows[0].get(f"claim_{words.lang}") or rows[0]["claim_en"] or rows[0]["claim_ja"]
        parts.append(str(said or "–"))
    if change.feature:
        names = [_name(one["feature"], words, catalog) for one in rows]
        parts.append(words.text("list.join").join(dict.fromkeys(names)))
    return "; ".join(parts)


def _name(reference: str | None, words: Words, catalog: Catalog) -> str:
    if reference is None:
        return words.text("corrections.no_place")
    layer_id, _, feature_id = reference.partition("/")
    layer = catalog.layer(layer_id)
    if not feature_id:
        return layer.info.title[words.lang]
    properties = layer.feature(feature_id)["properties"]
    names = (properties.get(key) for key in (f"name_{words.lang}", "name_en", "name"))
    return str(next(filter(None, names), reference))


def _in_languages(catalog: Catalog, tell: Callable[[Words], Mapping[str, str]]) -> dict[str, str]:
    def list_cells() -> Iterator[tuple[str, str]]:
        for lang in catalog.languages:
            for name, text in tell(catalog.words(lang)).items():
                yield f"{name}_{lang}", text

    return dict(list_cells())
