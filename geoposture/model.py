"""The values that travel between the modules: frozen, without input or output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geoposture.errors import escape_controls

Text = Mapping[str, str]
"""A text in every language of the interface: ``{"en": …, "ja": …}``."""

Feature = Mapping[str, Any]
"""A GeoJSON Feature (RFC 7946)."""


LONGEST_SHOWN = 80
"""Characters of a text that a repr shows: what people call things has no end."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a layer file, and whether reading mended it.

    Attributes
    ----------
    code : str
        For programs, such as ``not-a-file``.
    feature : int or None
        Position in the file, from 0; None where it is about the file.
    id : str or None
        Of the feature, where it has one.
    repaired : bool
        Reading mended it; it stops nothing.
    as_is : bool
        Nothing had to be mended: it is told, and stops nothing.
    """

    code: str
    reason: str
    feature: int | None = None
    id: str | None = None
    repaired: bool = False
    as_is: bool = False

    def line(self, file: str) -> str:
        """Return the one line ``layers check`` prints.

        Parameters
        ----------
        file : str
            How the file is called.
        """
        where = "" if self.feature is None else f" feature {self.feature} ({self.id or 'no id'}):"
        mended = " — repaired" if self.repaired and not self.as_is else ""
        return escape_controls(f"{file}:{where} {self.reason}{mended} [{self.code}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerInfo:
    """What is said about a layer beside its features.

    Attributes
    ----------
    date : str or None
        The day the layer is of, ISO 8601.
    limits : mapping of str to tuple of str
        By language: what the layer does not say.
    sources : tuple of str
        Ids of the table of sources.
    held_by : mapping of str to tuple of str
        By property: the sources that hold it, of those that an entry names.
    """

    id: str
    title: Text
    description: Text
    licence: str | None = None
    licence_url: str | None = None
    licence_words: Text | None = None
    attribution: Text | None = None
    date: str | None = None
    method: Text | None = None
    limits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    held_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __repr__(self) -> str:
        told = self.title.get("en") or next(iter(self.title.values()), "")
        return f"LayerInfo({self.id}: {told[:80]}, {self.date})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A layer that is asked where it lies: what is known of it without reading its features.

    Attributes
    ----------
    info : LayerInfo
        What is said of it.
    sha256 : str
        Of the content that it was made of.
    count : int
        How many features it has.
    extent : tuple of float or None
        West, south, east, north in degrees; None where nothing in it has a position.
    schema : mapping of str to str
        What it can be filtered by, and the type of each in JSON Schema.
    load : int
        Number of the load that made it; each load has its own.
    """

    info: LayerInfo
    sha256: str
    count: int
    extent: tuple[float, float, float, float] | None
    schema: Mapping[str, str]
    load: int = 0

    def __repr__(self) -> str:
        return f"Stored({self.id}: {self.count:,} features, load {self.load})"

    @property
    def id(self) -> str:
        """The id of the layer."""
        return self.info.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A reference that was resolved to somewhere on Earth.

    Attributes
    ----------
    ref : str
        ``LAYER/FEATURE``, ``LAYER`` or ``lon,lat``.
    geometry : shapely geometry
        In longitude and latitude.
    uncertainty_km : float
        Of the position, in kilometres.
    grade : str or None
        How well the position is known: ``A``, ``B`` or ``C``.
    coast : bool
        It is a country, which is measured to its coast.
    area : bool
        It is a sea or another area that is named whole.
    parts : tuple of Spot
        The features where the reference is a whole layer, one spot each.
    note : Text or None
        What is said with every figure about it: that it is disputed, or what of a layer
        does not count.
    """

    ref: str
    name: Text
    geometry: Any
    uncertainty_km: float = 0.0
    grade: str | None = None
    coast: bool = False
    area: bool = False
    parts: tuple[Spot, ...] = ()
    note: Text | None = None

    def __repr__(self) -> str:
        sure = f", ± {self.uncertainty_km:g} km" if self.uncertainty_km else ""
        kind = f"{len(self.parts)} features" if self.parts else self.geometry.geom_type
        named = f": {_cut(self.name['en'])}" if self.name["en"] != self.ref else ""
        return f"Spot({_cut(self.ref)}{named}, {kind}{sure})"

    def each(self) -> tuple[Spot, ...]:
        """Return the features behind the reference, itself where it is one."""
        return self.parts or (self,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What another person needs to get the same figures."""

    version: str
    command: str
    url: str
    layers: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Inputs({self.version}: {_cut(self.command)})"

    def as_dict(self) -> dict[str, Any]:
        """Return the member ``inputs`` of an answer."""
        return {
            "version": self.version,
            "command": self.command,
            "url": self.url,
            "layers": dict(self.layers),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A distance between two spots; azimuths in degrees, points as (lon, lat).

    Attributes
    ----------
    relation : str
        ``inside`` where one contains the other; azimuths are None then.
    distance_m : float
        Metres, between the nearest points.
    azimuth_deg : float or None
        Degrees clockwise from north, at the origin.
    back_azimuth_deg : float or None
        The direction at the target towards the origin.
    origin_point, target_point : tuple of float
        Longitude and latitude in degrees.
    far_km : float or None
        Kilometres from a point to the farthest part of an area; None between others.
    uncertainty_km : float
        Of both positions together.
    """

    origin: Spot
    target: Spot
    relation: str
    distance_m: float
    azimuth_deg: float | None
    back_azimuth_deg: float | None
    origin_point: tuple[float, float]
    target_point: tuple[float, float]
    far_km: float | None
    uncertainty_km: float
    method: str
    inputs: Inputs

    def __repr__(self) -> str:
        sure = f" ± {self.uncertainty_km:g} km" if self.uncertainty_km else ""
        return (
            f"Measure({_cut(self.origin.ref)} → {_cut(self.target.ref)}: "
            f"{self.distance_km:,.3f} km{sure})"
        )

    @property
    def distance_km(self) -> float:
        """The distance in kilometres."""
        return self.distance_m / 1000

    @property
    def low_km(self) -> float:
        """The shortest distance that the uncertainties allow, in kilometres."""
        return max(0.0, self.distance_km - self.uncertainty_km)

    @property
    def high_km(self) -> float:
        """The longest distance that the uncertainties allow, in kilometres."""
        return self.distance_km + self.uncertainty_km


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Something published that is not so, or not said so, any more.

    Attributes
    ----------
    kind : str
        ``corrected`` (a fact), ``updated`` (a wording) or ``withdrawn`` (the stub stays).
    feature : str or None
        The reference that it is about.
    what, before, after : mapping of str to str
        In each language.
    figures : tuple of str
        Every published figure that changes, before and after.
    article : str or None
        Id of the article that it is about.
    questions : tuple of str
        Ids of the questions whose figure it touched.
    """

    id: str
    date: str
    kind: str
    feature: str | None
    what: Text
    before: Text
    after: Text
    figures: tuple[str, ...]
    article: str | None = None
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Basing:
    """A public statement that a system is, or will be, at a place.

    Attributes
    ----------
    system, place : str
        An id of the systems, and the reference of where it is.
    since, until : str or None
        Days or months, ISO 8601; None where no source says so.
    sources : tuple of str
        Ids of the table of sources.
    supported : bool
        A source of a kind that counts was read for it.
    """

    id: str
    system: str
    place: str
    status: str
    since: str | None
    until: str | None
    wording: str
    sources: tuple[str, ...]
    note: str | None
    supported: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A town that a search finds: a name and, where a source has one, a point.

    Attributes
    ----------
    reading : str or None
        How the name is said, as it is written for that.
    kind : Text or None
        What it is: a city, a village.
    area : Text or None
        What it lies in.
    point : (lon, lat) or None
        Degrees; None where no source has one.
    uncertainty_km : float or None
        Kilometres that the point may be off.
    same_as : str or None
        The feature of a layer that is this town.
    sources : tuple of str
        Ids of the table of sources: of the name, and of the point.
    """

    id: str
    name: Text
    reading: str | None
    kind: Text | None
    area: Text | None
    point: tuple[float, float] | None
    uncertainty_km: float | None
    same_as: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A system that articles name, with its publicly stated range in kilometres.

    Attributes
    ----------
    range_km : float or None
        Kilometres; None where no figure is public.
    range_min_km, range_max_km : float or None
        Kilometres: the figures that sources print.
    sources : tuple of str
        Ids of the table of sources.
    ring : bool
        Whether a ring may be drawn.
    refusal : str or None
        Key of the words that say why not.
    aliases : tuple of str
        What it is called, too.
    """

    id: str
    name: Text
    operator: str
    kind: str
    range_km: float | None
    range_min_km: float | None
    range_max_km: float | None
    basis: str
    wording: str
    sources: tuple[str, ...]
    where_read: str | None
    confidence: str | None
    note: str | None
    ring: bool
    refusal: str | None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The radius of a ring, in kilometres, and why it is this one.

    Attributes
    ----------
    low_km, high_km : float
        Kilometres: what the sources print; without a system ±10 %, to show how much the
        answer depends on the figure.
    assumption : Text or None
        What a system's range assumes, in every language.
    whatif : bool
        No source puts the system there.
    """

    radius_km: float
    low_km: float
    high_km: float
    system: System | None = None
    basing: tuple[Basing, ...] = ()
    assumption: Text | None = None
    whatif: bool = False

    def __repr__(self) -> str:
        spread = f", {self.low_km:,g} to {self.high_km:,g} km" if self.low_km < self.high_km else ""
        named = f", {self.system.id}" if self.system else ""
        return f"Reach({self.radius_km:,g} km{spread}{named}{', what if' if self.whatif else ''})"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageDetail:
    """How deep a target is covered, and what each origin alone covers.

    Attributes
    ----------
    depth : tuple of tuples
        Count, km², share: reached from at least so many origins.
    zones : tuple of tuples
        Count and its geometry.
    contributions : tuple of tuples
        Origin, km², share: reached from it only.
    """

    depth: tuple[tuple[int, float, float], ...]
    zones: tuple[tuple[int, Any], ...]
    contributions: tuple[tuple[str, float, float], ...]

    def __repr__(self) -> str:
        deepest = max((count for count, _, _ in self.depth), default=0)
        return f"CoverageDetail({len(self.contributions)} origins, at most {deepest} deep)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of a target lies within a distance of one or more origins.

    Attributes
    ----------
    share : float
        From 0 to 1, as are the next two.
    share_low, share_high : float
        At the low and the high radius of the reach.
    covered_km2, target_km2 : float
        Square kilometres, on the WGS 84 ellipsoid.
    touch_km : float
        Kilometres: the radius that first touches the target.
    cover_km : float
        Kilometres: the radius that holds all of it.
    place : Spot
        The origin that decides: the nearest to the target.
    notes : tuple of Text
        Which features stand for the layers that were named.
    sensitivity : tuple of tuples
        Radius in km and share.
    rings, union, covered : shapely geometry, rings a tuple of them
        In longitude and latitude.
    """

    origins: tuple[Spot, ...]
    target: Spot
    reach: Reach
    share: float
    share_low: float
    share_high: float
    covered_km2: float
    target_km2: float
    touch_km: float
    cover_km: float
    place: Spot
    notes: tuple[Text, ...]
    sensitivity: tuple[tuple[float, float], ...]
    rings: tuple[Any, ...]
    union: Any
    covered: Any
    detail: CoverageDetail | None
    method: str
    inputs: Inputs

    @property
    def uncertainty_km(self) -> float:
        """What `touch_km` and `cover_km` can be off to either side, in km."""
        return max(one.uncertainty_km for one in self.origins) + self.target.uncertainty_km

    def __repr__(self) -> str:
        rest = len(self.origins) - 1
        more = f" and {rest} more" if rest else ""
        return (
            f"Coverage({_cut(self.target.ref)} within {self.reach.radius_km:,g} km of "
            f"{_cut(self.place.ref)}{more}: share {self.share:.3f}, {self.covered_km2:,.0f} km²)"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question whose answer has an address of its own.

    Attributes
    ----------
    id : str
        Of its address; empty for one that somebody asks now. It never changes its meaning.
    kind : str
        ``distance``, ``thresholds``, ``coverage``, ``length`` or ``count``.
    start, end : str or None
        References of a distance.
    origins, target : str or None
        References: of circles, and of the area that they reach. A length and a count have the
        target alone.
    radius_km : float or None
        Kilometres, of a circle.
    system : str or None
        Whose stated range is the radius.
    where : str or None
        A filter of the origins.
    whatif : bool
        No source has to put the system there.
    others : tuple of str
        What the same question can mean, too: other ends of a distance, definitions of a length.
    why : mapping of str to str
        Why it is asked, in each language.
    asked_by : str or None
        A source or an article that asks it; None: whoever made the map.
    reviewed : str or None
        The day on which it was last read.
    """

    id: str = ""
    kind: str
    start: str | None = None
    end: str | None = None
    origins: str | None = None
    target: str | None = None
    radius_km: float | None = None
    system: str | None = None
    where: str | None = None
    whatif: bool = False
    others: tuple[str, ...] = ()
    why: Text = field(default_factory=dict, hash=False)
    asked_by: str | None = None
    reviewed: str | None = None

    @property
    def refs(self) -> tuple[str, ...]:
        """The references that it names, those of circles one by one."""
        named = (self.start, self.end, *(self.origins or "").split(","), self.target)
        return tuple(dict.fromkeys(one for one in named if one))


@dataclass(frozen=True, slots=True)
class Figures:
    """What a view computes: a distance, a coverage, or nothing; or why it is not computed."""

    measure: Measure | None = None
    coverage: Coverage | None = None
    refused: Text | None = None


def imply_tool(
    tool: str | None, *, start: str | None, end: str | None, origins: str | None
) -> str | None:
    """Return the tool of a view: ends of a distance and origins of rings name theirs.

    They do where no tool is named, or ``share``, which shows what was there before it. Of
    both, the ends win if there are two of them. The browser has the same rule
    (``web/src/core/url.js``).

    Parameters
    ----------
    tool : str or None
        As it is named, None where none is.
    start, end : str or None
        References of a distance.
    origins : str or None
        References of rings.

    Examples
    --------
    >>> imply_tool(None, start="a", end="b", origins=None)
    'distance'
    >>> imply_tool("share", start=None, end=None, origins="a")
    'coverage'
    >>> imply_tool("table", start="a", end="b", origins=None)
    'table'
    """
    if tool not in (None, "share"):
        return tool
    if start and end:
        return "distance"
    if origins:
        return "coverage"
    return "distance" if start or end else tool


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything that the URL of the map holds.

    Attributes
    ----------
    lang : str
        A code such as ``en``.
    theme : str
        ``auto``, ``light`` or ``dark``.
    centre : tuple of float or None
        Latitude, longitude, zoom.
    bbox : tuple of float or None
        West, south, east, north in degrees; west > east crosses 180°.
    feature : str or None
        A reference, opened.
    article, claim : str or None, int or None
        An article's id, and the number of its point.
    tool : str or None
        The tab that is open.
    layers : tuple of str or None
        Those switched on; None means as the theatre has them.
    where : str or None
        A filter of facilities.
    origins, target, radius_km, system : str or None, float or None
        A coverage: references, kilometres, an id.
    start, end : str or None
        A distance: references.
    units : str
        ``km``, ``mi`` or ``nmi``.
    title, credit, caption : str or None
        Words of whoever embeds it.
    shape : str or None
        Of a whole frame or picture: ``wide``, ``square`` or ``tall``.
    alt : str or None
        Their words for who does not see the picture.
    """

    lang: str = "en"
    theme: str = "auto"
    centre: tuple[float, float, float] | None = None
    bbox: tuple[float, float, float, float] | None = None
    feature: str | None = None
    article: str | None = None
    claim: int | None = None
    tool: str | None = None
    layers: tuple[str, ...] | None = None
    where: str | None = None
    origins: str | None = None
    target: str | None = None
    radius_km: float | None = None
    system: str | None = None
    start: str | None = None
    end: str | None = None
    units: str = "km"
    title: str | None = None
    credit: str | None = None
    caption: str | None = None
    alt: str | None = None
    legend: bool = True
    inset: bool = True
    shape: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneLayer:
    """A layer as the map draws it: from a URL, or with its data inside.

    Attributes
    ----------
    role : str
        What it is in the theatre, or of the backdrop.
    url : str or None
        Where its data are; None where they are inside.
    detail_url : str or None
        The full layer, wanted only by those who zoom in.
    """

    id: str
    role: str
    title: str
    url: str | None = None
    detail_url: str | None = None
    data: Any = None
    visible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A map to be composed: the view, the layers in drawing order, the words, the theatre.

    Attributes
    ----------
    label : str
        What the map is called for who does not see it.
    extent : tuple of float
        West, south, east, north in degrees: what it opens with.
    inset_bounds : tuple of tuples
        South-west and north-east as latitude, longitude.
    nearest : tuple of tuples
        Facilities with their kilometres to the theatre's far target, nearest first.
    sources_url, sources : str or None, mapping or None
        Where the sources are asked for; in a single file they are inside.
    drawn : mapping or None
        What the view computes, as GeoJSON.
    tiles_url : str or None
        An operator's background, under the layers.
    """

    view: View
    label: str
    layers: tuple[SceneLayer, ...]
    words: Mapping[str, str]
    theatre: Mapping[str, Any]
    extent: tuple[float, float, float, float]
    inset_bounds: tuple[tuple[float, float], tuple[float, float]] | None = None
    nearest: tuple[tuple[str, float], ...] = ()
    sources_url: str | None = None
    sources: Mapping[str, Any] | None = None
    drawn: Mapping[str, Any] | None = None
    tiles_url: str | None = None


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
