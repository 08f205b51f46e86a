"""An article as it is told: its credit, its points, their places and checks, in words.

Nothing here knows an article: what is said comes from its rows, or from its own file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from geoposture import geodesy
from geoposture.articles import shelf
from geoposture.articles.published import (
    choose_article,
    describe_withdrawal,
    list_points,
    name_publisher,
)
from geoposture.catalog import Catalog
from geoposture.catalog.memo import keep
from geoposture.catalog.theatre import Definition
from geoposture.language.sentences import KM_PER_MILE
from geoposture.language.words import LANGUAGES, Words, number
from geoposture.model import View
from geoposture.views import stops, toponyms
from geoposture.views.days import describe_days
from geoposture.views.extent import Bounds, holds_bounds

MONTH = 7
"""How many characters of a day name its month."""
MOST_NAMED, NAMED_OF_MANY = 5, 3
"""A stop of more places than the first is called by so many of them and a count of the rest."""


def describe_article(catalog: Catalog, view: View) -> dict[str, Any]:
    """Return what a page says of the article of a view.

    `chosen` tells whether the view names it, `unknown` whether it names one that is not there,
    `withdrawn` what is left of one that was.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    words, article = catalog.words(view.lang), choose_article(catalog, view.article)
    said: dict[str, Any] = {
        "id": None, "title": None, "lang": None, "cited": None, "credit": None, "date": None,
        "note": None, "call": None,
        "start": None, "then": None, "chosen": view.article is not None,
        "unknown": view.article if view.article and not article else None,
        "withdrawn": None if article else describe_withdrawal(catalog, view.article, words),
    }  # fmt: skip
    if article is None:
        return said
    counts = len(list_points(catalog, article["id"])), len(_list_stops(catalog, article["id"]))
    return said | {
        "id": article["id"],
        "title": article["title"] or article["id"],
        "lang": name_foreign(article, words),
        "cited": cite_article(article, words),
        "credit": credit_article(catalog, view),
        "date": words.date(article["published"]) if article["published"] else None,
        "note": _note_links(catalog, article["id"], words),
        "call": _call(*counts, words),
        "start": open_story(catalog, replace(view, claim=None, tool="story")),
        "then": _date_titles(article, words),
    }


def list_choices(catalog: Catalog, view: View) -> list[dict[str, str]]:
    """Return the articles that can be chosen, the newest first: id, title with day, language.

    Where the only one is told there is nothing to choose.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    words, kept = catalog.words(view.lang), shelf.list_shelf(catalog)
    known = len(kept) == 1 and choose_article(catalog, view.article)
    return [] if known else [_offer_article(one, words) for one in kept]


def list_topics(catalog: Catalog, view: View) -> list[dict[str, str]]:
    """Return the topics by which the points of a view's article can be chosen: id and name.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    words = catalog.words(view.lang)
    rows = (group[0] for group in list_points(catalog, view.article).values())
    said = {str(topic) for row in rows for topic in row.get("topics") or ()}
    found = [{"id": one, "text": words.text(f"topic.{one}")}
             for one in shelf.list_topics() if one in said]  # fmt: skip
    return found if len(found) > 1 else []


def _offer_article(one: Mapping[str, Any], words: Words) -> dict[str, str]:
    title = one["title"] or one["id"]
    day = [words.date(one["published"])] if one["published"] else []
    return {"id": one["id"], "text": " · ".join([*day, title]),
            "lang": one["language"] or words.lang}  # fmt: skip


def say_dates(catalog: Catalog, view: View) -> str:
    """Return of when the data are: a line of every page, frame and picture.

    The day of an article stands there where the view is of it: no other figure rests on one.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    words = catalog.words(view.lang)
    days, article = describe_days(catalog, words), date_told(catalog, view)
    said = [
        words.text("site.asof_list", **days) if days["list_date"] else "",
        words.text("site.asof_compiled", **days) if days["data_date"] else "",
        words.text("site.asof_article", article_date=article) if article else "",
    ]
    dated = [one for one in said if one]
    return _join([*dated, words.text("site.asof_changed")], view.lang) if dated else ""


def date_told(catalog: Catalog, view: View) -> str | None:
    """Return the day of the article that a view is of, None where it is of none.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    article = choose_article(catalog, view.article) if tells(view) else None
    if article is None or not article["published"]:
        return None
    return catalog.words(view.lang).date(article["published"])


def tells(view: View) -> bool:
    """Tell whether a view is of an article, and not only of the map.

    Parameters
    ----------
    view : View
        As the address has it.
    """
    return bool(view.article or view.claim or view.tool == "story")


def credit_article(catalog: Catalog, view: View) -> str:
    """Return the line that says what the points were summarized from, nothing without any.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    article = choose_article(catalog, view.article)
    if article is None:
        return ""
    words = catalog.words(view.lang)
    title, about = article["title"] or article["id"], cite_article(article, words)
    said = [words.text("note.article_credit", title=title, about=about)]
    return _join([*said, *say_credit(catalog, article, words)], view.lang)


def name_foreign(article: Mapping[str, Any], words: Words) -> str | None:
    """Return the language of an article's title where that is not the page's.

    Parameters
    ----------
    article : mapping
        Its language.
    words : Words
    """
    lang = article["language"]
    return str(lang) if lang and lang != words.lang else None


def cite_article(article: Mapping[str, Any], words: Words) -> str:
    """Return who published an article and when; an unconfirmed publisher is said to be so.

    Parameters
    ----------
    article : mapping
        Its publisher and day.
    words : Words
    """
    date = [words.date(article["published"])] if article["published"] else []
    return words.text("list.join").join([name_publisher(article, words), *date])


def say_credit(catalog: Catalog, article: Mapping[str, Any], words: Words) -> list[str]:
    """Return whom the text credits, as a sentence: that is not who published it.

    Parameters
    ----------
    catalog : Catalog
    article : mapping
        Its id and credit.
    words : Words
    """
    credit = name_credit(catalog, article, words)
    return [words.text("note.article_credits", credit=credit)] if credit else []


def name_credit(catalog: Catalog, article: Mapping[str, Any], words: Words) -> str:
    """Return whom the text credits, mostly an agency; empty where it credits nobody.

    Parameters
    ----------
    catalog : Catalog
    article : mapping
        Its id and credit.
    words : Words
    """
    written = catalog.articles.get(article["id"], {})
    return str(written.get(f"credit_{words.lang}") or article["credit"] or "")


def describe_claims(catalog: Catalog, view: View) -> list[dict[str, Any]]:
    """Return the points of a view's article in order, each from the rows of its number.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    points = list_points(catalog, view.article)
    return [
        {"at": at, **_describe_claim(no, rows, catalog, view)}
        for at, (no, rows) in enumerate(points.items(), start=1)
    ]


def describe_stops(catalog: Catalog, view: View) -> dict[str, list[dict[str, Any]]]:
    """Return how a view's article is told: its stops on the map, then the points without a place.

    A stop has its points, the names of their places, what the map shows of it, and what is said
    of them together.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    rows = list_points(catalog, view.article)
    claims = {one["no"]: one for one in describe_claims(catalog, view)}
    found = _list_stops(catalog, view.article)
    placed = {no for one in found for no in one.points}
    return {
        "stops": [
            _describe_stop(one, [claims[no] for no in one.points], rows, catalog, view)
            for one in found
        ],
        "rest": [_leave_out(one) for no, one in claims.items() if no not in placed],
    }


def describe_point(catalog: Catalog, view: View) -> dict[str, Any] | None:
    """Return the point that a view names, None where its article has none of this number.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    found = [one for one in describe_claims(catalog, view) if one["no"] == view.claim]
    return found[0] if found and view.claim else None


@keep(8)  # a poster asks for it at each of its steps
def list_told(catalog: Catalog, view: View) -> tuple[Mapping[str, Any], ...]:
    """Return the rows of the article that a view tells: its point's, else all of them.

    All of them only where the view asks for an article and for nothing else: the one that opens
    is told by the lead, and a distance or a coverage is about its own places.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    points = list_points(catalog, view.article)
    if view.claim or not view.article or view.feature or view.start or view.origins:
        return points.get(view.claim or 0, ())
    return tuple(row for rows in points.values() for row in rows)


def link_told(catalog: Catalog, view: View) -> dict[str, str]:
    """Return the references that a view tells of, with how each is linked.

    What the article names anywhere is named, also where a link of ours adds it once more.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    links: dict[str, str] = {}
    for row in list_told(catalog, view):
        if row["feature"] and (row["feature"] not in links or row["link"] == "explicit"):
            links[row["feature"]] = row["link"]
    return links


def frame_article(catalog: Catalog, view: View) -> Bounds | None:
    """Return what a map shows of a whole article: its places, and one by which to find them.

    None where the view tells no article, or where one of its places lies outside of what the
    map opens with: that shows where the others are.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    if view.claim or not list_told(catalog, view):
        return None
    whole = stops.join_stops(_list_stops(catalog, view.article))
    if whole is None or not holds_bounds(catalog.extent, whole.bounds):
        return None
    own = {row["feature"] for row in list_told(catalog, view) if row["feature"]}
    return stops.frame_stop(catalog, whole, view.lang, own)[0]


def find_fan(catalog: Catalog, view: View) -> tuple[Definition, ...]:
    """Return the definitions that the checks of a view's point used.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    rows = list_points(catalog, view.article).get(view.claim or 0, ())
    return list_definitions(catalog, rows)


def open_story(catalog: Catalog, view: View) -> int | None:
    """Return the point that a view starts with: the one it names, else that of the first stop.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    if view.claim or view.tool != "story":
        return view.claim
    placed = [no for one in _list_stops(catalog, view.article) for no in one.points]
    return next(iter([*placed, *list_points(catalog, view.article)]), None)


def _note_links(catalog: Catalog, article_id: str, words: Words) -> str | None:
    written = catalog.articles.get(article_id, {}).get(f"note_{words.lang}")
    if written:
        return str(written)
    rows = [row for group in list_points(catalog, article_id).values() for row in group]
    implied = any(row.get("link") == "implied" and row.get("feature") for row in rows)
    return words.text("first.article") if implied else None


def _list_stops(catalog: Catalog, article_id: str | None) -> list[stops.Stop]:
    points = list_points(catalog, article_id)
    lines = {
        no: [(one.start, one.end) for one in list_definitions(catalog, rows)]
        for no, rows in points.items()
    }
    return stops.list_stops(catalog, article_id, lines)


def _describe_stop(
    stop: stops.Stop,
    claims: list[dict[str, Any]],
    points: Mapping[int, Sequence[Mapping[str, Any]]],
    catalog: Catalog,
    view: View,
) -> dict[str, Any]:
    rows = [row for no in stop.points for row in points[no]]
    words, places = catalog.words(view.lang), stops.name_places(catalog, rows, view.lang)
    own = [one["ref"] for one in places]
    (west, south, east, north), known = stops.frame_stop(catalog, stop, view.lang, own)
    links = {row["link"] for row in rows if row["feature"]}
    said: set[str] = set()
    for one in claims:
        # What was said of the point before is not said again.
        one["place"] = None if one["place"] in said else one["place"]
        said.add(one["place"] or "")
    return {
        "claims": claims,
        "title": _title_stop([one["name"] for one in places], words),
        "names": _name_marks(places, known, claims),
        "frame": [[south, west], [north, east]],
        "links": sorted(links),
        "reasons": _reasons(rows, catalog, words),
    }


def _title_stop(names: Iterable[str], words: Words) -> str:
    """Return what a stop is called: its places by name, of many the first ones and a count."""
    once = list(dict.fromkeys(names))  # A base and its town may be called alike.
    if len(once) <= MOST_NAMED:
        return words.text("list.join").join(once) or words.text("claim.lines")
    first = words.text("list.join").join(once[:NAMED_OF_MANY])
    return words.text("list.more", a=first, n=len(once) - NAMED_OF_MANY)


def _name_marks(
    places: list[dict[str, Any]],
    known: dict[str, Any] | None,
    claims: Iterable[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Return what is named on the map: the places, the known one, and the lines by their length."""
    named = [one for one in places if one["at"]]
    if known and known["ref"] not in [one["ref"] for one in named]:
        named.append(known)
    lines = [one for claim in claims for one in (claim["check"] or {}).get("definitions", ())
             if one["line"]]  # fmt: skip
    # At its northern end a line is by itself, and its length is not taken for that of another.
    for at, one in enumerate(lines):
        end = max(one["line"], key=lambda spot: spot[1])
        named.append({"ref": f"line-{at}", "name": one["length"], "at": end})
    return named


def _leave_out(claim: dict[str, Any]) -> dict[str, Any]:
    """Return a point without a place as its list has it: that it has none is said above."""
    return claim if claim["named"] else {**claim, "place": claim["note"]}


def _call(points: int, stops_: int, words: Words) -> str | None:
    if not points:
        return None
    if stops_ > 1:
        return words.text("first.cta_stops", n=stops_)
    return words.text("first.cta_one") if points == 1 else words.text("first.cta_story", n=points)


def _date_titles(article: Mapping[str, Any], words: Words) -> str:
    if not article["published"]:
        return ""
    return words.text("claim.then", date=words.date(article["published"][:MONTH]))


def _describe_claim(
    no: int, rows: Sequence[Mapping[str, Any]], catalog: Catalog, view: View
) -> dict[str, Any]:
    words, first = catalog.words(view.lang), rows[0]
    text = first.get(f"claim_{view.lang}")
    note = _read_note(catalog, first["article"], no)
    return {
        "no": no,
        "topics": [str(one) for one in first.get("topics") or ()],
        "text": text or first.get("claim_en") or first.get("claim_ja") or "",
        "lang": view.lang if text else _other_language(first, view.lang),
        "place": note.get(f"place_{view.lang}") or _name_places(rows, catalog, words),
        "note": note.get(f"place_{view.lang}"),
        "named": any(row["feature"] for row in rows),
        "check": _describe_check(rows, note.get("check") or {}, catalog, words),
    }


def _read_note(catalog: Catalog, article_id: str, no: int) -> Mapping[str, Any]:
    """Return what the article's file says of a point."""
    note: Mapping[str, Any] = catalog.articles.get(article_id, {}).get("claims", {}).get(str(no))
    return note or {}


def _other_language(row: Mapping[str, Any], lang: str) -> str:
    return next((one for one in LANGUAGES if row.get(f"claim_{one}")), lang)


def _name_places(rows: Sequence[Mapping[str, Any]], catalog: Catalog, words: Words) -> str:
    """Return the places of a point by name: those that the article names, then our links."""
    said = []
    for link in ("explicit", "implied"):
        refs = dict.fromkeys(
            one["feature"] for one in rows if one["feature"] and one["link"] == link
        )
        names = [toponyms.name_reference(catalog, ref, words.lang) for ref in refs]
        if names:
            places = words.text("list.join").join(names)
            said.append(words.text(f"claim.place_{link}", places=places))
    return _join(said, words.lang) or words.text("claim.noplace")


def _reasons(rows: Sequence[Mapping[str, Any]], catalog: Catalog, words: Words) -> list[str]:
    """Return why we linked places, each reason once with the places that it is about, once each.

    A whole layer is no place: why a total belongs to it is for those who read the data.
    """
    places: dict[str, dict[str, None]] = {}
    for row in rows:
        reason = row.get(f"reason_{words.lang}")
        if row["link"] == "implied" and reason and "/" in (row["feature"] or ""):
            name = toponyms.name_reference(catalog, row["feature"], words.lang)
            places.setdefault(reason, {})[name] = None
    return [
        words.text("claim.implied_why", places=words.text("list.join").join(names), reason=reason)
        for reason, names in places.items()
    ]


def _describe_check(
    rows: Sequence[Mapping[str, Any]], note: Mapping[str, Any], catalog: Catalog, words: Words
) -> dict[str, Any] | None:
    """Return the check of a point whose figure depends on what is measured."""
    checked = [
        row for row in rows
        if row.get("verdict") == "depends_on_definition" and row.get("quantity")
    ]  # fmt: skip
    if not checked:
        return None
    quantity, checks = checked[0]["quantity"], [one.get("check") or {} for one in checked]
    fits = {name for one in checks for name in one.get("reproduced_by") or ()}
    figure = _say_quantity(quantity, words)
    return {
        "title": words.text("check.title", figure=figure),
        "verdict_label": words.text("check.verdict.depends"),
        "summary": note.get(f"summary_{words.lang}") or _convert(quantity, figure, words),
        "definitions": [
            _describe_definition(one, fits, words) for one in list_definitions(catalog, checked)
        ]
        or [line for one in checks for line in _list_figures(one, fits, words)],
        "note": note.get(f"note_{words.lang}"),
    }


def _say_quantity(quantity: Mapping[str, Any], words: Words) -> str:
    value, unit = quantity["value"], str(quantity["unit"])
    word = words.maybe(f"unit.{unit}") or unit.replace("_", " ")
    return words.text("number.with_unit", n=_plain(value), unit=word)


def _plain(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)


def _convert(quantity: Mapping[str, Any], figure: str, words: Words) -> str | None:
    """Return a length in kilometres, where it was given in something else."""
    metres = quantity.get("value_si")
    if not metres or quantity.get("unit_si") != "m" or quantity["unit"] == "kilometre":
        return None
    return words.text("check.converted", figure=figure, km=_plain(round(metres / 1000, 1)))


def _describe_definition(one: Definition, fits: Collection[str], words: Words) -> dict[str, Any]:
    km = geodesy.measure(*one.start, *one.end)[0] / 1000
    return {
        "text": words.text(
            "check.definition", name=words.own(f"definition.{one.id}", one.name),
            km=number(float(km)), mi=number(float(km) / KM_PER_MILE),
        ),
        "lang": words.lang,
        "highlight": one.name in fits,
        "line": _draw_definition(one),
        "length": words.text(
            "number.with_unit", n=number(float(km)), unit=words.text("unit.kilometre")
        ),
    }  # fmt: skip


def _list_figures(
    check: Mapping[str, Any], fits: Collection[str], words: Words
) -> list[dict[str, Any]]:
    """Return what a check computed that has no line: its names are English, and stay there."""
    unit = str(check.get("unit") or "")
    return [
        {"text": f"{name}: {_say_quantity({'value': value, 'unit': unit}, words)}",
         "lang": "en", "highlight": name in fits, "line": None}
        for name, value in (check.get("computed") or {}).items()
        if isinstance(value, int | float) and words.lang == "en"
    ]  # fmt: skip


def list_definitions(catalog: Catalog, rows: Iterable[Mapping[str, Any]]) -> tuple[Definition, ...]:
    """Return the definitions to draw that the checks of annotations used, in the theatre's order.

    A definition belongs to a row whose verdict depends on it, and which has a quantity.

    Parameters
    ----------
    catalog : Catalog
    rows : iterable of mapping
        Properties of annotations.
    """
    used = {
        name
        for row in rows
        if row.get("verdict") == "depends_on_definition" and row.get("quantity")
        for name in (row.get("check") or {}).get("computed") or ()
    }
    return tuple(one for one in catalog.theatre.definitions if one.drawn and one.name in used)


def _draw_definition(one: Definition) -> list[list[float]]:
    """Return the geodesic of a definition for the map, [lon, lat] to 0.01°."""
    line = geodesy.draw_line(one.start, one.end)
    spots = [*list(line.coords)[::4], line.coords[-1]]
    return [[round(x, 2), round(y, 2)] for x, y in spots]


def _join(parts: Iterable[str], lang: str) -> str:
    return ("" if lang == "ja" else " ").join(parts)
