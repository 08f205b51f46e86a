"""The data service beside a bare Flask route, pygeoapi and nginx: one after the other, one run.

Layers: the bases, the islands and 10,000 points made up here. The load is wrk with eight
connections; CPU is that of the server's whole process tree, which is steadier than requests
a second on a shared machine.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import servers
from bench.servers import Server
from bench.timing import print_table
from geoposture.catalog import find_layers, load_layers
from geoposture.service.state import State
from geoposture.settings import Settings

SECONDS = 3
CONNECTIONS = 8
MADE_UP = 10_000
LAYERS = ("us_bases", "japan_archipelago", "points")
PEERS = Path(__file__).parents[1] / ".cache" / "bench-peers"
PYGEOAPI = "pygeoapi==0.21.0"
FRESH: Mapping[str, str] = {
    "boxes": """
request = function()
  local w, s = 123 + math.random() * 22, 25 + math.random() * 20
  return wrk.format("GET", string.format(
    "/collections/points/items?bbox=%.5f,%.5f,%.5f,%.5f", w, s, w + 0.3, s + 0.3))
end
""",
    "items": """
request = function()
  return wrk.format("GET", string.format(
    "/collections/points/items/p%d?lang=en", math.random(0, 9999)))
end
""",
    "distances": """
request = function()
  return wrk.format("GET", string.format(
    "/distance?from=us_bases/kadena-ab&to=%.6f,%.6f",
    110 + math.random() * 40, 10 + math.random() * 30))
end
""",
    "coverages": """
request = function()
  return wrk.format("GET", string.format(
    "/coverage?origins=us_bases/kadena-ab&target=taiwan_strait&radius_km=%.6f",
    600 + math.random() * 500))
end
""",
}
"""Scripts of wrk that ask another address each time: what is remembered does not help."""


@dataclass(frozen=True)
class Load:
    """What a load gave: requests a second and CPU milliseconds a request.

    Both are nan where nothing was answered in time, as happens on a loaded machine.
    """

    rate: float
    cpu_ms: float


NOTHING = Load(math.nan, math.nan)


@dataclass(frozen=True)
class Request:
    """One kind of request; `paths` has the path each server wants for it."""

    name: str
    paths: Mapping[str, str]
    encoding: str = "identity"
    script: str | None = None


def main() -> None:
    """Print ratios of requests a second and of CPU a request."""
    if not shutil.which("wrk"):
        print("\nthe service: wrk is not installed (Debian: apt install wrk)")
        return
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        scratch.chmod(0o755)
        compare(scratch, list_requests())


def compare(scratch: Path, requests: Iterable[Request]) -> None:
    """Run every server on the same layers and print the table."""
    layers = make_layers(scratch / "layers")
    plain = make_files(scratch / "plain")
    for name, script in FRESH.items():
        (scratch / f"{name}.lua").write_text(script)
    requests = list(requests)
    found: dict[str, dict[str, Load]] = {}
    starts = {}
    for name, server in _list_servers(layers, plain, scratch).items():
        with server as running:
            starts[name] = running.started_s
            found[name] = {
                one.name: load(running, one, scratch) for one in requests if name in one.paths
            }
    bare, ours = found["bare Flask"], found["geoposture"]
    rows = []
    for one in requests:
        limit = bare[one.name if one.name in bare else "ok"]
        mine = ours[one.name]
        cells = [one.name, write(mine.cpu_ms, 3), write(mine.cpu_ms / limit.cpu_ms, 2)]
        for peer in ("nginx", "pygeoapi"):
            other = found.get(peer, {}).get(one.name, NOTHING)
            cells += [write(mine.rate / other.rate, 2), write(other.cpu_ms, 3)]
        rows.append(cells)
    header = ["request", "CPU ms", "× bare Flask", "r/s ÷ nginx", "nginx ms", "r/s ÷ pygeoapi",
              "pygeoapi ms"]  # fmt: skip
    print_table("the data service (Granian, two workers)", header, rows)
    print("started in " + ", ".join(f"{name} {took:.1f} s" for name, took in starts.items()))


def write(value: float, decimals: int) -> str:
    """Return a figure for the table, a dash where there is none."""
    return f"{value:.{decimals}f}" if math.isfinite(value) else "–"


def list_requests() -> list[Request]:
    """Return every request that is compared."""
    whole = [
        Request(
            f"{layer}, whole{', gzip' if encoding == 'gzip' else ''}",
            {
                "geoposture": f"/layers/{layer}.geojson",
                "bare Flask": f"/{layer}.geojson",
                "nginx": f"/{layer}.geojson",
                "pygeoapi": f"/collections/{layer}/items?f=json&limit=10000",
            },
            encoding=encoding,
        )
        for layer in LAYERS
        for encoding in ("identity", "gzip")
    ]
    items = [
        Request(f"one item of {name}", {
            "geoposture": f"/collections/{name}/items/{item}",
            "pygeoapi": f"/collections/{name}/items/{item}?f=json",
        })
        for name, item in (("us_bases", "kadena-ab"), ("points", "p5000"))
    ]  # fmt: skip
    box = "bbox=127.5,26.2,127.8,26.5"
    boxes = [
        Request(f"small bbox of {name}", {
            "geoposture": f"/collections/{name}/items?{box}",
            "pygeoapi": f"/collections/{name}/items?f=json&{box}",
        })
        for name in ("us_bases", "points")
    ]  # fmt: skip
    fresh = [
        Request(f"{name}, never the same", {"geoposture": "/"}, script=f"{script}.lua")
        for name, script in (
            ("small bbox of points", "boxes"), ("one item of points", "items"),
            ("distance to a point", "distances"), ("coverage, one origin", "coverages"),
        )
    ]  # fmt: skip
    bare = Request("ok", {"geoposture": "/healthz", "bare Flask": "/ok", "nginx": "/ok",
                          "pygeoapi": "/conformance?f=json"})  # fmt: skip
    return [bare, *whole, *items, *boxes, *fresh]


def load(server: Server, request: Request, scratch: Path) -> Load:
    """Put a load on a server and return what it gave."""
    address = server.address + request.paths[server.name]
    script = ["-s", str(scratch / request.script)] if request.script else []
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", "--timeout", "20s", *script,
               "-H", f"Accept-Encoding: {request.encoding}"]  # fmt: skip
    subprocess.run([*command, "-d1s", address], capture_output=True, check=False)
    before = server.cpu_s()
    out = subprocess.run(
        [*command, f"-d{SECONDS}s", address], capture_output=True, text=True, check=False
    ).stdout
    used = server.cpu_s() - before
    answered, rate = read_report(out)
    if not answered:
        print(f"{server.name}: nothing was answered at {address}", file=sys.stderr)
        return NOTHING
    return Load(rate, 1000 * used / answered)


def read_report(out: str) -> tuple[int, float]:
    """Return how many requests wrk saw answered with what was asked for, and how many a second."""
    count = re.search(r"(\d+) requests in ([\d.]+)", out)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    answered = (int(count[1]) if count else 0) - (int(refused[1]) if refused else 0)
    return answered, answered / float(count[2]) if count else math.nan


def make_layers(folder: Path) -> Path:
    """Copy the shipped layers and add one of made-up points."""
    shutil.copytree(find_layers(), folder, ignore=shutil.ignore_patterns("recipes", ".cache"))
    add_points(folder, MADE_UP)
    return folder


def add_points(folder: Path, count: int) -> Path:
    """Write a layer of made-up points into a folder and return its file."""
    file = folder / "points.geojson"
    file.write_text(json.dumps(make_points(count)), encoding="utf-8")
    (folder / "points.toml").write_text(
        '[title]\nen = "Points"\nja = "点"\n[description]\nen = "Made up."\nja = "架空の点。"\n',
        encoding="utf-8",
    )
    return file


def make_points(count: int = MADE_UP) -> dict[str, Any]:
    """Return points round Japan with a few properties each."""
    dice = random.Random(4)
    features = [
        {
            "type": "Feature", "id": f"p{number}",
            "geometry": {"type": "Point", "coordinates": [
                round(dice.uniform(122, 146), 5), round(dice.uniform(24, 46), 5)]},
            "properties": {"name_en": f"Point {number}", "name_ja": f"地点{number}",
                           "kind": dice.choice(["a", "b", "c"]), "rank": dice.randrange(100),
                           "note": "made up for the benchmark " * 4},
        }
        for number in range(count)
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


def make_files(folder: Path) -> Path:
    """Write what geoposture answers with as plain files, with gzip forms: the same bytes."""
    folder.mkdir()
    state = State(Settings(), load_layers(folder.parent / "layers"))
    for layer in LAYERS:
        data = state.prepared[layer].whole.data
        (folder / f"{layer}.geojson").write_bytes(data)
        (folder / f"{layer}.geojson.gz").write_bytes(gzip.compress(data, 9))
    return folder


def install_peer(name: str, *packages: str) -> Path | None:
    """Return the folder of a peer's programs, installed once in an environment of its own."""
    folder = PEERS.with_name(f"{PEERS.name}-{name}")
    programs = folder / "bin"
    if not (folder / "installed").is_file():
        print(f"installing {name} for the comparison …", file=sys.stderr)
        try:
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
            quiet = ["-q", "--disable-pip-version-check"]
            subprocess.run([str(programs / "pip"), "install", *quiet, *packages], check=True)
        except (OSError, subprocess.CalledProcessError):
            return None
        (folder / "installed").touch()
    return programs


def serve_pygeoapi(
    providers: Mapping[str, Mapping[str, Any]], scratch: Path, *further: str,
    environment: Mapping[str, str] | None = None,
) -> AbstractContextManager[Server] | None:  # fmt: skip
    """Run pygeoapi on what its providers name, None where it cannot be installed."""
    programs = install_peer("pygeoapi", PYGEOAPI, "gunicorn", *further)
    if programs is None:
        return None
    port = servers.find_port()
    config, definition = scratch / "pygeoapi.json", scratch / "openapi.json"
    config.write_text(json.dumps(_configure(port, providers)), encoding="utf-8")
    environment = {**(environment or {}), "PYGEOAPI_CONFIG": str(config),
                   "PYGEOAPI_OPENAPI": str(definition)}  # fmt: skip
    subprocess.run(
        [str(programs / "pygeoapi"), "openapi", "generate", str(config), "--format", "json",
         "--output-file", str(definition)],
        env={**os.environ, **environment}, check=True, capture_output=True,
    )  # fmt: skip
    command = [str(programs / "gunicorn"), "-w", str(servers.WORKERS), "-b", f"127.0.0.1:{port}",
               "pygeoapi.flask_app:APP"]  # fmt: skip
    return servers.run(
        "pygeoapi", command, port, probe="/conformance", environment=environment, folder=scratch
    )


def _list_servers(
    layers: Path, plain: Path, scratch: Path
) -> dict[str, AbstractContextManager[Server]]:
    found: dict[str, Any] = {
        "bare Flask": servers.serve_bare(plain),
        "geoposture": servers.serve_ours(layers),
    }
    if shutil.which("nginx") or Path("/usr/sbin/nginx").is_file():
        found["nginx"] = servers.serve_nginx(plain, scratch)
    providers = {
        one: {"name": "GeoJSON", "id_field": "id", "data": str(plain / f"{one}.geojson")}
        for one in LAYERS
    }
    peer = serve_pygeoapi(providers, scratch)
    return found | ({"pygeoapi": peer} if peer else {})


def _configure(port: int, providers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    world = {"bbox": [-180, -90, 180, 90], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}
    text, address = {"en": "comparison"}, "http://localhost"
    resources = {
        layer: {
            "type": "collection", "title": layer, "description": layer, "keywords": ["x"],
            "links": [], "extents": {"spatial": world},
            "providers": [{"type": "feature", **provider}],
        }
        for layer, provider in providers.items()
    }  # fmt: skip
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port}, "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8", "encoding": "utf-8", "gzip": True,
            "languages": ["en-US"], "pretty_print": False,
            "limits": {"default_items": 10, "max_items": 10_000_000},
            "map": {"url": f"{address}/{{z}}/{{x}}/{{y}}.png", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {"title": text, "description": text, "keywords": {"en": ["x"]},
                               "keywords_type": "theme", "terms_of_service": address,
                               "url": address},
            "license": {"name": "CC0", "url": address},
            "provider": {"name": "x", "url": address},
            "contact": {"name": "x", "position": "x", "email": "x@example.org", "url": address},
        },
        "resources": resources,
    }  # fmt: skip


if __name__ == "__main__":
    main()
