"""Three published articles beside the first: invented claims about real places of the layers.

They differ in length, credit and day; one id sorts before the first article's, one article is
credited nowhere and undated, one has a check of a length, one a check without any line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FIRST = "hegseth-tokyo-2025-03-30"
HARBOURS, CAPES, QUIET = "a-harbours-2026-05", "lengths-2027-02-11", "quiet-note"
NEWEST = CAPES
IDS = (FIRST, HARBOURS, CAPES, QUIET)
CLAIMS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    HARBOURS: (
        {"en": "Sasebo quay is longer than Yokosuka quay, harbourmasters count.",
         "ja": "佐世保の岸壁は横須賀より長いと港長は数える。",
         "features": [("us_bases/sasebo-naval-base", "explicit")]},
        {"en": "Ferries need eleven hours to Tsushima, harbourmasters reckon.",
         "ja": "対馬への連絡船は11時間と港長はみる。",
         "features": [("japan_archipelago/tsushima", "explicit"),
                      ("places/busan", "implied")]},
    ),
    CAPES: (
        {"en": "Surveyors walked a 1,700-mile arc of islands.",
         "ja": "測量者は1700マイルの弧を歩いた。",
         "features": [("japan_archipelago", "implied")],
         "quantity": {"value": 1700, "unit": "mile", "measures": "arc",
                      "value_si": 2735884.8, "unit_si": "m"},
         "computed": {"Yonaguni to Cape Soya": 1799, "Yonaguni to Cape Shiretoko": 1863}},
        {"en": "Surveyors slept at Misawa Air Base.", "ja": "測量者は三沢に泊まった。",
         "features": [("us_bases/misawa-ab", "explicit")]},
        {"en": "Surveyors put 600 km between Naha and Taipei.",
         "ja": "測量者は那覇と台北を600キロとした。",
         "features": [("places/naha", "explicit"), ("places/taipei", "explicit")],
         "quantity": {"value": 600, "unit": "kilometre", "measures": "distance",
                      "value_si": 600000.0, "unit_si": "m"},
         "computed": {"nearest points": 631.5}},
        {"en": "Surveyors saw no place at all.", "ja": "測量者は何も見なかった。", "features": []},
        {"en": "Surveyors rested beside the Taiwan Strait.", "ja": "測量者は台湾海峡で休んだ。",
         "features": [("taiwan_strait/taiwan-strait", "explicit")]},
    ),
    QUIET: (
        {"en": "Nothing stirs on Iwo Jima, islanders note.", "ja": "硫黄島は静かだと島民は記す。",
         "features": [("places/iwo-jima", "explicit")]},
    ),
}  # fmt: skip
SOURCES: Mapping[str, Mapping[str, Any]] = {
    HARBOURS: {"title": "Quays Compared", "publisher": "Harbour Gazette", "credit": "Dock Wire",
               "published": "2026-05"},
    CAPES: {"title": "Arc Walkers Return", "publisher": "Surveyor Weekly", "credit": None,
            "published": "2027-02-11"},
    QUIET: {"title": "Silent Shore", "publisher": None, "credit": None, "published": None},
}  # fmt: skip
WORDS: Mapping[str, Sequence[str]] = {
    FIRST: (
        "Hegseth Unveils", "30 March 2025", "2025年3月30日", "credits Reuters", "記事はロイター",
        "The Pentagon chief", "米国防長官は", "defense treaty lopsided", "joint AMRAAM output",
        "names no US base", "米軍基地の名前は一つも", "16 points", "16の記述", "of 16", "1/16",
        "1,900 miles", "1900マイル", "3,058 km", "Ichigaya (Japan", "市ヶ谷（統合", "54,000 to 55,000",
        "Titles and units are those of March 2025",
    ),
    HARBOURS: ("Quays Compared", "Harbour Gazette", "Dock Wire", "harbourmasters", "港長",
               "May 2026", "2026年5月", "2 points", "2の記述", "Busan. Our link"),
    CAPES: ("Arc Walkers", "Surveyor Weekly", "Surveyors", "測量者", "11 February 2027",
            "2027年2月11日", "5 points", "5の記述", "1,700 miles", "600 km fit"),
    QUIET: ("Silent Shore", "islanders", "島民"),
}  # fmt: skip
"""What only one of them says, in either language."""


def find_foreign(text: str, article: str) -> list[str]:
    """Return the words of other articles that stand in a text."""
    others = (word for other in IDS if other != article for word in WORDS[other])
    return [word for word in others if word in text]


def write_articles(folder: Path) -> Path:
    """Write the three as published files, as ``article publish`` does."""
    for article in CLAIMS:
        rows = list(_list_rows(article))
        text = json.dumps({"type": "FeatureCollection", "features": rows}, ensure_ascii=False)
        (folder / f"{article}.geojson").write_text(text, encoding="utf-8")
    return folder


def _list_rows(article: str) -> Any:
    for number, claim in enumerate(CLAIMS[article], start=1):
        for at, (feature, link) in enumerate(claim["features"] or [(None, "explicit")]):
            yield _make_row(article, number, at, feature, link, claim)


def _make_row(
    article: str, number: int, at: int, feature: str | None, link: str, claim: Mapping[str, Any]
) -> dict[str, Any]:
    quantity = claim.get("quantity")
    reason = ("Made up for a test.", "試験のため。") if link == "implied" else (None, None)
    check = quantity and {
        "kind": "length", "claimed": quantity["value"], "unit": quantity["unit"],
        "method": "geodesic", "verdict": "depends_on_definition", "computed": claim["computed"],
        "tolerance": 50, "reproduced_by": [], "inputs": [],
    }  # fmt: skip
    source = {
        **SOURCES[article], "url": None, "sha256": f"{number:064d}", "start": 10 * number,
        "end": 10 * number + 5, "offset_unit": "codepoint", "sentence": number,
    }  # fmt: skip
    properties = {
        "schema": "geoposture/annotation/1", "article": article, "claim_no": number,
        "status": "published", "link": link, "category": "quantity" if quantity else "place",
        "surface": None, "topics": ["other"], "claim_en": claim["en"], "claim_ja": claim["ja"],
        "claim_by": "article", "event_date": None, "event_date_basis": None, "feature": feature,
        "alternatives": [], "method": "editor", "rule": "made-up" if link == "implied" else None,
        "reason_en": reason[0], "reason_ja": reason[1],
        "verdict": check["verdict"] if check else None,
        "claimed_value": quantity and quantity["value"], "claimed_unit": quantity and
        quantity["unit"], "published": SOURCES[article]["published"], "quantity": quantity,
        "check": check, "source": source,
    }  # fmt: skip
    return {"type": "Feature", "id": f"{article}.{number:06d}{at:06d}", "geometry": None,
            "properties": properties}  # fmt: skip
