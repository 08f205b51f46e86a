"""An exported site on disk: what of an earlier one is kept, and the zip for offline use."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import orjson

from geoposture.catalog import Catalog, package_version
from geoposture.catalog.versions import Record, order_records, read_record
from geoposture.errors import BadData
from geoposture.export.addresses import MANIFEST
from geoposture.export.atomic_directory import Place, reserve
from geoposture.export.site import MADE_BY, make_manifest
from geoposture.formats import FORMATS

PINNED = "v/"
STATIC_NAME = re.compile(rb"static/([A-Za-z0-9._-]+)")
EMBED = re.compile(rb'<div data-embed>.*?</div>|<a href="[^"]*/map\.svg">SVG</a>', re.DOTALL)
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
README = "README.txt"
LEFT_OUT = re.compile(
    r"(?:^|/)map\.(?:html|png|pdf)$|^v/(?!\w+/version\.json$)|(?:^|/)embed/|figures/[^/]+/map\.|^static/(?:frame|siteposter)-|^embed\.js$"
)
"""What no page of the bundle needs, and what makes it large."""
TOLD = """geoposture {version}, data {catalog}: a copy for offline use

Open index.html (English) or ja/index.html (Japanese) in a browser. Nothing is fetched
from anywhere: distances are computed in the browser, coverage was computed before.

Inside: the map with its tools, the documents, the articles, their claims and annotations,
every layer as {formats} with its sha256, a picture of
the map as SVG, the tables of sources and systems, and export.json, which lists all files.
Left out to keep it small: embeds, the copy of the layers under their version (v/), the map
as one file (geoposture map -o map.html) and its pictures as PNG and PDF (map.png, map.pdf).

index.html（英語）または ja/index.html（日本語）をブラウザーで開いてください。通信は行いません。
"""


class Copy:
    """The folder of an export, held while it is replaced."""

    def __init__(self, place: Place, old: Mapping[str, str]) -> None:
        self.place = place
        self.old = old

    def write(self, catalog: Catalog, files: Mapping[str, bytes]) -> tuple[int, int]:
        """Put an export in place of the earlier one; return its files and bytes.

        Parameters
        ----------
        catalog : Catalog
            What was exported.
        files : mapping of str to bytes
            Bytes by path.

        Raises
        ------
        BadData
            If the folder cannot be written.
        """
        kept = find_kept(self.place.target, self.old)
        pinned = {name: path for name, path in kept.items() if name.startswith(PINNED)}
        whole: dict[str, bytes | Path] = {**kept, **files, **pinned}
        listed = {name: one for name, one in whole.items() if name in files or name in self.old}
        whole[MANIFEST] = make_manifest(
            catalog, {name: hashlib.sha256(_read(one)).hexdigest() for name, one in listed.items()}
        )
        self.place.replace(whole)
        return len(whole), sum(len(_read(one)) for one in files.values())


@contextmanager
def reserve_copy(folder: Path) -> Iterator[Copy]:
    """Hold the folder of an export.

    Parameters
    ----------
    folder : Path
        Of an export; it need not be there.

    Raises
    ------
    BadData
        If it is a file, holds what no export made, or another export holds it.
    """
    with reserve(folder) as place:
        yield Copy(place, _read_manifest(place.target))


def find_kept(folder: Path, old: Mapping[str, str]) -> dict[str, Path]:
    """Return the files of an earlier export that stay, by their path.

    These are what lies in ``v/``, the static files that it names, and what no export made.

    Parameters
    ----------
    folder : Path
        The earlier export; it need not be there.
    old : mapping of str to str
        Its manifest: sha256 by path.
    """
    paths = {
        one.relative_to(folder).as_posix(): one
        for one in (sorted(folder.rglob("*")) if folder.is_dir() else ())
        if one.is_file()
    }
    pages = [path for name, path in paths.items() if _is_pinned_page(name)]
    named = {
        f"static/{name.decode()}" for one in pages for name in STATIC_NAME.findall(one.read_bytes())
    }
    return {
        name: path
        for name, path in paths.items()
        if name != MANIFEST and (name.startswith(PINNED) or name in named or name not in old)
    }


def find_records(folder: Path) -> tuple[Record, ...]:
    """Return the records of the versions that an earlier export kept, the oldest first.

    One that cannot be read is left out: the files of a copy may be anybody's.

    Parameters
    ----------
    folder : Path
        The earlier export; it need not be there.
    """
    found = []
    for file in sorted(folder.glob(f"{PINNED}*/version.json")):
        try:
            record = read_record(file.read_bytes(), file.name)
        except (BadData, OSError):
            continue
        found.append(record)
    return order_records(found)


def find_newest(folder: Path) -> Record | None:
    """Return the record of the version that an export serves, None where a folder is no export.

    Parameters
    ----------
    folder : Path
        Any folder.

    Raises
    ------
    BadData
        If it is an export, and its record is not there or cannot be read.
    """
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return None
    try:
        version = orjson.loads(manifest.read_bytes())["catalog"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise BadData(f"{manifest.name}: is no list of an export: {error}") from error
    file = folder / PINNED / str(version) / "version.json"
    if not file.is_file():
        raise BadData(f"{folder}: keeps no record of its version; another export of it will")
    return read_record(file.read_bytes(), file.name)


def make_bundle(catalog: Catalog, files: Mapping[str, bytes]) -> bytes:
    """Return a site as a zip: the same bytes for the same site.

    Parameters
    ----------
    catalog : Catalog
        What was exported.
    files : mapping of str to bytes
        Bytes by path.
    """
    chosen = {
        name: _name_newest(name, data, catalog.version)
        for name, data in files.items()
        if not LEFT_OUT.search(name) and name != MANIFEST
    }
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in chosen.items()}
    chosen[MANIFEST] = make_manifest(catalog, hashes)
    formats = ", ".join(one.label for one in FORMATS.values())
    told = TOLD.format(version=package_version(), catalog=catalog.version, formats=formats)
    chosen[README] = told.encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(chosen):
            info = zipfile.ZipInfo(f"geoposture/{name}", ZIP_TIME)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, chosen[name], compresslevel=9)
    return target.getvalue()


def _name_newest(name: str, data: bytes, version: str) -> bytes:
    """Return a page or sidecar that names what is in the bundle, not what was left in ``v/``.

    A map page is marked, since it has no embed to offer; a figure offers none either.
    """
    if name.endswith("index.html"):
        data = data.replace(b"<body ", b"<body data-offline ", 1)
    if not name.endswith((".html", ".json")):
        return data
    kept = rf"{PINNED}{version}/((?:[a-z]{{2}}/)?(?:layers|figures)/)".encode()
    return re.sub(kept, rb"\1", EMBED.sub(b"", data))


def _is_pinned_page(name: str) -> bool:
    return name.startswith(PINNED) and name.endswith(".html")


def _read(content: bytes | Path) -> bytes:
    return content.read_bytes() if isinstance(content, Path) else content


def _read_manifest(folder: Path) -> Mapping[str, str]:
    """Return the files of the export that lies in a folder, none where it is empty or new."""
    if not folder.exists():
        return {}
    if not folder.is_dir():
        raise BadData(f"{folder}: is a file; an export is a folder")
    if not any(folder.iterdir()):
        return {}
    try:
        found = orjson.loads((folder / MANIFEST).read_bytes())
        if found["made_by"] == MADE_BY:
            return dict(found["files"])
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        pass
    raise BadData(
        f"{folder}: holds files, but no {MANIFEST} of an export; name a new or an empty folder"
    )
