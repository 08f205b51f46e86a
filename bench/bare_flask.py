"""The limit: a bare Flask route that answers with bytes that are ready, and one with 'ok'."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

from flask import Flask, Response, request

FILES = {one.stem: one.read_bytes() for one in Path(os.environ["BARE_FOLDER"]).glob("*.geojson")}
SMALL = {name: gzip.compress(data, 9) for name, data in FILES.items()}
GEOJSON = "application/geo+json"

app = Flask(__name__)


@app.get("/ok")
def ok() -> str:
    """Return as little as can be."""
    return "ok"


@app.get("/<name>.geojson")
def whole(name: str) -> Response:
    """Return a file."""
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers = {"Content-Encoding": "gzip"}
        return Response(SMALL[name], mimetype=GEOJSON, headers=headers)
    return Response(FILES[name], mimetype=GEOJSON)
