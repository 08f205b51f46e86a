"""What would be more than text in an answer: an element, an attribute, a script, a formula."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser

LINKS = (
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "{http://www.w3.org/1999/xlink}href",
)
SAFE = re.compile(
    r"(?:https?://|mailto:|data:image/|data:font/|data:,|/(?!/)|[#?.]|[\w-]+(?:$|[./?#]))",
    re.IGNORECASE,
)
FORBIDDEN = frozenset(("base", "object", "applet", "embed", "marquee"))
IN_SCRIPT = re.compile(r'"(?:[^"\\\n\u2028\u2029<]|\\.)*"')
FORMULA = re.compile(r"[=+@\t\r]|-(?![0-9.])")
MARK = "ran()"
KML_TEXT = "{http://www.opengis.net/kml/2.2}description"
"""Shown as HTML by who reads KML."""
csv.field_size_limit(10**8)
KINDS = {
    ".html": "text/html", ".json": "application/json", ".geojson": "application/geo+json",
    ".csv": "text/csv", ".kml": "application/xml", ".svg": "image/svg+xml", ".xml": "application/xml",
    ".atom": "application/xml", ".js": "text/javascript",
}  # fmt: skip


class Elements(HTMLParser):
    """What a browser would make of a page: elements, and the texts of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.scripts: list[tuple[str, str]] = []
        self.frames: list[str | None] = []
        self.open: str | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.faults += [
            f"<{tag} {name}>"
            for name in told
            if name.startswith("on") or MARK in name or '"' in name
        ]
        self.faults += [f"<{tag}>"] if tag in FORBIDDEN or MARK in tag else []
        self.faults += [
            f"<{tag} {name}={told[name][:60]!r}>"
            for name in LINKS
            if told.get(name) and not is_safe(told[name])
        ]
        self.frames += [told["srcdoc"]] if told.get("srcdoc") else []
        self.open = told.get("type") or "script" if tag == "script" else None

    def handle_endtag(self, tag):
        self.open = None

    def handle_data(self, data):
        if self.open:
            self.scripts.append((self.open, data))


def is_safe(address: str) -> bool:
    plain = re.sub(r"[\x00-\x20]", "", address)
    return bool(SAFE.match(plain))


def find_faults(kind: str, body: bytes) -> Iterator[str]:
    """Yield where the text of data is more than text in an answer of this type."""
    text = body.decode()
    if kind == "text/html":
        yield from find_in_page(text)
    elif kind == "text/javascript":
        yield from find_in_script(text)
    elif kind == "text/csv":
        yield from find_in_table(text)
    elif kind.endswith("json"):
        yield from find_in_json(json.loads(text))
    elif kind.endswith("xml"):
        yield from find_in_xml(text)
    elif kind == "application/x-bibtex":
        yield from (
            []
            if text.count("{") - text.count("\\{") == text.count("}") - text.count("\\}")
            else ["braces"]
        )
    else:
        assert kind == "text/plain", kind


def find_in_page(text: str) -> Iterator[str]:
    seen = Elements(text)
    yield from seen.faults
    for kind, script in seen.scripts:
        if kind.endswith("json"):
            json.loads(script)
            yield from ["JSON could end its script"] if "<" in script else []
        elif MARK in script:
            yield from find_in_script(script)


def find_in_script(text: str) -> Iterator[str]:
    if MARK in IN_SCRIPT.sub("", text):
        place = IN_SCRIPT.sub("", text).index(MARK)
        yield f"a script that would run: {IN_SCRIPT.sub('', text)[max(0, place - 60) : place + 9]!r}"


def find_in_table(text: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(text, newline="")):
        yield from (f"the formula {cell[:40]!r}" for cell in row if FORMULA.match(cell))


def find_in_json(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            if (
                key in ("href", "url", "thumbnail_url", "archived", "licence_url")
                and isinstance(one, str)
                and one
            ):
                yield from [] if is_safe(one) else [f"{key}: {one[:60]!r}"]
            if key == "html":
                yield from find_in_page(str(one))
            yield from find_in_json(one)
    elif isinstance(value, list):
        for one in value:
            yield from find_in_json(one)


def find_in_xml(text: str) -> Iterator[str]:
    for one in ET.fromstring(text).iter():
        name = one.tag.rpartition("}")[2].lower()
        yield from ([f"<{name}>"] if name in ("script", "foreignobject", "iframe") else [])
        yield from (f"<{name} {key}>" for key in one.attrib if key.lower().startswith("on"))
        yield from (
            f"<{name} {key}={one.attrib[key][:60]!r}>"
            for key in LINKS
            if key in one.attrib and not is_safe(one.attrib[key])
        )
        if one.get("type") in ("html", "text/html") or name == "html" or one.tag == KML_TEXT:
            yield from find_in_page(one.text or "")
