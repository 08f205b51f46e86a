"""The data service beside a bare Flask route, pygeoapi and nginx: one after the other, one run.

Layers: the bases, the islands and 10,000 points made up here. The load is wrk with eight
connections; CPU is that of the server's whole process tree, which is steadier than requests
a second on a shared machine.
"""

from __future__ import annotations

import gzip
import json
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
BOXES = "boxes.lua"


@dataclass(frozen=True)
class Load:
    """What a load gave: requests a second and CPU milliseconds a request."""

    rate: float
    cpu_ms: float


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
    write_boxes(scratch / BOXES)
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
        cells = [one.name, f"{ours[one.name].cpu_ms:.3f}",
                 f"{ours[one.name].cpu_ms / limit.cpu_ms:.2f}"]  # fmt: skip
        for peer in ("nginx", "pygeoapi"):
            other = found.get(peer, {}).get(one.name)
            cells += (
                [f"{ours[one.name].rate / other.rate:.2f}", f"{other.cpu_ms:.3f}"]
                if other else ["–", "–"]
            )  # fmt: skip
        rows.append(cells)
    header = ["request", "CPU ms", "× bare Flask", "r/s ÷ nginx", "nginx ms", "r/s ÷ pygeoapi",
              "pygeoapi ms"]  # fmt: skip
    print_table("the data service (Granian, two workers)", header, rows)
    print("started in " + ", ".join(f"{name} {took:.1f} s" for name, took in starts.items()))


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
    fresh = Request("small bbox of points, never the same",
                    {"geoposture": "/collections/points/items?bbox="}, script=BOXES)  # fmt: skip
    bare = Request("ok", {"geoposture": "/healthz", "bare Flask": "/ok", "nginx": "/ok",
                          "pygeoapi": "/conformance?f=json"})  # fmt: skip
    return [bare, *whole, *items, *boxes, fresh]


def load(server: Server, request: Request, scratch: Path) -> Load:
    """Put a load on a server and return what it gave."""
    address = server.address + request.paths[server.name]
    script = ["-s", str(scratch / request.script)] if request.script else []
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", "--timeout", "20s", *script,
               "-H", f"Accept-Encoding: {request.encoding}"]  # fmt: skip
    subprocess.run([*command, "-d1s", address], capture_output=True, check=True)
    before = server.cpu_s()
    out = subprocess.run(
        [*command, f"-d{SECONDS}s", address], capture_output=True, text=True, check=True
    ).stdout
    used = server.cpu_s() - before
    if "Non-2xx" in out:
        raise RuntimeError(f"{address}: {out}")
    count = int(re.search(r"(\d+) requests in", out)[1])  # type: ignore[index]
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])  # type: ignore[index]
    return Load(rate, 1000 * used / count)


def make_layers(folder: Path) -> Path:
    """Copy the shipped layers and add one of made-up points."""
    shutil.copytree(find_layers(), folder, ignore=shutil.ignore_patterns("recipes", ".cache"))
    (folder / "points.geojson").write_text(json.dumps(make_points()), encoding="utf-8")
    (folder / "points.toml").write_text(
        '[title]\nen = "Points"\nja = "点"\n[description]\nen = "Made up."\nja = "架空の点。"\n',
        encoding="utf-8",
    )
    return folder


def make_points() -> dict[str, Any]:
    """Return 10,000 points round Japan with a few properties each."""
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
        for number in range(MADE_UP)
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


def write_boxes(file: Path) -> None:
    """Write the wrk script that asks for another small box each time."""
    file.write_text(
        "request = function()\n"
        "  local w, s = 123 + math.random() * 22, 25 + math.random() * 20\n"
        '  return wrk.format("GET", string.format('
        '"/collections/points/items?bbox=%.5f,%.5f,%.5f,%.5f", w, s, w + 0.3, s + 0.3))\nend\n'
    )


def install_pygeoapi() -> Path | None:
    """Return the folder of pygeoapi's programs, installed once in an environment of its own."""
    programs = PEERS / "bin"
    if not (programs / "pygeoapi").is_file():
        print("installing pygeoapi for the comparison …", file=sys.stderr)
        try:
            subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
            quiet = ["-q", "--disable-pip-version-check"]
            subprocess.run(
                [str(programs / "pip"), "install", *quiet, PYGEOAPI, "gunicorn"], check=True
            )
        except (OSError, subprocess.CalledProcessError):
            return None
    return programs


def serve_pygeoapi(plain: Path, scratch: Path) -> AbstractContextManager[Server] | None:
    """Run pygeoapi on the same files, None where it cannot be installed."""
    programs = install_pygeoapi()
    if programs is None:
        return None
    port = servers.find_port()
    config, definition = scratch / "pygeoapi.json", scratch / "openapi.json"
    config.write_text(json.dumps(_configure(port, plain)), encoding="utf-8")
    environment = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(definition)}
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
    peer = serve_pygeoapi(plain, scratch)
    return found | ({"pygeoapi": peer} if peer else {})


def _configure(port: int, plain: Path) -> dict[str, Any]:
    world = {"bbox": [-180, -90, 180, 90], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}
    text, address = {"en": "comparison"}, "http://localhost"
    resources = {
        layer: {
            "type": "collection", "title": layer, "description": layer, "keywords": ["x"],
            "links": [], "extents": {"spatial": world},
            "providers": [{"type": "feature", "name": "GeoJSON", "id_field": "id",
                           "data": str(plain / f"{layer}.geojson")}],
        }
        for layer in LAYERS
    }  # fmt: skip
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port}, "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8", "encoding": "utf-8", "gzip": True,
            "languages": ["en-US"], "pretty_print": False,
            "limits": {"default_items": 10, "max_items": 100000},
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
