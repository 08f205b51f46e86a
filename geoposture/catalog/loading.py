"""``layers/*.geojson`` → validated layers, read once; the hash that names this version."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cache, cached_property, partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
import orjson
import shapely

from geoposture.catalog import evidence
from geoposture.catalog.annotations import find_misfit
from geoposture.catalog.backdrop import (
    LABELS,
    name_marks,
    read_backdrop,
    read_drawn,
    tell_other_ids,
)
from geoposture.catalog.questions import read_questions
from geoposture.catalog.shapes import read_shapes
from geoposture.catalog.tables import read_file, read_rows, read_table, read_toml, split_list
from geoposture.catalog.theatre import (
    MOST_DRAWN,
    Theatre,
    leave_out,
    lies_in,
    read_theatre,
    read_words,
)
from geoposture.catalog.towns import read_towns
from geoposture.catalog.unforeseen import check_all
from geoposture.catalog.validation import ID_PATTERN, check_collection, read_bytes
from geoposture.catalog.versions import Record, read_records
from geoposture.errors import BadData, GeopostureError, UnknownFeature, UnknownLayer
from geoposture.language.characters import holds_forbidden
from geoposture.language.words import LANGUAGES, Words, load_words
from geoposture.model import (
    Basing,
    Correction,
    Fault,
    Feature,
    LayerInfo,
    Question,
    Stored,
    System,
    Town,
)

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


class Asked(Protocol):
    """What gives single features of layers that stay in a database."""

    def read(self, layer: Stored, feature_id: str) -> Layer:
        """Return a layer with one feature alone, and with none where there is none of this id.

        Parameters
        ----------
        layer : Stored
            As it is known.
        feature_id : str
            Within it.
        """

    def rest(self) -> None:
        """Leave nothing open that a process which is forked would share."""


Found = TypeVar("Found")
Row = Mapping[str, str | None]
GENERAL = ".general"
WORLD = (-170.0, -60.0, 190.0, 75.0)
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
NO_ADDRESS = "which is no http or https address: no link is made of it"
LINKED = ("url", "archived")
"""What is linked of a source and of an article."""
LEAST_MARGIN_DEG, MARGIN_SHARE, HIGHEST_DEG = 0.5, 0.15, 84.0
CORRECTIONS = "corrections.csv"
CORRECTION_KINDS = ("corrected", "updated", "withdrawn")
DIGITS = re.compile(r"[0-9]{1,9}")
TEXT_OR_NONE = (str, type(None))
ANNOTATIONS = "annotations"
"""The layer of what articles say, and its folder."""
SCHEMA = "annotation.schema.json"
LONGEST_NAME = 40
LONGEST_SHOWN, MOST_SHOWN = 80, 20
"""Characters of a title, and layers, that a repr shows."""


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer: what is said of it, its features, and the hash of its content.

    Two layers are the same where they are one object: what is worked out of a layer can be
    kept beside it.

    Attributes
    ----------
    sha256 : str
        Of all that is said in the layer and of it.
    faults : tuple of Fault
        What reading mended.
    """

    info: LayerInfo
    features: tuple[Feature, ...]
    sha256: str
    faults: tuple[Fault, ...] = ()

    def __getstate__(self) -> dict[str, Any]:
        """Travel to another process without what was worked out here, the features as JSON."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return {**told, "features": orjson.dumps(self.features)}

    def __setstate__(self, told: dict[str, Any]) -> None:
        """Arrive in another process, which reads the features when somebody asks for them."""
        packed = told.pop("features")
        self.__dict__.update(told, _packed=packed)

    def __getattr__(self, name: str) -> Any:
        """Read the features of a layer that came from another process."""
        packed = self.__dict__.get("_packed") if name == "features" else None
        if packed is None:
            if name in self.__dict__:  # another thread was first
                return self.__dict__[name]
            raise AttributeError(f"a layer has no {name}")
        self.__dict__["features"] = tuple(orjson.loads(packed))
        self.__dict__.pop("_packed", None)
        return self.__dict__["features"]

    def __repr__(self) -> str:
        kinds = "/".join(sorted(self.kinds)) or "no positions"
        day = f", {self.info.date}" if self.info.date else ""
        title = self.info.title["en"][:LONGEST_SHOWN]
        return f"Layer({self.id}: {title}, {len(self.features)} features, {kinds}{day})"

    def is_same(self, other: Layer) -> bool:
        """Tell whether another layer has the same features, and the same is said of it.

        Parameters
        ----------
        other : Layer
            The layer of another reading.
        """
        return self.sha256 == other.sha256 and self.info == other.info

    @property
    def id(self) -> str:
        """The id of the layer."""
        return self.info.id

    @cached_property
    def geometries(self) -> np.ndarray:
        """The shapely geometries, one a feature, None where there is none; shape (n,)."""
        return read_shapes([one["geometry"] for one in self.features])

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The types of the geometries of the layer."""
        return frozenset(one["geometry"]["type"] for one in self.features if one["geometry"])

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The spatial index of the geometries."""
        return shapely.STRtree(self.geometries)

    @cached_property
    def extent(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north in degrees; None where nothing has a position."""
        present = self.geometries[~shapely.is_missing(self.geometries)]
        if not len(present):
            return None
        west, south, east, north = (float(one) for one in shapely.total_bounds(present))
        return west, south, east, north

    @cached_property
    def without_geometry(self) -> np.ndarray:
        """The positions of the features that have no geometry."""
        return np.flatnonzero(shapely.is_missing(self.geometries))

    @cached_property
    def spots(self) -> np.ndarray:
        """A point of each feature, longitude and latitude, NaN where it has none; shape (n, 2)."""
        points = shapely.point_on_surface(self.geometries)
        return np.column_stack([shapely.get_x(points), shapely.get_y(points)])

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The position of each feature by its id."""
        return {feature["id"]: number for number, feature in enumerate(self.features)}

    @cached_property
    def frame(self) -> GeoDataFrame:
        """The layer as a GeoDataFrame in EPSG:4326, indexed by feature id."""
        import geopandas  # noqa: PLC0415 - a second of import that the service never needs

        rows = [feature["properties"] for feature in self.features]
        ids = [feature["id"] for feature in self.features]
        frame = geopandas.GeoDataFrame(rows, index=ids, geometry=self.geometries, crs="EPSG:4326")
        return frame.rename_axis("id")

    def feature(self, feature_id: str, *, parameter: str | None = None) -> Feature:
        """Return one feature.

        Parameters
        ----------
        feature_id : str
            Within the layer.
        parameter : str, optional
            What the error names: query parameter, argument or option; None names none.

        Raises
        ------
        UnknownFeature
            If the layer has no feature of this id; the message suggests the nearest one.
        """
        if feature_id in self.index:
            return self.features[self.index[feature_id]]
        raise UnknownFeature(self.tell_unknown(feature_id), parameter=parameter)

    def tell_unknown(self, feature_id: str) -> str:
        """Return what is said of a feature that is not there, and which is nearly called so.

        Parameters
        ----------
        feature_id : str
            Of no feature of the layer.
        """
        return f"no feature “{feature_id[:80]}” in {self.id}{_suggest(feature_id, self.index)}"

    def geometry(self, feature_id: str) -> Any:
        """Return the shapely geometry of one feature, or None.

        Parameters
        ----------
        feature_id : str
            Of a feature that is there.
        """
        return self.geometries[self.index[feature_id]]


@dataclass(frozen=True, eq=False)
class Catalog:
    """All layers and tables of one version of the data; two are the same if they are one object.

    It is a mapping of ids to layers: ``catalog[ID]``, ``ID in catalog``, ``len(catalog)``.

    Attributes
    ----------
    layers : mapping of str to Layer
        By id.
    backdrop, general : mapping of str to bytes
        Coasts and labels, and what small scales draw of layers, as encoded GeoJSON.
    sources, systems : mapping of str to mapping, mapping of str to System
        By id.
    missing : tuple of str
        Layers that are there and cannot be used.
    reports : tuple of str
        A line for each file that was left out.
    """

    layers: Mapping[str, Layer]
    backdrop: Mapping[str, bytes]
    general: Mapping[str, bytes]
    sources: Mapping[str, Mapping[str, Any]]
    systems: Mapping[str, System]
    basing: tuple[Basing, ...]
    corrections: tuple[Correction, ...] = ()
    missing: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    articles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What is said of an article beyond its annotations, by its id: ``articles/<id>.toml``."""
    theatre: Theatre = field(default_factory=Theatre)
    roles: tuple[Mapping[str, str | None], ...] = ()
    """What facilities are for, in each language: ``facility_roles.csv``."""
    texts: tuple[Mapping[str, str | None], ...] = ()
    """Free texts of the layers in each language, a column each: ``texts.csv``."""
    fact_sources: tuple[Mapping[str, str | None], ...] = ()
    """Which sources a property of one feature rests on: ``fact_sources.csv``."""
    annotator: Mapping[str, tuple[Mapping[str, str | None], ...]] = field(default_factory=dict)
    """The tables by which articles are read, by name: ``annotator/*.csv``."""
    towns: tuple[Town, ...] = ()
    """What the search finds beside the features: ``towns.csv``."""
    questions: tuple[Question, ...] = ()
    """The questions whose answers have an address: ``questions.csv``."""
    unanswered: tuple[Question, ...] = ()
    """Those of places in layers that cannot be used, or that stay in a database."""
    agreement: tuple[Mapping[str, str | None], ...] = ()
    """How a second coding of some entries agrees with the first: ``agreement.csv``."""
    versions: tuple[Record, ...] = ()
    """What earlier versions held: ``versions/*.json``; no part of this version."""
    stored: Mapping[str, Stored] = field(default_factory=dict)
    """Layers that are asked in a database, too large to be held, by id."""
    asked: Asked | None = field(default=None, repr=False)
    """What gives single features of `stored`."""

    def __getstate__(self) -> dict[str, Any]:
        """Travel to another process without what was worked out here."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def __repr__(self) -> str:
        told = [f"{id_} ({len(one.features)})" for id_, one in self.layers.items()]
        rest = len(told) - MOST_SHOWN
        more = [f"{rest} more"] if rest > 0 else []
        return f"Catalog({self.version}: {', '.join([*told[:MOST_SHOWN], *more])})"

    def __getitem__(self, layer_id: str) -> Layer:
        return self.layer(str(layer_id))

    def __contains__(self, layer_id: object) -> bool:
        return isinstance(layer_id, str) and layer_id in self.layers

    def __iter__(self) -> Iterator[str]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    def keep_layers(self, before: Catalog) -> Catalog:
        """Return this catalogue with the layers of another one where they are the same.

        Parameters
        ----------
        before : Catalog
            The catalogue of an earlier reading.
        """
        same = {
            id_: before.layers[id_]
            for id_, layer in self.layers.items()
            if id_ in before.layers and before.layers[id_].is_same(layer)
        }
        return replace(self, layers={**self.layers, **same})

    def locate(self, reference: str) -> tuple[Layer | None, str]:
        """Return the layer of a reference, None where there is none, and the feature's id.

        A layer that stays in a database comes with that feature alone, or none.

        Parameters
        ----------
        reference : str
            ``LAYER/FEATURE`` or ``LAYER``, of which the id is empty.

        Raises
        ------
        Unavailable, Busy
            If the database does not answer.
        """
        layer_id, _, feature_id = reference.partition("/")
        stored = self.stored.get(layer_id) if feature_id and layer_id not in self.layers else None
        if stored is not None and self.asked is not None:
            return self.asked.read(stored, feature_id), feature_id
        return self.layers.get(layer_id), feature_id

    @cached_property
    def sha256(self) -> str:
        """The hash of everything that is served, in hexadecimal.

        The package is part of it: another release may write the same data in other bytes.
        """
        parts = {id_: layer.sha256 for id_, layer in self.layers.items()}
        # Licence, credit and limits stand in every file.
        parts |= {f"{id_}.info": _hash_info(one.info) for id_, one in self.layers.items()}
        # A layer is the same wherever it lies.
        parts |= {id_: one.sha256 for id_, one in self.stored.items()}
        parts |= {f"{id_}.info": _hash_info(one.info) for id_, one in self.stored.items()}
        parts["package"] = package_version()
        parts |= {f"backdrop/{id_}": _hash(data) for id_, data in self.backdrop.items()}
        parts |= {f"{id_}{GENERAL}": _hash(data) for id_, data in self.general.items()}
        parts["tables"] = _hash(
            repr((self.sources, self.systems, self.basing, self.corrections)).encode()
        )
        parts["articles"] = _hash(repr(self.articles).encode())
        told = self.theatre, self.roles, self.texts, self.fact_sources
        parts["theatre"] = _hash(repr(told).encode())
        parts["towns"] = _hash(repr(self.towns).encode())
        parts["questions"] = _hash(repr((self.questions, self.agreement)).encode())
        parts["annotator"] = _hash(repr(self.annotator).encode())
        return _hash(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS))

    @cached_property
    def coasts(self) -> Mapping[str, tuple[Any, float]]:
        """The coast of each country, by its id in ``places``, and how sure it is in km."""
        if "coasts" not in self.backdrop:
            return {}
        return {
            one["id"]: (
                shapely.from_geojson(orjson.dumps(one["geometry"]).decode()),
                float(one["properties"]["uncertainty_km"]),
            )
            for one in orjson.loads(self.backdrop["coasts"])["features"]
        }

    @cached_property
    def land(self) -> Any:
        """All land, as one geometry: the backdrop and the islands, which it leaves out."""
        parts = []
        if "land" in self.backdrop:
            collection = shapely.from_geojson(self.backdrop["land"].decode())
            parts += list(shapely.get_parts(collection))
        for layer_id in self.theatre.list_role("land"):
            parts += [one for one in self.layers[layer_id].geometries if one is not None]
        pieces = shapely.get_parts(shapely.get_parts(parts))
        return shapely.MultiPolygon(
            [one for one in pieces if one.geom_type == "Polygon" and not one.is_empty]
        )

    @cached_property
    def extent(self) -> tuple[float, float, float, float]:
        """What a map opens with: as the theatre says, else what its layers span, in degrees."""
        if self.theatre.extent:
            return self.theatre.extent
        spans = [
            shapely.total_bounds(layer.geometries)
            for id_, layer in self.layers.items()
            if layer.features and id_ not in self.theatre.list_role("annotations")
        ]
        known = [span for span in spans if np.isfinite(span).all()]
        return _pad(np.array(known)) if known else WORLD

    @cached_property
    def phrases(self) -> Mapping[str, Mapping[str, str | None]]:
        """What a text of the layers is in each language, by the text as the data have it."""
        return {text: row for row in self.texts if (text := next(iter(row.values())))}

    @cached_property
    def held(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """The sources of single facts: by the reference of a feature, then by the property."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for row in self.fact_sources:
            own = found.setdefault(row.get("feature") or "", {})
            own[row.get("property") or ""] = split_list(row.get("sources"))
        return found

    @cached_property
    def _words(self) -> Mapping[str, Words]:
        own = self.theatre.words
        return {lang: load_words(lang).extend(own.get(lang, {})) for lang in LANGUAGES}

    def words(self, lang: str) -> Words:
        """Return the words of a language: those of the interface, and the theatre's before them.

        Parameters
        ----------
        lang : str
            Of `LANGUAGES`.
        """
        return self._words[lang]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of pages: those of the theatre that the interface has."""
        return tuple(one for one in self.theatre.languages if one in LANGUAGES) or LANGUAGES[:1]

    def other_language(self, lang: str) -> str | None:
        """Return the other language of pages, None where there is one only.

        Parameters
        ----------
        lang : str
            The language of a page.
        """
        return next((one for one in self.languages if one != lang), None)

    @property
    def version(self) -> str:
        """The first 16 digits of the hash: the name of this version in URLs."""
        return self.sha256[:16]

    def layer(self, layer_id: str, *, parameter: str | None = None) -> Layer:
        """Return a layer.

        Parameters
        ----------
        layer_id : str
            As in ``/collections/ID``.
        parameter : str, optional
            What the error names: query parameter, argument or option; None names none.

        Raises
        ------
        UnknownLayer
            If there is none of this id; the message lists those there are.
        """
        if layer_id in self.layers:
            return self.layers[layer_id]
        raise UnknownLayer(
            self._tell_unknown(layer_id),
            parameter=parameter,
        )

    def _tell_unknown(self, layer_id: str) -> str:
        if layer_id in self.stored:
            stored = self.stored[layer_id]
            return (
                f"layer “{layer_id}” has {stored.count:,} features and stays in the database: "
                f"it is there at /collections/{layer_id}, and not for this"
            )
        known = ", ".join([*self.layers, *self.stored])
        return f"unknown layer “{layer_id[:80]}”; known layers: {known}"


def _hash_info(info: LayerInfo) -> str:
    """Return the hash of all that is said of a layer: its own repr is short."""
    return _hash(repr([getattr(info, one.name) for one in fields(info)]).encode())


def find_layers() -> Path:
    """Return the folder of the layers: that of the package, or of the checkout around it.

    Raises
    ------
    BadData
        If neither is there.
    """
    package = Path(__file__).parent.parent
    for folder in (package / "layers", package.parent / "layers"):
        if next(folder.glob("*.geojson"), None):
            return folder
    raise BadData("no folder of layers beside the package; name one with --layers")


def load_layers(
    path: str | Path | None = None,
    *,
    articles: str | Path | None = None,
    skip_bad: bool = False,
    held: Mapping[str, Layer] | None = None,
    stored: Mapping[str, Stored] | None = None,
) -> Catalog:
    """Read, check and hash all layers of a folder.

    Parameters
    ----------
    path : str or Path, optional
        The folder; by default that of the package.
    articles : str or Path, optional
        A folder of further published annotations, ``*.geojson``, which join the layer, and of
        their corrections. A file that cannot be used is left out; `Catalog.reports` says why.
    skip_bad : bool
        Leave out a layer that cannot be used (`Catalog.missing` names it) instead of
        refusing the whole folder.
    held : mapping of str to Layer, optional
        Layers of a database, by id; they stand in the place of files of that name.
    stored : mapping of str to Stored, optional
        Layers that stay in the database; they stand in the place of files, too.

    Raises
    ------
    BadData
        If the folder, a layer or a table cannot be used; every fault is named.
    """
    folder = Path(path) if path else find_layers()
    if not folder.is_dir():
        raise BadData(f"{folder}: is no folder of layers")
    try:
        return _load(folder, articles, held or {}, stored or {}, skip_bad=skip_bad)
    except GeopostureError:
        raise
    except Exception as error:  # what nobody foresaw is a line, too
        told = f"{type(error).__name__}: {str(error)[:200]}"
        raise BadData(f"{folder.name}: these layers cannot be read ({told})") from error


def _load(
    folder: Path,
    articles: str | Path | None,
    held: Mapping[str, Layer],
    stored: Mapping[str, Stored],
    *,
    skip_bad: bool,
) -> Catalog:
    further, reports = _screen_articles(_find_articles(articles), folder / ANNOTATIONS)
    elsewhere = held.keys() | stored.keys()
    layers, problems = _read_layers(folder, further, elsewhere, skip_bad=skip_bad)
    # Listed as if they were files of the folder.
    joined = {**layers, **held}
    layers = {id_: joined[id_] for id_ in sorted(joined, key=_list_as_file)}
    sources = _read_sources(folder / "sources.json")
    systems = read_table(folder / "sources" / "systems.csv", _system)
    basing = read_table(folder / "sources" / "basing.csv", _basing)
    told = _read_articles(folder / "articles", articles, reports)
    absent = {*problems, *stored}
    theatre = leave_out(_read_theatre(folder, layers, absent), absent)
    return Catalog(
        layers={one.id: layers[one.id] for one in theatre.layers},
        backdrop=_read_backdrop(folder / "backdrop", theatre, layers),
        general=_read_outlines(folder, layers, reports),
        sources=sources,
        systems={row.id: evidence.weigh_system(row, sources) for row in systems},
        basing=tuple(evidence.weigh_basing(row, sources) for row in basing),
        corrections=(
            *read_table(folder / "sources" / CORRECTIONS, _correction),
            *_read_corrections(articles, reports),
        ),
        missing=tuple(problems),
        reports=tuple(reports),
        articles=told,
        theatre=theatre,
        roles=_read_plain(folder, "facility_roles.csv"),
        texts=_read_plain(folder, "texts.csv"),
        fact_sources=_read_plain(folder, "fact_sources.csv"),
        annotator=_read_annotator(folder / "annotator"),
        towns=read_towns(folder),
        **_read_questions(folder, absent),
        agreement=_read_plain(folder, "agreement.csv"),
        versions=read_records(folder),
        stored=stored,
    )


def _read_questions(folder: Path, absent: Collection[str]) -> dict[str, Any]:
    """Return the questions whose places are there, and the others."""
    found: dict[bool, list[Question]] = {True: [], False: []}
    for one in read_questions(folder):
        lacks = any(lies_in(ref, absent) for ref in (*one.refs, *one.others))
        found[not lacks].append(one)
    return {"questions": tuple(found[True]), "unanswered": tuple(found[False])}


def _read_backdrop(folder: Path, theatre: Theatre, layers: Mapping[str, Layer]) -> dict[str, bytes]:
    found = read_backdrop(folder, theatre)
    named = name_marks({id_: one.features for id_, one in layers.items()}, theatre)
    return {LABELS: named, **found} if named else found


def _read_theatre(folder: Path, layers: Mapping[str, Layer], left_out: Collection[str]) -> Theatre:
    kinds = {id_: one.kinds for id_, one in layers.items()}
    dense = {id_ for id_, one in layers.items() if len(one.features) > MOST_DRAWN}
    return read_theatre(folder, kinds, left_out, dense=dense)


def _read_outlines(
    folder: Path, layers: Mapping[str, Layer], reports: list[str]
) -> Mapping[str, bytes]:
    """Return the coarser outlines of layers by id; one of other features is reported."""
    found = read_drawn(folder, [f"{one}{GENERAL}" for one in layers], folder, cut=GENERAL)
    for id_, data in found.items():
        faults = tell_other_ids(orjson.loads(data)["features"], layers[id_].features)
        reports += [one.line(f"{id_}{GENERAL}.geojson") for one in faults]
    return found


def check_outlines(file: Path, root: Path, features: list[dict[str, Any]]) -> list[Fault]:
    """Return the faults of the coarser outlines of a layer; none where there are no outlines.

    Parameters
    ----------
    file : Path
        The outlines, which need not be there.
    root : Path
        Folder that they, links followed, must lie in.
    features : list of dict
        Of the layer, as they were read.
    """
    if not os.path.lexists(file):
        return []
    data, faults = read_bytes(file, root)
    if faults:
        return faults
    drawn, faults = check_collection(data, drawn_only=True)
    if any(not one.repaired for one in faults):
        return faults
    # That there is none of them is said by what they lack.
    return [*(one for one in faults if not one.as_is), *tell_other_ids(drawn, features)]


def _list_as_file(layer_id: str) -> tuple[bool, str]:
    """Return what puts a layer where its file would stand; what articles say comes last."""
    return layer_id == ANNOTATIONS, f"{layer_id}.geojson"


def _read_layers(
    folder: Path, further: list[Path], elsewhere: Collection[str], *, skip_bad: bool
) -> tuple[dict[str, Layer], dict[str, list[str]]]:
    """Return the layers of a folder by id, and what is wrong with those that are left out."""
    layers: dict[str, Layer] = {}
    problems: dict[str, list[str]] = {}
    for layer_id, files in _layer_files(folder, further).items():
        if layer_id in elsewhere:
            continue
        layer, lines = _read_parts(layer_id, files, folder)
        if layer:
            layers[layer_id] = layer
        else:
            problems[layer_id] = lines
    if not (layers or elsewhere) or (problems and not skip_bad):
        raise BadData(
            "\n".join(line for lines in problems.values() for line in lines)
            or f"{folder}: holds no layer (*.geojson)"
        )
    return layers, problems


def read_layer(path: str | Path) -> Layer:
    """Read and check one GeoJSON file; its metadata is the ``.toml`` beside it, if any.

    Parameters
    ----------
    path : str or Path
        Of a GeoJSON file.

    Raises
    ------
    BadData
        If the file cannot be used; every fault is named.
    """
    file = Path(path)
    layer, lines = _read_parts(file.stem, [file], None)
    if layer is None:
        raise BadData("\n".join(lines))
    return layer


def find_unreadable(folder: Path) -> list[str]:
    """Return what makes a folder unusable beside its layers: a line a fault, and all of them.

    The harm goes down: what is said of a layer, the theatre, what is drawn, tables, articles.

    Parameters
    ----------
    folder : Path
        Of the layers.
    """
    lines: list[str] = []
    files = _layer_files(folder, [])
    read = {id_: _attempt(lines, _read_parts, id_, own, folder) for id_, own in files.items()}
    layers = {id_: found[0] for id_, found in read.items() if found and found[0]}
    kinds = {id_: one.kinds for id_, one in layers.items()}
    left_out, words = files.keys() - layers.keys(), _attempt(lines, read_words, folder)
    theatre = _attempt(lines, read_theatre, folder, kinds, left_out, words=words or {})
    _attempt(lines, read_backdrop, folder / "backdrop", theatre or Theatre())
    _attempt(lines, read_drawn, folder, [f"{one}{GENERAL}" for one in files], folder)
    _attempt(lines, _read_sources, folder / "sources.json")
    for name, make in SOURCE_TABLES.items():
        _attempt(lines, read_table, folder / "sources" / name, make)
    for read_own in (read_towns, read_questions, read_records):
        _attempt(lines, read_own, folder)
    for name in PLAIN_TABLES:
        _attempt(lines, _read_plain, folder, name)
    for file in sorted(folder.glob("annotator/*.csv")):
        _attempt(lines, read_rows, file)
    for file in sorted(folder.glob("articles/*.toml")):
        _attempt(lines, read_toml, file)
    return list(dict.fromkeys(lines))


def _attempt(
    lines: list[str], read: Callable[..., Found], *given: Any, **named: Any
) -> Found | None:
    """Return what a reader returns; where it refuses, its lines are kept instead."""
    try:
        return read(*given, **named)
    except GeopostureError as error:
        lines += error.message.splitlines()
    except Exception as error:  # what nobody foresaw is a line, too
        lines.append(f"{getattr(given[0], 'name', given[0])}: cannot be read ({error!r:.200})")
    return None


def check_file(
    path: Path, root: Path | None = None, *, is_layer: bool = True
) -> tuple[list[dict[str, Any]], list[Fault], bytes]:
    """Return the features of a file, its faults and its bytes.

    Parameters
    ----------
    path : Path
        A layer, or what an article says.
    root : Path, optional
        Folder that the file, links followed, must lie in; None allows any.
    is_layer : bool
        Its name is an id where it lies in the folder itself.
    """
    data, faults = read_bytes(path, root)
    if faults:
        return [], [_tell_way_out(one) for one in faults], b""
    features, found = check_collection(data)
    if is_layer and path.parent == root and not ID_PATTERN.fullmatch(path.stem.lower()):
        wants = "letters, digits, . _ - and at most 81 characters"
        found.append(Fault("missing-id", f"has a name that is no id of a layer; wanted: {wants}"))
    return features, found, data


def _tell_way_out(fault: Fault) -> Fault:
    if fault.code != "too-large":
        return fault
    return replace(fault, reason=f"{fault.reason}; a database takes more: geoposture layers push")


def is_layer_file(path: Path) -> bool:
    """Tell whether a file of a folder is a layer: no outline of one, nothing that is hidden.

    Parameters
    ----------
    path : Path
        Of a GeoJSON file.
    """
    return not path.stem.endswith(GENERAL) and not path.name.startswith(".")


@cache
def package_version() -> str:
    """Return the version of the installed package."""
    return metadata.version("geoposture")


def _pad(spans: np.ndarray) -> tuple[float, float, float, float]:
    """Return the bounds that hold all of several, with a margin, in degrees."""
    west, south = spans[:, :2].min(axis=0)
    east, north = spans[:, 2:].max(axis=0)
    x, y = (max(LEAST_MARGIN_DEG, MARGIN_SHARE * span) for span in (east - west, north - south))
    return (
        float(west - x), max(-HIGHEST_DEG, float(south - y)),
        float(east + x), min(HIGHEST_DEG, float(north + y)),
    )  # fmt: skip


def _find_articles(folder: str | Path | None) -> list[Path]:
    if folder is None:
        return []
    if not Path(folder).is_dir():
        raise BadData(f"{folder}: is no folder of articles")
    return sorted(Path(folder).glob("*.geojson"))


def _screen_articles(files: Iterable[Path], own: Path) -> tuple[list[Path], list[str]]:
    """Return the files of published annotations that can be used, and why others cannot."""
    taken = {id_ for file in own.glob("*.geojson") for id_ in _list_ids(check_file(file)[0])}
    good: list[Path] = []
    reports: list[str] = []
    for file in files:
        features, faults, _ = check_file(file, file.parent, is_layer=False)
        lines = [one.line(file.name) for one in faults if not one.repaired]
        # Told when the layer is put together.
        faults += [*drop_addresses(features), *check_all(_drop_days, features)]
        lines = lines or [f"{file.name}: {line}" for line in _find_unfit(features, taken)]
        if lines:
            reports.append(lines[0])
            continue
        taken |= {one["id"] for one in features}
        good.append(file)
    return good, reports


def _find_unfit(features: Iterable[Feature], taken: Collection[str]) -> Iterator[str]:
    """Say which features are no published annotations, or are there already."""
    for one in features:
        status = one["properties"].get("status")
        if misfit := _tell_misfit(one):
            yield f"{one['id']} {misfit}"
        elif status != "published":
            yield f"{one['id']} is {status}, not published"
        elif one["id"] in taken:
            yield f"{one['id']} is there already"


def _tell_misfit(annotation: Mapping[str, Any]) -> str | None:
    """Say why a feature is no annotation, None where it is one."""
    misfit = find_misfit(annotation, find_layers() / ANNOTATIONS / SCHEMA)
    return misfit and f"is no annotation ({misfit}); “article publish” writes such files"


def _find_misfits(features: Iterable[Feature]) -> Iterator[Fault]:
    for index, one in enumerate(features):
        if misfit := _tell_misfit(one):
            yield Fault("json-syntax", misfit, index, one["id"])


def _read_articles(
    own: Path, further: str | Path | None, reports: list[str]
) -> Mapping[str, Mapping[str, Any]]:
    """Return what the files of articles say, by id; a bad one of the further ones is reported."""
    found = {file.stem: _keep_addresses(read_toml(file)) for file in sorted(own.glob("*.toml"))}
    for file in sorted(Path(further).glob("*.toml")) if further else ():
        try:
            found.setdefault(file.stem, _keep_addresses(read_toml(file, file.parent)))
        except BadData as error:
            reports += error.message.splitlines()
    return found


def _read_corrections(further: str | Path | None, reports: list[str]) -> list[Correction]:
    """Return what was put right in further articles; a bad table is reported."""
    try:
        if further is None:
            return []
        return read_table(Path(further) / CORRECTIONS, _correction, Path(further))
    except BadData as error:
        reports += error.message.splitlines()
        return []


def _read_plain(folder: Path, name: str) -> tuple[Row, ...]:
    return tuple(read_table(folder / name, PLAIN_TABLES[name]))


def _read_annotator(folder: Path) -> dict[str, tuple[Mapping[str, str | None], ...]]:
    return {file.stem: tuple(read_rows(file, first=2)) for file in sorted(folder.glob("*.csv"))}


def _layer_files(folder: Path, further: list[Path]) -> dict[str, list[Path]]:
    files = {path.stem: [path] for path in sorted(folder.glob("*.geojson")) if is_layer_file(path)}
    articles = [*sorted((folder / ANNOTATIONS).glob("*.geojson")), *further]
    if articles:
        files[ANNOTATIONS] = articles
    return files


def _read_parts(
    layer_id: str, files: Iterable[Path], root: Path | None
) -> tuple[Layer | None, list[str]]:
    features: list[Feature] = []
    faults: list[Fault] = []
    lines: list[str] = []
    taken: set[str] = set()
    digest = hashlib.sha256()
    info_file: Path | None = None
    for file in files:
        own = root if root is None or root in file.parents else file.parent
        found, wrong, data = check_file(file, own, is_layer=own == root)
        wrong = [*wrong, *check_all(partial(_find_shared, taken), found), *drop_addresses(found)]
        if layer_id == ANNOTATIONS:
            wrong += check_all(_drop_days, found)
            usable = all(fault.repaired for fault in wrong)
            wrong += check_all(_find_misfits, found) if usable else ()
        taken |= _list_ids(found)
        features.extend(found)
        faults.extend(wrong)
        lines.extend(fault.line(file.name) for fault in wrong if not fault.repaired)
        digest.update(data)
        info_file = info_file or (root or file.parent) / f"{layer_id}.toml"
    if lines:
        return None, lines
    info = read_info(layer_id, info_file)
    return Layer(info, tuple(features), digest.hexdigest(), tuple(faults)), []


def _list_ids(features: Iterable[Any]) -> set[str]:
    return {str(one.get("id")) for one in features if isinstance(one, dict)}


def _find_shared(taken: Collection[str], features: Iterable[Any]) -> Iterator[Fault]:
    """Yield the features of a file whose id an earlier file of the layer has."""
    for index, one in enumerate(features):
        id_ = one.get("id") if isinstance(one, dict) else None
        if isinstance(id_, str) and id_ in taken:
            yield Fault("duplicate-id", "shares its id with one of another file", index, id_)


def drop_addresses(features: list[Any]) -> list[Fault]:
    """Leave out addresses of articles that no browser may follow, and say so.

    Parameters
    ----------
    features : list
        Of a file; they are mended.
    """
    return check_all(_drop_addresses, features)


def _drop_addresses(features: Iterable[Any]) -> Iterator[Fault]:
    for index, one, _, source in _list_sources(features):
        url = source.get("url")
        if url is not None and _read_web_address(url) is None:
            source["url"] = None
            reason = f"has the source’s address {url!r:.60}, {NO_ADDRESS}"
            yield Fault("json-syntax", reason, index, str(one.get("id"))[:40], repaired=True)


def _drop_days(annotations: Iterable[Any]) -> Iterator[Fault]:
    """Leave out days of articles that are none, and say so."""
    for index, one, properties, source in _list_sources(annotations):
        for row in (properties, source):
            day = row.get("published")
            if day is not None and not (_is_day(day) or _is_day(f"{day}-01")):
                row["published"] = None
                reason = f"has the day {day!r:.40}, which is none (as in 2025-03-30 or 2025-03)"
                yield Fault("json-syntax", reason, index, str(one.get("id"))[:40], repaired=True)


def _list_sources(features: Iterable[Any]) -> Iterator[tuple[int, Any, Any, Any]]:
    """Yield the features whose source is an object: position, feature, properties, source."""
    for index, one in enumerate(features):
        properties = one.get("properties") if isinstance(one, dict) else None
        source = properties.get("source") if isinstance(properties, dict) else None
        if isinstance(source, dict):
            yield index, one, properties, source


def _read_web_address(value: Any) -> str | None:
    """Return an address that a browser may follow; any other is no link, whatever it holds."""
    found = isinstance(value, str) and WEB_ADDRESS.fullmatch(value)
    return value if found else None


def read_info(layer_id: str, file: Path | None) -> LayerInfo:
    """Return what is said of a layer; of one of which nothing is said, its name.

    Parameters
    ----------
    layer_id : str
        The layer.
    file : Path or None
        The ``.toml``, which need not be there.

    Raises
    ------
    BadData
        If it cannot be read.
    """
    if file is None or not os.path.lexists(file):
        title = layer_id.replace("_", " ")
        return LayerInfo(id=layer_id, title=_both(title), description=_both(""))
    table = read_toml(file)
    _check_info(file.name, table)
    for key in ("sources", *_in_languages("limits")):
        if not _is_list_of_texts(table.get(key, [])):
            raise BadData(f"{file.name}: {key} is a list of texts; got {str(table[key])[:60]}")
    return LayerInfo(
        id=layer_id,
        title=_texts(table, "title") or _both(layer_id),
        description=_texts(table, "description") or _both(""),
        licence=table.get("licence"),
        licence_url=_read_web_address(table.get("licence_url")),
        licence_words=_texts(table, "licence"),
        attribution=_texts(table, "attribution"),
        date=str(table["date"]) if "date" in table else None,
        method=_texts(table, "method"),
        limits={lang: tuple(table.get(f"limits_{lang}", ())) for lang in ("en", "ja")},
        sources=tuple(table.get("sources", ())),
        held_by=_read_held_by(file.name, table.get("held_by", {})),
    )


def _check_info(name: str, table: Mapping[str, Any]) -> None:
    """Refuse what is no text where one is shown: every page and file of the layer has it."""
    texts = ("title", "description", "licence", "attribution", "method")
    for key in ("licence", *(one for text in texts for one in _in_languages(text))):
        if not isinstance(table.get(key, ""), str):
            raise BadData(f"{name}: {key} is a text in quotes; got {str(table[key])[:60]}")
    if "date" in table and not _is_day(table["date"]):
        told = str(table["date"])[:40]
        raise BadData(f"{name}: date is a day such as “2026-01-31”; got “{told}”")


def _is_day(value: Any) -> bool:
    """Tell whether a value is a day, as a text or as TOML has it: a time is more than that."""
    try:
        return date.fromisoformat(str(value)).isoformat() == str(value)
    except ValueError:
        return False


def _read_held_by(name: str, table: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, dict) or not all(map(_is_list_of_texts, table.values())):
        told = str(table)[:60]
        raise BadData(f"{name}: held_by gives each property a list of sources; got {told}")
    return {prop: tuple(ids) for prop, ids in table.items()}


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _both(text: str) -> dict[str, str]:
    return {"en": text, "ja": text}


def _texts(table: Mapping[str, Any], key: str) -> dict[str, str] | None:
    found = {lang: table[f"{key}_{lang}"] for lang in LANGUAGES if f"{key}_{lang}" in table}
    first = next(iter(found.values()), None)
    return None if first is None else {lang: found.get(lang, first) for lang in LANGUAGES}


def _read_sources(file: Path) -> dict[str, Mapping[str, Any]]:
    data = read_file(file)
    if data is None:
        return {}
    try:
        found: dict[str, Mapping[str, Any]] = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise BadData(f"{file.name}: is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise BadData(f"{file.name}: is an object of sources by their ids; got {str(found)[:40]}")
    for id_, source in found.items():
        if not isinstance(source, dict):
            raise BadData(f"{file.name}: “{id_[:40]}” is an object; got {str(source)[:40]}")
        for key, value in source.items():
            if not isinstance(value, TEXT_OR_NONE) or holds_forbidden({key: value}):
                told = f"“{id_[:40]}”: {key[:40]} is a text or null; got {str(value)[:40]!r}"
                raise BadData(f"{file.name}: {told}")
    return {id_: _keep_addresses(source) for id_, source in found.items()}


def _keep_addresses(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of a source or an article, without addresses that are none."""
    return {
        key: _read_web_address(value) if key in LINKED else value for key, value in told.items()
    }


def find_odd_addresses(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield where an address stands that no browser may follow, and what is done about it.

    Parameters
    ----------
    folder : Path
        Of layers whose tables can be read.
    """
    sources = read_file(folder / "sources.json")
    told = [(f"sources.json: {id_}", one) for id_, one in orjson.loads(sources or b"{}").items()]
    files = sorted((folder / "articles").glob("*.toml"))
    told += [(f"articles/{file.name}", read_toml(file)) for file in files]
    for where, one in told:
        for key in LINKED:
            if one.get(key) is not None and _read_web_address(one[key]) is None:
                yield where, f"{key} is {one[key]!r:.60}, {NO_ADDRESS}"


def _want(row: Mapping[str, Any], *columns: str) -> None:
    """Refuse a row with an empty cell where there must be something."""
    for one in columns:
        if row[one]:
            continue
        if "id" not in row:
            raise TypeError(f"{one} is empty")  # told with the number of the row
        raise ValueError(f"{row.get('id') or 'a row without an id'}: {one} is empty")


def _system(row: Mapping[str, Any]) -> System:
    _want(row, "id", "system", "kind")
    return System(
        id=row["id"],
        name={"en": row["system"], "ja": row["name_ja"] or row["system"]},
        operator=row["operator"],
        kind=row["kind"],
        range_km=_float(row["range_km"]),
        range_min_km=_float(row["range_min_km"]),
        range_max_km=_float(row["range_max_km"]),
        basis=row["basis"],
        wording=row["wording"],
        sources=split_list(row["sources"]),
        where_read=row["where_read"],
        confidence=row["confidence"],
        note=row["note"],
        ring=row["ring"] == "yes",
        refusal=row["refusal"],
        aliases=split_list(row.get("aliases")),
    )


def _basing(row: Mapping[str, Any]) -> Basing:
    _want(row, "id", "system", "place", "status")
    return Basing(
        id=row["id"],
        system=row["system"],
        place=row["place"],
        status=row["status"],
        since=row["since"],
        until=row["until"],
        wording=row["wording"],
        sources=split_list(row["source"]),
        note=row["note"],
    )


def _correction(row: Mapping[str, Any]) -> Correction:
    _want(row, "id", "date")
    if row["kind"] not in CORRECTION_KINDS:
        wanted = ", ".join(CORRECTION_KINDS)
        raise ValueError(f"{row['id']}: kind is one of {wanted}; got “{row['kind']}”")
    return Correction(
        id=row["id"],
        date=date.fromisoformat(row["date"]).isoformat(),
        kind=row["kind"],
        feature=row["feature"],
        what=_text(row, "what"),
        before=_text(row, "before"),
        after=_text(row, "after"),
        figures=split_list(row["figures"]),
        article=row.get("article"),
        questions=split_list(row.get("questions")),
    )


def _agreement(row: Row) -> Row:
    _want(row, "field", "day")
    name, day = str(row["field"])[:LONGEST_NAME], str(row["day"])
    counts = [_count(row, one) for one in ("agree", "both", "entries")]
    if counts != sorted(counts):
        told = ", ".join(map(str, counts))
        raise ValueError(f"{name}: agree is at most both, and both at most entries; got {told}")
    if not _is_day(day):
        raise ValueError(f"{name}: day is one such as 2026-01-31; got “{day[:LONGEST_NAME]}”")
    return row


def _count(row: Row, name: str) -> int:
    told = row[name] or ""
    if not DIGITS.fullmatch(told):
        field_ = str(row["field"])[:LONGEST_NAME]
        raise ValueError(f"{field_}: {name} is a whole number; got “{told[:LONGEST_NAME]}”")
    return int(told)


def _role(row: Row) -> Row:
    _want(row, "id")
    return _in_some(row, _in_languages("role"))


def _phrase(row: Row) -> Row:
    return _in_some(row, LANGUAGES)


def _in_some(row: Row, columns: Collection[str]) -> Row:
    """Return a row as it is; without any of several columns nobody would read it."""
    if not set(columns) & set(row):
        raise ValueError(f"has no column “{'” and no “'.join(columns)}”")
    return row


def _fact_source(row: Row) -> Row:
    _want(row, "feature", "property")
    _ = row["sources"]
    return row


def _text(row: Mapping[str, Any], name: str) -> dict[str, str]:
    first = next((row[key] for key in _in_languages(name) if row.get(key)), "")
    return {lang: row.get(f"{name}_{lang}") or first for lang in LANGUAGES}


def _in_languages(name: str) -> tuple[str, ...]:
    return tuple(f"{name}_{lang}" for lang in LANGUAGES)


def _float(text: str | None) -> float | None:
    return float(text) if text else None


SOURCE_TABLES: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "systems.csv": _system, "basing.csv": _basing, CORRECTIONS: _correction,
}  # fmt: skip
"""The tables of ``sources/`` that a service reads, and what makes a value of a row."""
PLAIN_TABLES: Mapping[str, Callable[[Row], Row]] = {
    "facility_roles.csv": _role, "texts.csv": _phrase, "fact_sources.csv": _fact_source,
    "agreement.csv": _agreement,
}  # fmt: skip
"""The tables beside the layers whose rows are kept as they are, and what looks at a row."""


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _suggest(wanted: str, known: Iterable[str]) -> str:
    import difflib  # noqa: PLC0415 - only on the way to an error

    near = difflib.get_close_matches(wanted[:80], list(known), n=1, cutoff=0.5)
    return f"; did you mean “{near[0]}”?" if near else ""
