"""What stands round a framed map: heading, legend, sentences, dates, sources; no HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import shapely
import shapely.geometry
from markupsafe import Markup

from geoposture import pictures
from geoposture.articles.corrections import describe_pin
from geoposture.catalog import Catalog
from geoposture.formats.geojson import coverage_collection, measure_feature
from geoposture.language.sentences import label_distance, label_ring
from geoposture.language.vocabulary import LIMITS
from geoposture.maps import fitting
from geoposture.maps.scene import make_framed_scene
from geoposture.model import Coverage, Figures, Scene, View
from geoposture.pictures.subject import hold_subject, list_ends, list_told_spots
from geoposture.views import answers, credits, days, description, headline, story, toponyms

POINT = ("subject", "place")
"""Parts of an article's point."""
ASSUMED = ("subject", "note", "assumption", "otherforces")
"""Parts that go with a ring, and are not there without it."""


def describe_frame(
    catalog: Catalog,
    view: View,
    *,
    live: bool = False,
    gshhg: bool = False,
    outdated: str = "",
    pinned: bool = False,
) -> dict[str, Any]:
    """Return what an embed or a single file prints round its map, poster and live alike.

    Parameters
    ----------
    catalog, view
        The layers, and what of them is shown.
    live : bool
        Whether the map is the interactive one, which tells the points of an article itself.
    gshhg : bool
        Whether the map draws GSHHG's coasts, which then are credited.
    outdated : str
        What to say of a version that is not the one that was asked for.
    pinned : bool
        Whether the frame stays as it is: it carries a hidden line for corrections made since.
    """
    told = bool(live and (view.tool == "story" or view.claim))
    words, figures = catalog.words(view.lang), answers.compute_figures(catalog, view)
    lines = pictures.list_lines(catalog, view)
    shown = hold_subject(catalog, view, figures)
    if gshhg:
        credit = credits.credit_data(catalog, words)
        lines[-1] = " · ".join(filter(None, [credit, view.credit]))
    heading = _write_heading(catalog, view, figures, told=told)
    parts = headline.list_parts(catalog, view, figures)
    # A live frame tells its points on the map: they are not said twice.
    parts = [one for one in parts if not (told and one[0] in POINT)]
    legend = pictures.describe_legend(catalog, shown) if view.legend else []
    short, day = credits.credit_frame(catalog, view), credits.date_frame(catalog, view)
    return {
        "lang": view.lang, "theme": view.theme, "t": words.text, "shape": view.shape,
        "heading": heading, "title": view.title or words.text("site.title"),
        "twin": description.describe_view(catalog, shown),
        "article": story.describe_article(catalog, view),
        **(story.describe_stops(catalog, view) if told else {"stops": [], "rest": []}),
        "parts": [{"name": name, "text": text, "fits": name in ASSUMED} for name, text in parts],
        "refusal": _describe_refusal(
            catalog, view, figures, heading, parts=parts, legend=legend, short=short
        ),
        "credit": pictures.credit_view(catalog, view), "short": short, "day": day,
        "slim": credits.credit_slim(catalog, view),
        "long": fitting.is_long([*short, words.text("share.about"), words.text("share.full")]),
        "legend": legend, "lines": lines, "outdated": outdated,
        "pinned": describe_pin(catalog, view.article, days.find_day(catalog))
        if pinned else None,
    }  # fmt: skip


def _write_heading(catalog: Catalog, view: View, figures: Figures, *, told: bool) -> str:
    """Return the headline; where a panel tells the points, that of the whole map."""
    if told and figures == Figures():
        return view.title or catalog.words(view.lang).text("site.title")
    return headline.write_headline(catalog, view, figures)


def _describe_refusal(
    catalog: Catalog,
    view: View,
    figures: Figures,
    heading: str,
    *,
    parts: Sequence[tuple[str, str]],
    legend: Sequence[Mapping[str, str | None]],
    short: Sequence[str],
) -> dict[str, Any] | None:
    """Return when a frame has no room for its ring, and what it says instead."""
    if not figures.coverage:
        return None
    words = catalog.words(view.lang)
    slim = credits.credit_slim(catalog, view)
    whole = [*short, words.text("share.about"), words.text("share.full")]
    less = [slim or short[0], words.text("share.about_short"), words.text("share.full_short")]
    day, roomy = credits.date_frame(catalog, view), bool(slim) or len(short) > 1
    media = fitting.refuse_under(
        heading,
        [text for _, text in parts],
        (
            [one["text"] or "" for one in legend],
            [one["slim"] or one["text"] or "" for one in legend],
        ),
        fitting.list_credits(whole, less, day, roomy=roomy),
    )
    return {"media": media, "style": Markup(fitting.REFUSAL),
            "heading": headline.write_refusal(view, figures.coverage)}  # fmt: skip


def make_scene(catalog: Catalog, view: View, data_url: str) -> Scene:
    """Return the scene of an embed: the layers of its view, and what the view computes.

    Parameters
    ----------
    catalog : Catalog
    view : View
    data_url : str
        Address of this version's files, no slash at its end.
    """
    figures = answers.compute_figures(catalog, view)
    framed = make_framed_scene(catalog, hold_subject(catalog, view, figures), data_url)
    return replace(framed, drawn=draw_answer(figures, view) or ring_told(catalog, view))


def ring_told(catalog: Catalog, view: View) -> dict[str, Any] | None:
    """Return the places of a whole article, ringed and named as its poster has them.

    None where the view tells no article, or where a panel tells it point by point.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    if view.claim or view.tool == "story":
        return None
    spots = list_told_spots(catalog, view)
    ends = [
        {"ref": ref, "name": toponyms.name_reference(catalog, ref, view.lang), "at": at}
        for ref, at, _ in spots
    ]
    return {"shapes": [], "ends": ends, "rings": [spot[1:] for spot in spots]} if spots else None


def draw_answer(figures: Figures, view: View) -> dict[str, Any] | None:
    """Return the shapes of a distance or coverage, its figures and ends; None without either.

    Parameters
    ----------
    figures : Figures
        What the view computes.
    view : View
        Whose language and units the figures are in.
    """
    ends = [
        {"ref": spot.ref, "name": spot.name.get(view.lang, ""), "at": _turn(place, figures)}
        for spot, place in list_ends(figures)
    ]
    if figures.measure:
        shapes = [measure_feature(figures.measure)]
        figure = label_distance(figures.measure, view.units)[view.lang]
        return {"shapes": [("measure", shapes, figure)], "ends": ends}
    if not figures.coverage:
        return None
    return {"shapes": _draw_coverage(figures.coverage, view), "ends": ends}


def _turn(place: tuple[float, float], figures: Figures) -> tuple[float, float]:
    """Return an end of a line on the turn round the Earth that the line is drawn on."""
    if not figures.measure:
        return place
    lon, lat = place
    return lon + 360 * round((figures.measure.origin_point[0] - lon) / 360), lat


def _draw_coverage(coverage: Coverage, view: View) -> list[tuple[str, list[Any], str]]:
    """Return the shapes of a coverage under the classes that say how sure each is."""
    features = coverage_collection(coverage)["features"]
    status, reach = answers.find_status(coverage), coverage.reach
    near, far = (
        label_ring(km, status, view.units)[view.lang] for km in (reach.radius_km, reach.high_km)
    )
    many = len(coverage.rings) > LIMITS["rings_drawn"]
    rings = "union" if many else "ring"
    edge = "ring union" if many else "ring announced" if status else "ring"
    roles = {"covered": ("covered", ""), rings: (edge, near)}
    shapes = [
        (name, [one for one in features if one["properties"]["role"] == role], figure)
        for role, (name, figure) in roles.items()
    ]
    wide = [
        {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(one)}
        for one in answers.draw_far_rings(coverage)
    ]
    return [*shapes, ("ring far", wide, far)] if wide else shapes
