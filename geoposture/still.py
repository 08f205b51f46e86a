"""The still map: a view as one SVG, without script, text as text; the same bytes every time.

Coasts are Natural Earth, in the public domain, so that no newsroom meets a licence question.
Colours stand in attributes, not in a style sheet: the picture is the same wherever it is put,
under a strict content policy too; classes let the embed's own sheet follow the reader's theme.
"""

from __future__ import annotations

import math
import textwrap
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import shapely
from markupsafe import escape

from geoposture import analysis, geodesy, twin
from geoposture.capes import CAPES, YONAGUNI
from geoposture.catalog import Catalog
from geoposture.errors import BadRequest, GeopostureError
from geoposture.geodesy import project_mercator
from geoposture.model import Coverage, Feature, Measure, View
from geoposture.picture import Frame, trace
from geoposture.references import resolve, split_references
from geoposture.sentences import describe_coverage, describe_distance
from geoposture.words import Words, load_words

WIDTH, HEIGHT = 960, 600
LEAST_WIDTH, MOST_WIDTH = 200, 2400
LEAST_FOR_RING = 320
"""Pixels: under this a picture cannot carry the assumption of its ring, and is refused."""
FONT = (
    "'Noto Sans CJK JP','Noto Sans JP','Hiragino Sans','Yu Gothic',IPAexGothic,system-ui,sans-serif"
)
PAD = 12
CLOSE_PX = 12
SMALLEST_TITLE = 14
LINE = 1.35
INSET_BOUNDS = (127.60, 26.05, 128.35, 26.90)
LEAST_FOR_INSET = 640
FAN_CLAIM = 10

Colours = Mapping[str, str]
LIGHT: Colours = {
    "sea": "#dce9f2", "land": "#f5f3ee", "japan": "#fdfcf9", "coast": "#7d8b95",
    "limit": "#4b6f8a", "paper": "#ffffff", "ink": "#16222b", "mute": "#4d5a64",
    "line": "#d7dee3", "accent": "#0b5fa5", "ring": "#1f1f1f", "label_sea": "#2b5c7f",
    "USAF": "#3030f2", "USN": "#001e40", "USMC": "#5e2b22", "USA": "#1e8400",
    "JOINT": "#cc22b2", "": "#4d5a64",
}  # fmt: skip
DARK: Colours = {
    "sea": "#14202b", "land": "#2a353e", "japan": "#37454f", "coast": "#6b7c89",
    "limit": "#8fb4d0", "paper": "#1b2833", "ink": "#eaf0f4", "mute": "#b3c0c9",
    "line": "#384a58", "accent": "#8fc7f5", "ring": "#f2f2f2", "label_sea": "#9cc5e4",
    "USAF": "#56b4e9", "USN": "#f0e442", "USMC": "#e69f00", "USA": "#33c79a",
    "JOINT": "#e59bc6", "": "#b3c0c9",
}  # fmt: skip
SHAPES: Mapping[str, str] = {
    "USAF": "M0-8 8 6H-8z", "USN": "M-6-6H6V6H-6z", "USMC": "M0-8 8 0 0 8-8 0z",
    "USA": "M0-7a7 7 0 1 0 0 14 7 7 0 0 0 0-14z",
    "JOINT": "M-3-8H3v5h5v6H3v5h-6v-5h-5v-6h5z", "": "M0-6a6 6 0 1 0 0 12 6 6 0 0 0 0-12z",
}  # fmt: skip
BRANCH_KEYS = {"USAF": "usaf", "USN": "usn", "USMC": "usmc", "USA": "usa", "JOINT": "joint",
               "": "unknown"}  # fmt: skip
LABEL_STYLE: Mapping[str, tuple[float, str, str]] = {
    "sea": (14, "label_sea", 'font-style="italic"'),
    "area": (11, "mute", 'letter-spacing="1.5"'),
    "base": (12, "ink", 'font-weight="600"'),
}


@dataclass(frozen=True)
class Figures:
    """What a view computes: a distance, a coverage, or nothing."""

    measure: Measure | None = None
    coverage: Coverage | None = None


@dataclass(frozen=True)
class Sheet:
    """A picture in the making: the frame of its map, its colours and words."""

    catalog: Catalog
    view: View
    frame: Frame
    colours: Colours
    words: Words
    figures: Figures

    @property
    def small(self) -> bool:
        """Tell whether there is no room for anything but the map and its source."""
        return self.frame.width < LEAST_FOR_RING


def draw_view(
    catalog: Catalog, view: View, *, width: int = WIDTH, height: int = HEIGHT, alone: bool = True
) -> str:
    """Return a view as an SVG document: map, legend, scale, sources, dates, assumption.

    Parameters
    ----------
    catalog, view
        The layers, and what is asked of them; what is broken in the view is left out.
    width, height : int
        Pixels of the map; the lines below it add to the height.
    alone : bool
        Whether the picture names its title and sources itself; an embed does so in HTML.

    Raises
    ------
    BadRequest
        If a ring is asked for under 320 px: there is no room for its assumption.
    """
    figures = compute_figures(catalog, view)
    if width < LEAST_FOR_RING and figures.coverage:
        raise BadRequest(
            f"a ring needs its assumption beside it: width is at least {LEAST_FOR_RING}; "
            f"got {width}", parameter="width",
        )  # fmt: skip
    colours = DARK if view.theme == "dark" else LIGHT
    words = load_words(view.lang)
    sheet = Sheet(catalog, view, frame_view(view, width, height), colours, words, figures)
    map_parts = "".join(_draw_map(sheet))
    below, extra = _draw_below(sheet) if alone else ("", 0)
    total = height + extra
    label = escape(twin.describe_view(catalog, view))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="still-map" role="img" '
        f'aria-label="{label}" viewBox="0 0 {width} {total}" {_fit(width, total, alone=alone)} '
        f'font-family="{FONT}">'
        f"{_define_symbols(colours)}"
        f'<clipPath id="frame"><rect width="{width}" height="{height}"/></clipPath>'
        f'<g id="map" clip-path="url(#frame)">{map_parts}</g>{below}</svg>'
    )


def _fit(width: int, height: int, *, alone: bool) -> str:
    """Return how the picture fits: at its own size, or filling what holds it."""
    if alone:
        return f'width="{width}" height="{height}"'
    return 'preserveAspectRatio="xMidYMid slice"'


def compute_figures(catalog: Catalog, view: View) -> Figures:
    """Return what the view's tool computes; a question that cannot be answered is left out."""
    try:
        return answer_view(catalog, view)
    except GeopostureError:
        return Figures()


def answer_view(catalog: Catalog, view: View) -> Figures:
    """Return what the view's tool computes, nothing where it computes nothing.

    Raises
    ------
    BadRequest
        If the question cannot be answered.
    """
    if view.tool == "distance" and view.start and view.end:
        start = resolve(catalog, view.start, parameter="from")
        end = resolve(catalog, view.end, parameter="to")
        return Figures(measure=analysis.measure_distance(catalog, start, end))
    if view.tool == "coverage" and view.origins and (view.radius_km or view.system):
        return Figures(coverage=_compute_coverage(catalog, view))
    return Figures()


def frame_view(view: View, width: int, height: int) -> Frame:
    """Return the frame that shows a view's bounds wholly, as the map does."""
    west, south, east, north = twin.find_bounds(view, (width, height))
    corners = shapely.get_coordinates(project_mercator(shapely.box(west, south, east, north)))
    (left, bottom), (right, top) = corners.min(axis=0), corners.max(axis=0)
    scale = max((right - left) / width, (top - bottom) / height)
    middle_x, middle_y = (left + right) / 2, (bottom + top) / 2
    return Frame(middle_x - scale * width / 2, middle_y + scale * height / 2, scale, width, height)


def measure_text(text: str, size: float) -> float:
    """Return about how wide a text is set, in pixels: full-width characters count double."""
    wide = sum(unicodedata.east_asian_width(one) in "WFA" for one in text)
    return size * (wide + 0.56 * (len(text) - wide))


def _compute_coverage(catalog: Catalog, view: View) -> Coverage:
    references = split_references(view.origins or "", parameter="origins")
    spots = analysis.select_origins(catalog, references, where=view.where)
    target = resolve(catalog, view.target or "taiwan_strait", parameter="target")
    reach = analysis.make_reach(
        catalog, references, spots, radius_km=None if view.system else view.radius_km,
        system=view.system, whatif=False,
    )  # fmt: skip
    return analysis.compute_coverage(
        catalog, spots, target, reach, references=references, where=view.where
    )


def _draw_map(sheet: Sheet) -> Iterator[str]:
    frame, colours = sheet.frame, sheet.colours
    size = f'width="{frame.width}" height="{frame.height}"'
    yield f'<rect class="sea" {size} fill="{colours["sea"]}"/>'
    for name, fill in (("land", "land"), ("japan", "japan")):
        shape = _read_backdrop(sheet.catalog, name)
        if shape is not None:
            style = f'fill="{colours[fill]}" stroke="{colours["coast"]}" stroke-width=".6"'
            yield _group(name, f'<path d="{trace(shape, frame)}"/>', style)
    yield from _draw_limits(sheet)
    yield from _draw_figures(sheet)
    yield from _draw_fan(sheet)
    boxes = list(_draw_marks(sheet))
    yield _group("facilities", "".join(text for text, _ in boxes), "")
    yield _group("names", "".join(_draw_labels(sheet, [box for _, box in boxes])),
                 'stroke-width="2.5" stroke-linejoin="round" paint-order="stroke"')  # fmt: skip
    if sheet.view.inset and frame.width >= LEAST_FOR_INSET and _shows_okinawa_small(sheet):
        yield _draw_inset(sheet)
    yield _draw_scale(sheet)


def _group(name: str, content: str, attributes: str) -> str:
    return f'<g id="{name}" class="{name}" {attributes}>{content}</g>' if content else ""


def _read_backdrop(catalog: Catalog, name: str) -> Any:
    if name not in catalog.backdrop:
        return None
    return project_mercator(shapely.from_geojson(catalog.backdrop[name].decode()))


def _draw_limits(sheet: Sheet) -> Iterator[str]:
    shown = sheet.view.layers
    if "sea_limits" not in sheet.catalog.backdrop or (
        shown is not None and not {"east_china_sea", "taiwan_strait"} & set(shown)
    ):
        return
    lines = _read_backdrop(sheet.catalog, "sea_limits")
    yield _group(
        "limits", f'<path d="{trace(lines, sheet.frame)}"/>',
        f'fill="none" stroke="{sheet.colours["limit"]}" stroke-width="1.3" '
        'stroke-dasharray="1 4" stroke-linecap="round"',
    )  # fmt: skip


def _draw_figures(sheet: Sheet) -> Iterator[str]:
    frame, colours = sheet.frame, sheet.colours
    if sheet.figures.measure:
        ends = sheet.figures.measure.origin_point, sheet.figures.measure.target_point
        line = project_mercator(geodesy.draw_line(*ends))
        yield _group("distance", f'<path d="{trace(line, frame)}"/>',
                     f'fill="none" stroke="{colours["ring"]}" stroke-width="2.2"')  # fmt: skip
    if sheet.figures.coverage:
        found = sheet.figures.coverage
        if not found.covered.is_empty:
            yield _group("covered", f'<path d="{trace(project_mercator(found.covered), frame)}"/>',
                         f'fill="{colours["accent"]}" fill-opacity=".22"')  # fmt: skip
        rings = "".join(f'<path d="{trace(project_mercator(one), frame)}"/>' for one in found.rings)
        yield _group("rings", rings,
                     f'fill="{colours["ring"]}" fill-opacity=".04" stroke="{colours["ring"]}" '
                     'stroke-width="1.6"')  # fmt: skip


def _draw_fan(sheet: Sheet) -> Iterator[str]:
    """Draw the definitions of the length that the article's tenth point gives."""
    if sheet.view.claim != FAN_CLAIM:
        return
    paths = "".join(
        f'<path d="{trace(project_mercator(geodesy.draw_line(YONAGUNI, cape)), sheet.frame)}"/>'
        for cape in CAPES.values()
    )
    style = f'fill="none" stroke="{sheet.colours["mute"]}" stroke-dasharray="5 4"'
    yield _group("fan", paths, style)


def _draw_marks(sheet: Sheet) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """Draw the marks; where several would lie on each other one stands for all, with a number."""
    linked = _linked(sheet)
    for leader, spot, held in _arrange(sheet):
        size = 0.95 if twin.is_large(leader) else 0.6
        refs = [f"us_bases/{one['id']}" for one in (leader, *held)]
        link = next((linked[ref] for ref in refs if ref in linked), None)
        mark = _draw_symbol(leader, spot, size, sheet.colours, link)
        x, y = spot
        yield mark, (x - 8 * size, y - 8 * size, x + 8 * size, y + 8 * size)
        if held:
            text = str(len(held) + 1)
            across = measure_text(text, 9) + 6
            left, top = x + 5, y - 15
            yield (
                f'<rect class="paper" x="{left:.1f}" y="{top:.1f}" width="{across:.1f}" '
                f'height="12" rx="6" fill="{sheet.colours["paper"]}"/>'
                f'<text class="ink" x="{left + 3:.1f}" y="{top + 9.3:.1f}" font-size="9" '
                f'font-weight="600" fill="{sheet.colours["ink"]}">{text}</text>',
                (left, top, left + across, top + 12),
            )


def _arrange(sheet: Sheet) -> list[tuple[Feature, tuple[float, float], list[Feature]]]:
    """Return the marks that are drawn, where, and those that each of them stands for."""
    labelled = _label_priorities(sheet.catalog)
    rows = sorted(
        twin.list_shown(sheet.catalog, sheet.view),
        key=lambda one: (
            labelled.get(f"us_bases/{one['id']}", 99),
            not twin.is_large(one),
            -(one["properties"].get("area_km2") or 0),
            one["id"],
        ),
    )
    leaders: list[tuple[Feature, tuple[float, float], list[Feature]]] = []
    for one in rows:
        x, y = _place(one, sheet.frame)
        for _, (left, top), held in leaders:
            if math.hypot(x - left, y - top) < CLOSE_PX:
                held.append(one)
                break
        else:
            leaders.append((one, (x, y), []))
    return leaders


def _label_priorities(catalog: Catalog) -> dict[str, int]:
    if "labels" not in catalog.backdrop:
        return {}
    rows = orjson.loads(catalog.backdrop["labels"])["features"]
    return {
        one["properties"]["feature"]: int(one["properties"]["priority"])
        for one in rows
        if one["properties"]["feature"]
    }


def _draw_symbol(
    one: Feature, spot: tuple[float, float], size: float, colours: Colours, link: str | None = None
) -> str:
    (x, y), ring = spot, ""
    if link:
        dashed = ' stroke-dasharray="4 3"' if link == "implied" else ""
        ring = (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="14" fill="none" class="accent-line" '
            f'stroke="{colours["accent"]}" stroke-width="2"{dashed}/>'
        )
    return (
        f'{ring}<use href="#{_symbol_id(one)}" transform="translate({x:.1f} {y:.1f})'
        f'scale({size:g})"/>'
    )


def _symbol_id(one: Feature) -> str:
    """Return the id of a facility's symbol: branch, and -c where its position is approximate."""
    code = BRANCH_KEYS.get(one["properties"].get("branch") or "", "unknown")
    return f"{code}-c" if one["properties"]["grade"] == "C" else code


def _define_symbols(colours: Colours) -> str:
    """Return the symbols that marks use: filled, and dashed for approximate positions."""
    parts = []
    for branch, code in BRANCH_KEYS.items():
        hollow = f'fill="{colours["paper"]}" stroke="{colours[branch]}" stroke-width="1.8"'
        whole = f'fill="{colours[branch]}" stroke="{colours["paper"]}" stroke-width="2"'
        shape = f'd="{SHAPES[branch]}" paint-order="stroke"'
        parts.append(f'<path id="{code}" class="b-{code}" {shape} {whole if branch else hollow}/>')
        parts.append(
            f'<path id="{code}-c" class="c-{code}" {shape} {hollow} stroke-dasharray="3 2"/>'
        )
    return f"<defs>{''.join(parts)}</defs>"


def _linked(sheet: Sheet) -> dict[str, str]:
    """Return the places of the view's claim and how each is linked."""
    layer = sheet.catalog.layers.get("annotations")
    if layer is None or not sheet.view.claim:
        return {}
    article = sheet.view.article or layer.features[0]["properties"]["article"]
    rows = (one["properties"] for one in layer.features)
    return {
        row["feature"]: row["link"]
        for row in rows
        if row["article"] == article and row["claim_no"] == sheet.view.claim and row["feature"]
    }


def _draw_labels(sheet: Sheet, taken: Sequence[tuple[float, float, float, float]]) -> Iterator[str]:
    """Write names by priority, each where it hides neither a mark nor another name."""
    if "labels" not in sheet.catalog.backdrop:
        return
    boxes = list(taken) + _reserve(sheet)
    rows = orjson.loads(sheet.catalog.backdrop["labels"])["features"]
    zoom = _zoom(sheet.frame)
    for one in sorted(rows, key=lambda row: int(row["properties"]["priority"])):
        row = one["properties"]
        if not row["min_zoom"] <= zoom <= (row["max_zoom"] or math.inf):
            continue
        found = _find_room(sheet, one, boxes)
        if found:
            text, box = found
            boxes.append(box)
            yield text


def _find_room(
    sheet: Sheet, one: Mapping[str, Any], boxes: Sequence[tuple[float, float, float, float]]
) -> tuple[str, tuple[float, float, float, float]] | None:
    row = one["properties"]
    name = row.get(f"name_{sheet.view.lang}") or row["name_en"]
    name = name.upper() if row["kind"] == "area" else name
    size, colour, more = LABEL_STYLE.get(row["kind"], (11.5, "ink", ""))
    more = "" if sheet.view.lang == "ja" and row["kind"] == "sea" else more
    x, y = _place(one, sheet.frame)
    across = measure_text(name, size) + (1.5 * len(name) if row["kind"] == "area" else 0)
    centred = row["kind"] in ("sea", "area")
    middle = -across / 2
    beside = [(11, size / 3), (-11 - across, size / 3), (middle, 11 + size), (middle, -11)]
    spots = [(middle, size / 2 - 1)] if centred else beside
    for dx, dy in spots:
        box = (x + dx - 2, y + dy - size, x + dx + across + 2, y + dy + 3)
        inside = box[0] >= 0 and box[2] <= sheet.frame.width and box[1] >= 0
        inside &= box[3] <= sheet.frame.height
        if inside and not any(_meet(box, other) for other in boxes):
            halo = sheet.colours["sea" if centred else "japan"]
            return (
                f'<text x="{x + dx:.1f}" y="{y + dy:.1f}" font-size="{size:g}" class="{colour}" '
                f'fill="{sheet.colours[colour]}" stroke="{halo}" {more}>{escape(name)}</text>',
                box,
            )
    return None


def _reserve(sheet: Sheet) -> list[tuple[float, float, float, float]]:
    """Return what names keep clear of: the scale, and the inset where there is one."""
    width, height = sheet.frame.width, sheet.frame.height
    scale = (0.0, height - 34.0, 150.0, float(height))
    if not sheet.view.inset or width < LEAST_FOR_INSET or not _shows_okinawa_small(sheet):
        return [scale]
    across, along = _inset_size(sheet)
    return [scale, (width - across - 18, height - along - 18.0, float(width), float(height))]


def _meet(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _place(one: Mapping[str, Any], frame: Frame) -> tuple[float, float]:
    point = project_mercator(shapely.Point(one["geometry"]["coordinates"]))
    x, y = frame.place(shapely.get_coordinates(point))[0]
    return float(x), float(y)


def _zoom(frame: Frame) -> float:
    return math.log2(2 * math.pi * 6378137 / 256 / frame.metres_per_pixel)


def _shows_okinawa_small(sheet: Sheet) -> bool:
    """Tell whether Okinawa is in the picture, and too small to be read there."""
    west, south, east, north = twin.find_bounds(sheet.view, (sheet.frame.width, sheet.frame.height))
    inside = west < INSET_BOUNDS[0] and east > INSET_BOUNDS[2]
    return inside and south < INSET_BOUNDS[1] and north > INSET_BOUNDS[3] and east - west > 8  # noqa: PLR2004


def _inset_size(sheet: Sheet) -> tuple[float, float]:
    along = min(190.0, sheet.frame.height * 0.36)
    return along * 0.82, along


def _draw_inset(sheet: Sheet) -> str:
    """Draw Okinawa Island, where the prefecture's facilities would be one blot."""
    across, along = _inset_size(sheet)
    view = View(lang=sheet.view.lang, bbox=INSET_BOUNDS, where=sheet.view.where,
                layers=sheet.view.layers)  # fmt: skip
    frame = frame_view(view, round(across), round(along))
    land = _read_backdrop(sheet.catalog, "japan")
    colours = sheet.colours
    rows = sorted(twin.list_shown(sheet.catalog, view), key=twin.is_large)
    marks = "".join(
        _draw_symbol(one, _place(one, frame), 0.62 if twin.is_large(one) else 0.42, colours)
        for one in rows
    )
    x, y = sheet.frame.width - frame.width - 14, sheet.frame.height - frame.height - 14
    return (
        f'<g id="inset" class="inset" transform="translate({x} {y})">'
        f'<clipPath id="inset-frame"><rect width="{frame.width}" height="{frame.height}" rx="6"/>'
        f'</clipPath><g clip-path="url(#inset-frame)">'
        f'<rect class="sea" width="{frame.width}" height="{frame.height}" fill="{colours["sea"]}"/>'
        f'<path class="japan" d="{trace(land, frame)}" fill="{colours["japan"]}" '
        f'stroke="{colours["coast"]}" stroke-width=".6"/>{marks}</g>'
        f'<rect class="edge" width="{frame.width}" height="{frame.height}" rx="6" fill="none" '
        f'stroke="{colours["paper"]}" stroke-width="2"/></g>'
    )


def _draw_scale(sheet: Sheet) -> str:
    """Draw a scale bar that is true at the middle of the map."""
    frame = sheet.frame
    middle = frame.north - frame.height / 2 * frame.metres_per_pixel
    cosine = 1 / math.cosh(middle / 6378137)
    most = 110 * frame.metres_per_pixel * cosine
    ten = 10 ** math.floor(math.log10(most))
    length = next(one * ten for one in (5, 2, 1) if one * ten <= most)
    across = length / (frame.metres_per_pixel * cosine)
    text = f"{length / 1000:,.0f} km" if length >= 1000 else f"{length:.0f} m"  # noqa: PLR2004
    # In a picture that is wider than the usual one the sides may be cut off.
    x, y = max(12, (frame.width - frame.height * 8 // 5) // 2 + 12), frame.height - 12
    return (
        f'<g id="scale" class="scale"><path d="M{x} {y - 6}v6h{across:.1f}v-6" fill="none" '
        f'class="mute-line" stroke="{sheet.colours["mute"]}" stroke-width="1.4"/>'
        f'<text class="ink" x="{x + 4}" y="{y - 4}" font-size="11" fill="{sheet.colours["ink"]}">'
        f"{text}</text></g>"
    )


def list_lines(catalog: Catalog, view: View) -> list[str]:
    """Return what every picture says below it: dates, what is not shown, sources."""
    words = load_words(view.lang)
    lines = []
    date = catalog.layer("us_bases").info.date or "2026"
    article = _article_date(catalog)
    lines.append(
        words.text("site.asof", data_date=words.date(date), article_date=words.date(article))
    )
    lines.append(words.text("note.notshown"))
    lines.append(words.text("still.credit", date=words.date(date))
                 + (f" · {view.credit}" if view.credit else ""))  # fmt: skip
    return lines


def list_sayings(view: View, figures: Figures) -> list[str]:
    """Return the sentences of a picture's figures, assumption included, and its caption."""
    said = []
    if figures.coverage:
        said.append(describe_coverage(figures.coverage)[view.lang])
    if figures.measure:
        said.append(describe_distance(figures.measure)[view.lang])
    return [*said, *([view.caption] if view.caption else [])]


def _article_date(catalog: Catalog) -> str:
    layer = catalog.layers.get("annotations")
    first = layer.features[0]["properties"] if layer and layer.features else {}
    return str((first.get("source") or {}).get("published") or "2025")


def _draw_below(sheet: Sheet) -> tuple[str, int]:
    """Draw title, legend and lines below the map; return them with their height."""
    width, colours = sheet.frame.width, sheet.colours
    top = sheet.frame.height
    y = float(top + PAD)
    parts = []
    title = sheet.view.title or sheet.words.text("site.title")
    for line in _wrap(title, 17, width):
        y += 17 * LINE
        parts.append(_text(line, (PAD, y), 17, "ink", colours))
    if sheet.view.legend:
        y += 24
        content, rows = _draw_legend(sheet, y)
        parts.append(content)
        y += (rows - 1) * 20 + 8
    for line in [*list_sayings(sheet.view, sheet.figures), *list_lines(sheet.catalog, sheet.view)]:
        for piece in _wrap(line, 11, width):
            y += 11 * LINE
            parts.append(_text(piece, (PAD, y), 11, "mute", colours))
        y += 3
    extra = math.ceil(y + PAD - top)
    size = f'y="{top}" width="{width}" height="{extra}"'
    ground = f'<rect class="paper" {size} fill="{colours["paper"]}"/>'
    return f'<g id="below">{ground}{"".join(parts)}</g>', extra


def describe_legend(catalog: Catalog, view: View) -> list[dict[str, str]]:
    """Return the branches that a view shows: code, shape, colour and word."""
    words, colours = load_words(view.lang), DARK if view.theme == "dark" else LIGHT
    held = {one["properties"].get("branch") or "" for one in twin.list_shown(catalog, view)}
    return [
        {"code": code, "shape": SHAPES[branch], "colour": colours[branch],
         "text": words.text(f"legend.branch.{code}")}
        for branch, code in BRANCH_KEYS.items()
        if branch in held
    ]  # fmt: skip


def _draw_legend(sheet: Sheet, y: float) -> tuple[str, int]:
    rows = twin.list_shown(sheet.catalog, sheet.view)
    present = [key for key in SHAPES if any((one["properties"].get("branch") or "") == key
                                            for one in rows)]  # fmt: skip
    x, line, parts = float(PAD), 0, []
    entries = [(key, sheet.words.text(f"legend.branch.{BRANCH_KEYS[key]}")) for key in present]
    for key, text in entries:
        across = 22 + measure_text(text, 12) + 14
        if x + across > sheet.frame.width and x > PAD:
            x, line = float(PAD), line + 1
        at = y + line * 20
        parts.append(
            f'<use href="#{BRANCH_KEYS[key]}" '
            f'transform="translate({x + 7:.1f} {at - 4:.1f})scale(.75)"/>'
            + _text(text, (x + 19, at), 12, "ink", sheet.colours)
        )
        x += across
    return f'<g id="legend">{"".join(parts)}</g>', line + 1


def _text(text: str, spot: tuple[float, float], size: float, colour: str, colours: Colours) -> str:
    weight = ' font-weight="600"' if size > SMALLEST_TITLE else ""
    return (
        f'<text class="{colour}" x="{spot[0]:g}" y="{spot[1]:.1f}" font-size="{size:g}" '
        f'fill="{colours[colour]}"{weight}>{escape(text)}</text>'
    )


def _wrap(text: str, size: float, width: int) -> list[str]:
    """Break a text into lines that fit; Japanese breaks between any two characters."""
    room = width - 2 * PAD
    if measure_text(text, size) <= room:
        return [text]
    if any(unicodedata.east_asian_width(one) in "WF" for one in text):
        return _wrap_wide(text, size, room)
    return textwrap.wrap(text, max(10, int(room / (0.56 * size))), break_on_hyphens=False)


def _wrap_wide(text: str, size: float, room: float) -> list[str]:
    lines, line = [], ""
    for one in text:
        if measure_text(line + one, size) > room and one not in "、。）」・":
            lines.append(line)
            line = ""
        line += one
    return [*lines, line]


def check_size(width: int, height: int) -> None:
    """Raise `BadRequest` where a picture is too small or too large to be made."""
    for name, value in (("width", width), ("height", height)):
        if not LEAST_WIDTH <= value <= MOST_WIDTH:
            raise BadRequest(
                f"{name} is from {LEAST_WIDTH} to {MOST_WIDTH}; got {value}", parameter=name
            )
