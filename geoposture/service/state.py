"""What the service prepares once from a catalogue: every feature and layer as ready bytes."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cachetools import LRUCache

from geoposture.catalog import Catalog, package_version
from geoposture.errors import CannotWrite, NotFound
from geoposture.formats import FORMATS, delta, geojson, write_layer
from geoposture.formats.simplestyle import add_style
from geoposture.language.citations import cite_figure
from geoposture.limits import LIMITS
from geoposture.maps.assets import STATIC, list_assets
from geoposture.model import Stored
from geoposture.service.computing import Answer, Computing
from geoposture.service.http.below import place_page
from geoposture.service.http.cache import AnswerMemory
from geoposture.service.http.responses import KEPT, SERVED, Body
from geoposture.settings import Settings
from geoposture.stores.files import FileStore, HeldLayer
from geoposture.stores.pieces import Pieces
from geoposture.stores.store import Store
from geoposture.views import subset
from geoposture.views.credits import cite_layer
from geoposture.views.towns import FILE, pack_towns

if TYPE_CHECKING:
    from geoposture.stores.database import Database

LARGE_BYTES = 8 * 1024 * 1024
"""Of a layer whose compressed forms are made when they are asked for, and faster."""
REMEMBERED_BYTES = LIMITS.kept_bodies
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
         ".svg": "image/svg+xml", ".map": "application/json",
         ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8"}  # fmt: skip


@dataclass(frozen=True)
class PreparedLayer(HeldLayer):
    """A layer with every feature encoded and a ready body of the whole."""

    @cached_property
    def whole(self) -> Body:
        """The layer as one GeoJSON file with licence and version inside."""
        return self._joined[0]

    @cached_property
    def features(self) -> Sequence[bytes]:
        """The features as GeoJSON bytes, in order: cut out of the whole, which is held anyway."""
        return self._joined[1]

    @property
    def is_large(self) -> bool:
        """Whether it takes seconds to write or to compress the whole."""
        return len(self.whole.data) > LARGE_BYTES

    @cached_property
    def _joined(self) -> tuple[Body, Pieces]:
        lengths: list[int] = []

        def encode() -> Iterator[bytes]:
            for one in self.layer.features:
                encoded = geojson.encode_feature(one)
                lengths.append(len(encoded))
                yield encoded

        members = geojson.describe_layer(self.layer)
        # Piece by piece: all features at once, encoded singly, take a kilobyte each.
        data = b"".join(geojson.stream_features(encode(), members))
        quality = SERVED if len(data) > LARGE_BYTES else KEPT
        pieces = Pieces.find_in(data, lengths, len(geojson.SEPARATOR), len(geojson.END))
        return Body(data, geojson.GEOJSON, quality=quality), pieces

    @cached_property
    def styled(self) -> Body:
        """The layer as GeoJSON with the colours of the map (simplestyle 1.1)."""
        features = (geojson.encode_feature(add_style(one)) for one in self.layer.features)
        data = geojson.encode_layer(self.layer, features)
        return Body(data, geojson.GEOJSON, quality=KEPT)

    def file(self, ending: str) -> Body:
        """Return the whole layer as a file.

        Parameters
        ----------
        ending : str
            Of `FORMATS`.

        Raises
        ------
        NotFound
            If the format is not written.
        CannotWrite
            If it cannot hold the layer.
        """
        if ending == "geojson":
            return self.whole
        if ending not in FORMATS:
            raise NotFound(f"no {self.layer.id}.{ending[:20]}; formats: {', '.join(FORMATS)}")
        if ending not in self._written:
            data = write_layer(self.layer, ending)
            self._written[ending] = Body(data, FORMATS[ending].media_type, quality=KEPT)
        return self._written[ending]

    @cached_property
    def _written(self) -> dict[str, Body]:
        """The files that were asked for so far, by their ending."""
        return {}

    @cached_property
    def written(self) -> tuple[Mapping[str, Body], Mapping[str, str]]:
        """The file of every format that can hold the layer, and why others cannot."""
        files, left_out = {}, {}
        for ending in FORMATS:
            try:
                files[ending] = self.file(ending)
            except CannotWrite as error:
                left_out[ending] = error.message
        return files, left_out


@dataclass(frozen=True)
class State:
    """The settings, the catalogue and its prepared bytes.

    `fault` says why newer files on disk are not served. `computing` answers what costs more
    than a look-up; by default in this process.
    """

    settings: Settings
    catalog: Catalog
    fault: str | None = None
    computing: Computing = field(default=None)  # type: ignore[assignment]
    answers: AnswerMemory = field(default_factory=AnswerMemory)
    """The whole answers that were given with this state."""
    _memory: LRUCache[Any, Body] = field(
        default_factory=lambda: LRUCache(REMEMBERED_BYTES, getsizeof=_weigh)
    )
    _memory_lock: threading.Lock = field(default_factory=threading.Lock)
    database: Database | None = None
    """Answers about the layers that are not held; None where all of them are."""

    def __post_init__(self) -> None:
        if self.computing is None:
            object.__setattr__(self, "computing", Computing(_Here(self)))

    @cached_property
    def prepared(self) -> dict[str, PreparedLayer]:
        """Every layer, prepared when first asked for."""
        return {id_: PreparedLayer(layer) for id_, layer in self.catalog.layers.items()}

    @cached_property
    def files(self) -> FileStore:
        """Answers about the layers that are held."""
        return FileStore(self.prepared)

    def find_layer(self, layer_id: str) -> tuple[Store, Stored]:
        """Return a layer and the store that answers about it.

        Parameters
        ----------
        layer_id : str
            As in ``/collections/ID``.

        Raises
        ------
        UnknownLayer
            If there is none of this id.
        """
        if self.database is not None and layer_id in self.catalog.stored:
            return self.database, self.catalog.stored[layer_id]
        self.catalog.layer(layer_id)
        return self.files, self.prepared[layer_id].described

    def list_layers(self) -> list[Stored]:
        """Return all layers, those of the catalogue first."""
        ids = dict.fromkeys((*self.catalog.layers, *self.catalog.stored))
        return [self.find_layer(id_)[1] for id_ in ids]

    @cached_property
    def plain(self) -> Mapping[str, Body]:
        """The files of the backdrop and the general twins, by their path below ``layers/``."""
        files = {f"backdrop/{name}": data for name, data in self.catalog.backdrop.items()}
        files |= {f"{name}.general": data for name, data in self.catalog.general.items()}
        bodies = {
            f"{name}.geojson": Body(data, geojson.GEOJSON, quality=KEPT)
            for name, data in files.items()
        }
        packed = {name: files[name] for name in self._list_packed() if name in files}
        lean_files = subset.pack_layers(self.catalog)
        bodies |= {name: Body(data, geojson.JSON) for name, data in lean_files.items()}
        if towns := pack_towns(self.catalog):
            bodies[FILE] = Body(towns, geojson.JSON, quality=KEPT)
        return bodies | {
            f"{name}.delta.json": Body(delta.pack(data), geojson.JSON, quality=KEPT)
            for name, data in packed.items()
        }

    def _list_packed(self) -> list[str]:
        """Return what the map page draws first, and takes in half the bytes."""
        theatre = self.catalog.theatre
        coasts = ["backdrop/land", *([f"backdrop/{theatre.home}"] if theatre.home else ())]
        return [*coasts, *(f"{one}.general" for one in theatre.list_role("land"))]

    @cached_property
    def assets(self) -> Mapping[str, str]:
        """Names of the built browser files, by the name they are asked for."""
        return list_assets()

    @cached_property
    def static(self) -> Mapping[str, Body]:
        """The built browser files by name: looked up, never joined from a URL."""
        return {
            file.name: Body(file.read_bytes(), _media_type(file), quality=KEPT)
            for file in STATIC.iterdir()
            if file.is_file() and file.name != "manifest.json"
        }

    @cached_property
    def hash_list(self) -> Body:
        """The hashes of all files, as ``sha256sum --check`` reads them."""
        lines = [
            f"{file.sha256}  {id_}.{ending}\n"
            for id_, prepared in self.prepared.items()
            for ending, file in prepared.written[0].items()
        ]
        return Body("".join(lines).encode(), "text/plain; charset=utf-8")

    def describe_files(self, layer_id: str) -> Body:
        """Return the sidecar of a layer's files: all that some formats have no place for.

        Parameters
        ----------
        layer_id : str
            Of a layer that is there.
        """
        prepared = self.prepared[layer_id]
        address = f"{self.settings.base_url()}/v/{self.catalog.version}/layers/{layer_id}"
        cited = cite_layer(prepared.layer, self.catalog.version, self.settings.base_url())
        sources = {
            one: self.catalog.sources[one]
            for one in prepared.layer.info.sources
            if one in self.catalog.sources
        }
        written, left_out = prepared.written
        files = [
            {
                "href": f"{address}.{ending}",
                "type": file.media_type,
                "length": len(file.data),
                "sha256": file.sha256,
                **({"renamed": named} if named else {}),
            }
            for ending, file in written.items()
            for named in [FORMATS[ending].list_renamed(prepared.layer)]
        ]
        members = {
            "id": layer_id,
            **geojson.describe_layer(prepared.layer),
            "citation": cite_figure(cited, self.catalog.languages[0])["text"],
            "sources": sources,
            "files": files,
            **({"not_written": left_out} if left_out else {}),
        }
        return Body(geojson.encode_json(members), geojson.JSON)

    def warm(self) -> None:
        """Make every whole layer and its compressed forms, before anybody waits for them."""
        self.asset("app.js")
        for prepared in self.prepared.values():
            # Seconds for tens of megabytes, which few ask for.
            for encoding in () if prepared.is_large else ("br", "gzip"):
                prepared.whole.encoded(encoding)
            # What the first questions would make in each worker is made once for all.
            layer = prepared.layer
            _ = prepared.described, layer.index
            _ = layer.spots if layer.kinds <= {"Point"} else layer.tree

    def compute(self, answer: Answer, question: Any, encoding: str = "identity") -> Body:
        """Return the answer to a question, computed once; the state is one version of the data.

        Parameters
        ----------
        answer, question, encoding
            As for `Carrier.run`.

        Raises
        ------
        Busy
            If too much is asked already; what was answered before never waits.
        """
        key = answer, question
        with self._memory_lock:
            kept = self._memory.get(key)
        if kept is not None:
            return kept
        body = self.computing.ask(answer, question, encoding)
        if _weigh(body) <= REMEMBERED_BYTES // 8:
            with self._memory_lock:
                self._memory[key] = body
        return body

    def keep_prepared(self, before: State) -> None:
        """Take over the ready bytes of the layers that are the same in another state.

        Parameters
        ----------
        before : State
            The state of the version before.
        """
        for id_, prepared in before.prepared.items():
            if self.catalog.layers.get(id_) is prepared.layer:
                self.prepared[id_] = prepared

    def forget_answers(self) -> None:
        """Drop all answers: of a version that is no longer current only the files are held."""
        self.answers.clear()
        with self._memory_lock:
            self._memory.clear()

    def asset(self, name: str) -> str:
        """Return the path under which a built file is served.

        Parameters
        ----------
        name : str
            As the source calls it, ``app.js``.
        """
        return f"/static/{self.assets[name]}"

    @cached_property
    def places_address(self) -> str:
        """The path of the layer of places that is searched, empty where there is none."""
        layers = self.catalog.theatre.list_role("places")
        return f"/v/{self.catalog.version}/layers/{layers[0]}.geojson" if layers else ""

    @cached_property
    def towns_address(self) -> str:
        """The path of the towns that are searched, empty where there are none."""
        return f"/v/{self.catalog.version}/layers/{FILE}" if self.catalog.towns else ""

    def versioned(self) -> str:
        """Return the path before the files of this version, as a script asks for them."""
        return f"{self.settings.path()}/v/{self.catalog.version}"

    @cached_property
    def icon(self) -> str:
        """The icon of every page, inside it: a request of its own was three parts headers."""
        return f"data:image/svg+xml,{quote(self.static['favicon.svg'].data.decode())}"

    def place_page(self, text: str) -> bytes:
        """Return a page as it is served: below the path of the public address, if it has one.

        Parameters
        ----------
        text : str
            HTML.
        """
        return place_page(text, self.settings.path()).encode()

    def list_urls(self, style: str) -> dict[str, str]:
        """Return the addresses that every page names, the style sheet's among them.

        Parameters
        ----------
        style : str
            The page's style sheet, as the source calls it.
        """
        return {
            "path": self.settings.path(),
            "css": self.asset(style),
            "sheet": self.asset("document.css"),
            "app": self.asset("app.js"),
            "shared": self.asset("shared.js"),
            "places": self.places_address,
            "towns": self.towns_address,
            "icon": self.icon,
            "cite": "/versions?f=html",
            "figures": "/figures?f=html" if self.catalog.questions else "",
            "report": self.settings.report_address(),
        }

    def readiness(self) -> dict[str, Any]:
        """Return the body of ``/readyz``."""
        return {
            "status": "ready",
            "version": package_version(),
            "catalog": self.catalog.version,
            "layers": {
                id_: {
                    "sha256": layer.sha256,
                    "date": layer.info.date,
                    "features": len(layer.features),
                }
                for id_, layer in self.catalog.layers.items()
            }
            | {
                id_: {"sha256": one.sha256, "date": one.info.date, "features": one.count}
                for id_, one in self.catalog.stored.items()
            },
            "missing": list(self.catalog.missing),
            **({"reports": list(self.catalog.reports)} if self.catalog.reports else {}),
            **({"store": self.database.health} if self.database else {}),
            **({"fault": self.fault} if self.fault else {}),
        }


@dataclass(frozen=True, slots=True)
class _Here:
    """Carries questions out in this process."""

    state: State

    def run(self, answer: Answer, question: Any, encoding: str) -> Body:
        """Return the answer; it is encoded when it is sent."""
        del encoding
        return answer(self.state, question)

    def start(self) -> None:
        """Do nothing: this process is there."""

    def retire(self) -> None:
        """Do nothing: this process stays."""


def _weigh(body: Body) -> int:
    """Return what an answer takes in memory: its bytes, its compressed forms, its key."""
    return 1024 + 2 * len(body.data)


def _media_type(file: Path) -> str:
    return (
        TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    )
