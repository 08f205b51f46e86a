"""A shelf of articles for tests: invented claims about real places of the layers, of any number."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from geoposture.catalog import find_layers, load_layers

PLACES = (
    "us_bases/kadena-ab", "us_bases/misawa-ab", "us_bases/sasebo-naval-base", "places/naha",
    "japan_archipelago/tsushima", "taiwan_strait/taiwan-strait", "us_bases/yokota-ab", None,
)  # fmt: skip
DAYS = (
    "2024-05-31", "2024-05", "2024-06-01", "2019-02-03", None, "2024-05-01", "2022-11", "2021-07",
    "2023-08-09", "2020-10", "2020-10-31", "2020-11-01", "2026-01-02", "2025-04", "2025-04-30",
    "2019-02",
)  # fmt: skip
"""Days, months and a year: one of none, two at the same time of each month."""
ORDERED = (
    "2026-01-02", "2025-04-30", "2025-04", "2024-06-01", "2024-05-31", "2024-05-01", "2024-05",
    "2023-08-09", "2022-11", "2021-07", "2020-11-01", "2020-10-31", "2020-10", "2019-02-03", "2019-02",
    None,
)  # fmt: skip
TOPICS = (["basing"], ["basing", "access"], ["exercise"], ["environment"], ["other"],
          ["transit"], ["command"], ["munitions"])  # fmt: skip


def name(at: int) -> str:
    return f"shelf-{at:02}"


def write_shelf(folder: Path, count: int = 16, claims: int = 8) -> Path:
    """Write so many published articles of so many claims, every third one in Japanese."""
    folder.mkdir(parents=True, exist_ok=True)
    for at in range(count):
        rows = [_make_row(at, number) for number in range(1, claims + 1)]
        text = json.dumps({"type": "FeatureCollection", "features": rows}, ensure_ascii=False)
        (folder / f"{name(at)}.geojson").write_text(text, encoding="utf-8")
    return folder


def make_source(at: int) -> dict[str, Any]:
    ja = at % 3 == 2
    return {
        "title": f"試験のための見出し{at}号" if ja else f"Headline made up for test {at}",
        "publisher": None if at % 5 == 4 else f"Gazette {at}", "credit": None,
        "published": DAYS[at % len(DAYS)], "language": "ja" if ja else "en",
        "kind": "official" if at % 4 == 0 else "news",
        "url": f"https://gazette.example/{at}", "sha256": f"{at:064x}",
    }  # fmt: skip


def _make_row(at: int, number: int) -> dict[str, Any]:
    feature = PLACES[(number - 1) % len(PLACES)]
    source = make_source(at) | {
        "start": 10 * number, "end": 10 * number + 5, "offset_unit": "codepoint",
        "sentence": number, **({"extent": 1999} if at % 2 else {}),
    }  # fmt: skip
    properties = {
        "schema": "geoposture/annotation/1", "article": name(at), "claim_no": number,
        "status": "published", "link": "implied" if number % 3 == 0 else "explicit",
        "category": "place", "surface": None, "topics": TOPICS[(number - 1) % len(TOPICS)],
        "claim_en": f"Gazette {at} counts {100 + at * number} visitors in its claim {number}.",
        "claim_ja": f"官報{at}は{number}番目に来訪者{100 + at * number}人とする。",
        "claim_by": "article", "event_date": None, "event_date_basis": None, "feature": feature,
        "alternatives": [], "method": "editor", "rule": None, "reason_en": None,
        "reason_ja": None, "verdict": None, "claimed_value": None, "claimed_unit": None,
        "published": source["published"], "quantity": None, "check": None, "source": source,
        "review": {"by": "compilers", "at": "2026-11-26", "note": None},
    }  # fmt: skip
    return {"type": "Feature", "id": f"{name(at)}.{at:04x}{number:08x}", "geometry": None,
            "properties": properties}  # fmt: skip


@cache
def keep_first() -> Path:
    """The shipped layers with the article that opens and no other: what a test counts stays.

    The theatre names none to open with, so that a newer one beside it does.
    """
    folder = Path(tempfile.mkdtemp(prefix="first-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shipped = find_layers()
    target = folder / "layers"
    shutil.copytree(
        shipped, target, ignore=shutil.ignore_patterns(".cache", "recipes", "__pycache__")
    )
    opens = load_layers().theatre.article
    for kind in ("annotations/*.geojson", "articles/*.toml"):
        for file in target.glob(kind):
            if file.stem != opens:
                file.unlink()
    theatre = target / "theatre.toml"
    told = theatre.read_text(encoding="utf-8")
    theatre.write_text(told.replace(f'article = "{opens}"\n', "", 1), encoding="utf-8")
    return target
