"""Names on a still map: by priority, each where it hides neither a mark nor another name."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
import orjson
from markupsafe import escape

from geoposture.catalog import Catalog
from geoposture.catalog.memo import keep
from geoposture.geodesy.projections import unproject_mercator
from geoposture.language.vocabulary import FROM_ZOOM
from geoposture.language.words import LANGUAGES
from geoposture.pictures.items import MIDDLE, Item, find_ground, is_clear, place_first, shield
from geoposture.pictures.sheet import Box, Sheet, find_zoom, list_seen, place_feature
from geoposture.pictures.shores import is_at_home
from geoposture.pictures.subject import list_ends, list_places
from geoposture.pictures.type import BOLD, REGULAR, measure_text
from geoposture.views import facilities, story, toponyms
from geoposture.views.names import list_names

CHOSEN, CHOSEN_GAP, GAP = 0, 18, 11
"""The rank of the name of what is open: before all others, and clear of its ring."""
LEAD, COUNTRY, CAPITAL, OPEN_SEA = 0.3, 0.4, 0.5, 3.5
"""The ranks of what is named at every zoom, however the layer has it; a sea gives way to places."""
OFF_LINE = 5
LED_GAPS, MARK_RADIUS = (26, 40, 56, 76, 100), 8
"""How far the subject's name goes for want of room beside its mark; where its line ends."""
BESIDE = 9
"""Pixels within which a name seems to be that of a mark."""
DOT = 2.5
"""Pixels of the radius of a town's dot: without it the mark beside its name would be the town's."""
LEAD_STEP = 6
"""Pixels from spot to spot at which a line to a name is looked at."""
NUDGES = ((0, 0), (0, 14), (0, -14), (24, 0), (-24, 0))
FAR_NUDGES = ((0, 28), (0, -28), (48, 0), (-48, 0), (36, 20), (36, -20), (-36, 20), (-36, -20))
BESIDE_GAPS = (6, 16, 26)
"""Where the name of an area goes to make room: a sea's anywhere on it, a country's beside it."""
FORMS, NOWHERE = 256, (0.0, 0.0)
"""Names whose letters and boxes are kept: each is tried at many spots, at every width."""
ABOVE, BELOW = 1.0, 0.326
"""Of a line's size: what the face takes over and under the base line."""


Test = Callable[[Item], bool]
Way = tuple[bool, Sequence[float]]
Colours = tuple[str, ...]
"""Of a text, of the ground round its letters, and of a line that leads to it."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of name is set."""

    size: float
    colour: str
    weight: int = REGULAR
    spacing: float = 0.0

    def measure(self, text: str) -> float:
        """Return how wide a name is.

        Parameters
        ----------
        text : str
            A name, in one line.
        """
        return measure_text(text, self.size, weight=self.weight, spacing=self.spacing)

    def write(self) -> str:
        """Return the attributes of its text, without its colour."""
        weight = f' font-weight="{self.weight}"' if self.weight != REGULAR else ""
        spacing = f' letter-spacing="{self.spacing:g}"' if self.spacing else ""
        return f'font-size="{self.size:g}"{weight}{spacing}'


LOOKS: Mapping[str, Look] = {
    "sea": Look(13, "label_sea", spacing=1.2),
    "area": Look(11, "mute", spacing=1.5),
    "base": Look(12, "ink", BOLD),
    "town": Look(11, "mute"),
    "isle": Look(11, "mute"),
}
PLAIN = Look(11.5, "ink")
NAMED = "explicit"
"""How an article links to what it names itself."""
NEAR_KINDS = ("town", "isle")
"""What is named from near only; an islet has no coast in a picture that would bear its name."""
FAR_PX, WHOLE = 400, 360
"""Pixels that no name lies beside its point, by far; degrees round the Earth."""
FIGURE = Look(12, "ink", BOLD)
"""Of what stands on lines and rings."""


def name_subject(sheet: Sheet, taken: Sequence[Item]) -> dict[str, Item]:
    """Return the names of what a view is about, by reference, where they have room.

    Parameters
    ----------
    sheet : Sheet
    taken : sequence of Item
        What stays free.
    """
    rows = _list_named(sheet)
    spots = [_mark_spot(sheet, row) for row in rows]
    found: dict[str, Item] = {}
    for row in rows:
        one = _place_name(sheet, row, [*taken, *found.values()], spots=[*spots, *found.values()])
        if one:
            found[row["properties"]["feature"]] = one
    return found


def draw_labels(
    sheet: Sheet,
    taken: Sequence[Item],
    read: Sequence[Item],
    spare: Sequence[Item],
    named: Mapping[str, Item],
) -> dict[str, Item]:
    """Return names by priority, each where it hides neither a mark nor another name.

    Those of places by their references, the others by what they say.

    Parameters
    ----------
    sheet : Sheet
        With its marks placed.
    taken : sequence of Item
        What stays free.
    read : sequence of Item
        What of it the name of the subject leaves free too, where it has no other room.
    spare : sequence of Item
        What of that it leaves free even with a line to its place, where it has none there.
    named : mapping of str to Item
        The names that stand already, by reference.
    """
    placed, names = list(taken), dict[str, Item]()
    read, reach = list(read), _find_reach(sheet)
    spots = [_mark_spot(sheet, row) for row in _list_named(sheet)]
    bases = set[str]()
    for one in list_due(sheet):
        row = one["properties"]
        name, chosen = _read_name(row, sheet.view.lang), row["priority"] == CHOSEN
        if row["feature"] in named and row["kind"] == "base":
            bases.add(name)
        # A town whose base stands there by the same name is not said twice.
        if (
            row["feature"] in named
            or not _lies_within(one, reach)
            or (name in bases and not chosen)
        ):
            continue
        free = [*spots, *named.values(), *names.values()]
        found = _place_name(sheet, one, placed, spots=free)
        if chosen and not found and not _is_ringed(sheet, one):
            further = read, [*spare, *names.values()]
            found = _place_name(sheet, one, *further, spots=free)
        if found:
            placed.append(found)
            read.append(found)
            names[row["feature"] or name] = found
            bases |= {name} if row["kind"] == "base" else set()
    return names


def list_subject(sheet: Sheet) -> set[str]:
    """Return the references of what a view is about.

    Parameters
    ----------
    sheet : Sheet
    """
    return {row["properties"]["feature"] for row in _list_named(sheet)}


def _find_reach(sheet: Sheet) -> tuple[float, float, float, float]:
    """Return the bounds beyond which no point has its name in the frame: names fit into it."""
    west, south, east, north = sheet.frame.bounds()
    more = FAR_PX * sheet.frame.metres_per_pixel
    across, along = east - west + more, north - south + more
    lower = unproject_mercator(west - across, south - along)
    upper = unproject_mercator(east + across, north + along)
    return *lower, *upper


def _lies_within(one: Mapping[str, Any], reach: tuple[float, float, float, float]) -> bool:
    west, south, east, north = reach
    lon, lat = one["geometry"]["coordinates"][:2]
    return bool(
        south <= lat <= north and (east - west >= WHOLE or (lon - west) % WHOLE <= east - west)
    )


def list_due(sheet: Sheet) -> list[Mapping[str, Any]]:
    """Return the names that a sheet's zoom asks for, the first one first.

    Parameters
    ----------
    sheet : Sheet
    """
    subject = _list_named(sheet)
    named = {one["properties"]["feature"] for one in subject}
    zoom = find_zoom(sheet.frame)
    others = [one for one in (*_read_labels(sheet.catalog), *_list_near(sheet, zoom))
              if one["properties"]["feature"] not in named]  # fmt: skip
    known = {one["ref"] for one in facilities.list_facilities(sheet.catalog)}
    shown = {one["ref"] for one in list_seen(sheet)}
    due = [
        one
        for one in (*subject, *others)
        if _is_due(one["properties"], zoom)
        and (one["properties"]["feature"] not in known or one["properties"]["feature"] in shown)
    ]
    told = _find_told(sheet)
    return sorted(due, key=lambda row: LEAD if _is_of(row, told) else _rank(row["properties"]))


def _find_told(sheet: Sheet) -> str | None:
    """Return the place that the opening sentence names, where the picture has that sentence."""
    opening = sheet.catalog.theatre.lead
    return opening.place if opening and sheet.about else None


def _is_of(one: Mapping[str, Any], ref: str | None) -> bool:
    return ref is not None and bool(one["properties"]["feature"] == ref)


def _rank(row: Mapping[str, Any]) -> float:
    """Return which name comes first: without a country nobody knows where a base is."""
    priority, kind = float(row["priority"]), row["kind"]
    if row["min_zoom"]:
        return priority
    if kind == "sea" and not row["feature"]:
        return max(priority, OPEN_SEA)
    first = {"area": COUNTRY, "city": CAPITAL}.get(kind, priority)
    return min(priority, first)


def _is_due(row: Mapping[str, Any], zoom: float) -> bool:
    return bool(row["min_zoom"] <= zoom <= (row["max_zoom"] or math.inf))


def _list_near(sheet: Sheet, zoom: float) -> list[Mapping[str, Any]]:
    """Return the towns and islands that a picture from near can name in its language."""
    if zoom < FROM_ZOOM["names"]:
        return []
    rows = (one for one in list_names(sheet.catalog) if one["properties"]["kind"] in NEAR_KINDS)
    return [one for one in rows if one["properties"][f"name_{sheet.view.lang}"]]


@keep(1)
def _read_labels(catalog: Catalog) -> tuple[Mapping[str, Any], ...]:
    return tuple(orjson.loads(catalog.backdrop.get("labels", b'{"features":[]}'))["features"])


def _list_named(sheet: Sheet) -> Sequence[Mapping[str, Any]]:
    """Return the names of what a view is about, before all others: each as the map has it."""
    known = {row["properties"]["feature"]: row for row in _read_labels(sheet.catalog)}
    links = story.link_told(sheet.catalog, sheet.view)
    places = {one.ref for one in list_places(sheet.catalog, sheet.view)}
    found: list[Mapping[str, Any]] = []
    names = set()
    # What an article names has its name before what is linked to it.
    for ref, place, name in sorted(
        _list_subject(sheet), key=lambda one: links.get(one[0], NAMED) != NAMED
    ):
        usual = known.get(ref, {"geometry": place, "properties": name})
        # What is open is called by its whole name.
        properties = {**(name if ref == sheet.view.feature else usual["properties"])}
        kind = {"kind": "base"} if properties.get("kind") != "city" else {}
        written = _read_name(properties, sheet.view.lang)
        # A base and its town can have one name: it stands once.
        if ref in places and written in names:
            continue
        names.add(written)
        found.append({
            "geometry": usual["geometry"],
            "properties": {**properties, **kind, "priority": CHOSEN, "min_zoom": 0,
                           "max_zoom": None, "feature": ref},
        })  # fmt: skip
    return found


def _list_subject(sheet: Sheet) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Yield what is open, what is told of, and ends or origins but for areas."""
    told = {row["feature"] for row in story.list_told(sheet.catalog, sheet.view)}
    for one in list_seen(sheet):
        if one["ref"] == sheet.view.feature or one["ref"] in told:
            id_ = one["ref"].rpartition("/")[2]
            row = one["properties"]
            yield one["ref"], one["geometry"], {**row, "name": row.get("name") or id_}
    for place in list_places(sheet.catalog, sheet.view):
        named = toponyms.name_reference(sheet.catalog, place.ref, sheet.view.lang)
        name = {**place.row, "name": place.row.get("name") or named}
        yield place.ref, {"type": "Point", "coordinates": place.at}, name
    for spot, at in list_ends(sheet.figures):
        names = {f"name_{lang}": name for lang, name in spot.name.items()}
        yield spot.ref, {"type": "Point", "coordinates": at}, names


def _read_name(row: Mapping[str, Any], lang: str) -> str:
    keys = (f"name_{lang}", "name_en", "name", *(f"name_{one}" for one in LANGUAGES))
    return next(str(row[key]) for key in keys if row.get(key))


def _mark_spot(sheet: Sheet, one: Mapping[str, Any]) -> Item:
    return Item("", place_feature(one, sheet.frame), MIDDLE)


def _place_name(
    sheet: Sheet, one: Mapping[str, Any], *grounds: Iterable[Item], spots: Sequence[Item] = ()
) -> Item | None:
    """Return a name where it leaves free what is on the first of the grounds that has room."""
    row = one["properties"]
    suits = partial(is_at_home, sheet) if row["kind"] in ("area", "city") else bool
    for taken in map(list, grounds):
        if found := place_first(sheet, _list_dotted(sheet, one, _list_spots), taken, suits):
            return found
        # A line that runs over another's mark or name seems to be that one's.
        apart = _stand_apart(sheet, one, spots)
        for crosses, gaps in _list_ways(sheet, one):
            led = _list_dotted(sheet, one, partial(_list_led, gaps=gaps))
            clear = bool if crosses else _run_clear(sheet, one, taken, spots)
            allows = partial(_suits_all, (apart, clear, suits))
            if found := place_first(sheet, led, taken, allows):
                return found
    return None


def _list_ways(sheet: Sheet, one: Mapping[str, Any]) -> tuple[Way, ...]:
    """Return whether a line to a name may cross others and how far it goes, the best first.

    What is measured or open has its name wherever it stands; of the places of an article each
    has a ring that tells of it without one, so that no long line leads over others.
    """
    if one["properties"]["priority"] != CHOSEN and not _is_of(one, _find_told(sheet)):
        return ()
    short = LED_GAPS[:3] if _is_ringed(sheet, one) else LED_GAPS
    return (False, LED_GAPS), (True, short)


def _is_ringed(sheet: Sheet, one: Mapping[str, Any]) -> bool:
    ref = one["properties"]["feature"]
    return ref != sheet.view.feature and ref in story.link_told(sheet.catalog, sheet.view)


def _suits_all(tests: Iterable[Test], one: Item) -> bool:
    return all(test(one) for test in tests)


def _list_dotted(
    sheet: Sheet, one: Mapping[str, Any], spots: Callable[..., Iterator[Item]]
) -> Iterator[Item]:
    """Yield a name where it may stand, that of a town with its dot."""
    row = one["properties"]
    needed = row["priority"] == CHOSEN
    for item in spots(sheet, one):
        yield _dot(sheet, item, needed=needed) if row["kind"] == "city" else item


def _run_clear(
    sheet: Sheet, one: Mapping[str, Any], taken: Iterable[Item], spots: Iterable[Item]
) -> Test:
    """Return what tells that a line runs over the middle of no mark and over no other name."""
    marks = (replace(item, around=MIDDLE) for item in taken if item.template and _is_mark(item))
    ground = find_ground(sheet, [*marks, *_list_apart(sheet, one, spots)])

    def runs_clear(led: Item) -> bool:
        line = _list_line_spots(*_find_nearest(led.around))
        return is_clear(replace(led, around=line[0] if line else led.around, line=line), ground)

    return runs_clear


def _stand_apart(sheet: Sheet, one: Mapping[str, Any], spots: Iterable[Item]) -> Test:
    """Return what tells that a name stands beside no other mark of the subject.

    It would seem to be that one's.
    """
    others = [item for item in _list_apart(sheet, one, spots) if not item.template]
    ground = find_ground(sheet, others)

    def stands_apart(led: Item) -> bool:
        left, top, right, bottom = led.around
        around = (left - BESIDE, top - BESIDE, right + BESIDE, bottom + BESIDE)
        return is_clear(replace(led, around=around, line=()), ground)

    return stands_apart


def _list_apart(sheet: Sheet, one: Mapping[str, Any], spots: Iterable[Item]) -> list[Item]:
    """Return the spots of the subject that are none of a name's own, and the other names."""
    own = place_feature(one, sheet.frame)
    return [item for item in spots if item.template or math.dist(item.spot, own) > MARK_RADIUS]


def _is_mark(one: Item) -> bool:
    left, top, right, bottom = one.around
    return left < 0 < right and top < 0 < bottom


def _dot(sheet: Sheet, name: Item, *, needed: bool) -> Item:
    """Return the name of a town with the dot of the town, which no mark hides, or it is needed."""
    look = _find_look(sheet, "city")
    fill, ground = _colour(sheet, look, "home")
    dot = (
        f'<circle cx="{{x}}" cy="{{y}}" r="{DOT}" class="{look.colour}{{more}}" fill="{fill}" '
        f'stroke="{ground}" stroke-width="3" paint-order="stroke"/>'
    )
    line = name.line if needed else (*name.line, (-DOT, -DOT, DOT, DOT))
    return replace(name, template=dot + name.template, line=line)


def _list_spots(sheet: Sheet, one: Mapping[str, Any]) -> Iterator[Item]:
    """Yield a name where it may stand: a sea's on its point, another's beside its mark."""
    row = one["properties"]
    name, kind = _read_name(row, sheet.view.lang), row["kind"]
    name = name.upper() if kind == "area" else name
    look, spot = _find_look(sheet, kind), place_feature(one, sheet.frame)
    if kind in ("sea", "area"):
        yield from set_centred(sheet, name, look, spot, NUDGES)
        if kind == "area":
            for gap in BESIDE_GAPS:
                yield from set_beside(sheet, name, look, spot, gap)
        elif not row["feature"]:
            yield from set_centred(sheet, name, look, spot, FAR_NUDGES)
    elif kind in NEAR_KINDS:
        yield from set_centred(sheet, name, look, spot, NUDGES[:3], halo="home")
    else:
        chosen = row["feature"] is not None and row["feature"] == sheet.view.feature
        gap = CHOSEN_GAP if chosen else GAP
        yield from set_beside(sheet, name, look, spot, gap)
        if sheet.nearness >= FROM_ZOOM["runways"]:
            yield from set_beside(sheet, name, look, spot, CHOSEN_GAP)
        if kind in ("base", "city") and not row["min_zoom"]:
            yield from set_led(sheet, name, look, spot, LED_GAPS[:2])


def _find_look(sheet: Sheet, kind: str) -> Look:
    return fit_look(sheet, LOOKS.get(kind, PLAIN))


def fit_look(sheet: Sheet, look: Look) -> Look:
    """Return a look in a face that the picture has.

    Parameters
    ----------
    sheet : Sheet
    look : Look
    """
    return replace(look, weight=min(look.weight, sheet.boldest))


def _list_led(sheet: Sheet, one: Mapping[str, Any], gaps: Sequence[float]) -> Iterator[Item]:
    """Yield a name at the end of a line that tells whose it is, clear of all if it can be."""
    name = _read_name(one["properties"], sheet.view.lang)
    look = _find_look(sheet, one["properties"]["kind"])
    spot = place_feature(one, sheet.frame)
    for gap in gaps:
        yield from set_led(sheet, name, look, spot, [gap])
        yield from set_led(sheet, name, look, spot, [gap], through=True)


def set_beside(
    sheet: Sheet, text: str, look: Look, spot: tuple[float, float], gap: float
) -> Iterator[Item]:
    """Yield a text to the right of a spot, to the left, below, above, and towards the corners.

    Parameters
    ----------
    sheet : Sheet
    text : str
        One line.
    look : Look
    spot : tuple of float
        In pixels.
    gap : float
        Pixels between.
    """
    for one in _form_beside(text, look, gap, _colour(sheet, look, "home")):
        yield _move(one, spot)


@lru_cache(FORMS)
def _form_beside(text: str, look: Look, gap: float, colours: Colours) -> tuple[Item, ...]:
    across, size = look.measure(text), look.size
    left, low, high = -gap - across, gap + size * 0.7, -gap * 0.6
    offsets = (
        (gap, size / 3), (left, size / 3), (-across / 2, gap + size), (-across / 2, -gap),
        (gap * 0.6, high), (gap * 0.6, low), (left * 0.95, high), (left * 0.95, low),
    )  # fmt: skip
    return tuple(_form(text, look, offset, colours) for offset in offsets)


def set_led(
    sheet: Sheet,
    text: str,
    look: Look,
    spot: tuple[float, float],
    gaps: Sequence[float] = LED_GAPS,
    *,
    through: bool = False,
) -> Iterator[Item]:
    """Yield a text farther out, with a fine line to its spot: so it may stand among marks.

    Parameters
    ----------
    sheet : Sheet
    text : str
        One line.
    look : Look
    spot : tuple of float
        In pixels.
    gaps : sequence of float
        Pixels between, the best first.
    through : bool
        Whether the line may cross what stands there.
    """
    colours = (*_colour(sheet, look, "home"), sheet.colours["ink"])
    for gap in gaps:
        for one in _form_led(text, look, gap, colours, through):
            yield _move(one, spot)


@lru_cache(FORMS)
def _form_led(
    text: str, look: Look, gap: float, colours: Colours, through: bool
) -> tuple[Item, ...]:
    found = []
    for one in _form_beside(text, look, gap, colours[:2]):
        x, y = _find_nearest(one.around)
        line = () if through else _list_line_spots(x, y)
        found.append(replace(one, template=_lead((x, y), colours[-1]) + one.template, line=line))
    return tuple(found)


def _list_line_spots(x: float, y: float) -> tuple[Box, ...]:
    """Return the spots of a line from a mark to a text, side by side."""
    long, half = math.hypot(x, y), LEAD_STEP / 2
    steps = np.arange(MARK_RADIUS + half, long, LEAD_STEP) / long
    return tuple(
        (x * part - half, y * part - half, x * part + half, y * part + half)
        for part in steps.tolist()
    )


def _find_nearest(around: Box) -> tuple[float, float]:
    """Return where a text comes nearest to its spot."""
    left, top, right, bottom = around
    return min(max(0, left), right), min(max(0, top), bottom)


def _lead(nearest: tuple[float, float], ink: str) -> str:
    """Return a line from a text to the edge of the mark at its spot."""
    x, y = nearest
    kept = MARK_RADIUS / math.hypot(x, y)
    return (
        '<svg x="{x}" y="{y}" class="lead{more}" overflow="visible">'
        f'<path d="M{x:.1f} {y:.1f}L{x * kept:.1f} {y * kept:.1f}" class="ink" fill="none" '
        f'stroke="{ink}" stroke-width="1"/></svg>'
    )


def set_centred(
    sheet: Sheet,
    text: str,
    look: Look,
    spot: tuple[float, float],
    offsets: Iterable[tuple[float, float]],
    *,
    halo: str = "sea",
) -> Iterator[Item]:
    """Yield a text with its middle on a spot, or so many pixels beside it.

    Parameters
    ----------
    sheet : Sheet
    text : str
        One line.
    look : Look
    spot : tuple of float
        In pixels.
    offsets : iterable of tuple of float
        The best first.
    halo : str
        Colour of the ground.
    """
    for one in _form_centred(text, look, tuple(offsets), _colour(sheet, look, halo)):
        yield _move(one, spot)


@lru_cache(FORMS)
def _form_centred(
    text: str, look: Look, offsets: tuple[tuple[float, float], ...], colours: Colours
) -> tuple[Item, ...]:
    across, low = look.measure(text), look.size / 3
    return tuple(_form(text, look, (x - across / 2, y + low), colours) for x, y in offsets)


def set_off(
    sheet: Sheet,
    text: str,
    look: Look,
    spot: tuple[float, float],
    way: tuple[float, float],
    *,
    off: float = OFF_LINE,
) -> Item:
    """Return a text beside a line, so far from a spot of it that it does not touch.

    Parameters
    ----------
    sheet : Sheet
    text : str
        One line.
    look : Look
    spot : tuple of float
        In pixels.
    way : tuple of float
        Where to from there, of length 1.
    off : float
        Pixels between.
    """
    across = look.measure(text)
    out = abs(way[0]) * across / 2 + abs(way[1]) * look.size / 2 + off
    x, y = way[0] * out - across / 2, way[1] * out + look.size / 3
    return _move(_form(text, look, (x, y), _colour(sheet, look, "sea")), spot)


def _colour(sheet: Sheet, look: Look, halo: str) -> Colours:
    """Return the colours of a text: its own, and that of the ground round its letters."""
    return sheet.colours[look.colour], sheet.colours[halo]


def _move(one: Item, spot: tuple[float, float]) -> Item:
    return Item(one.template, spot, one.around, one.line)


def _form(text: str, look: Look, offset: tuple[float, float], colours: Colours) -> Item:
    """Return a text at no spot yet: wherever it is tried, it has the same letters and box."""
    (dx, dy), size = offset, look.size
    around: Box = (dx - 2, dy - ABOVE * size, dx + look.measure(text) + 2, dy + BELOW * size)
    template = (
        f'<text x="{{x}}" y="{{y}}" dx="{dx:.1f}" dy="{dy:.1f}" {look.write()} '
        f'class="{look.colour}{{more}}" fill="{colours[0]}" '
        f'stroke="{colours[1]}">{shield(str(escape(text)))}</text>'
    )
    return Item(template, NOWHERE, around)
