"""Every word of the table is asked for by some code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import geoposture
from geoposture.language.words import list_documents, read_table

PACKAGE = Path(geoposture.__file__).parent
BROWSER = PACKAGE.parent / "web" / "src"
FILES = (
    *PACKAGE.rglob("*.py"), *(PACKAGE / "templates").glob("*.html"), *BROWSER.rglob("*.js"),
)  # fmt: skip
KEYS = frozenset(row["key"] for row in read_table())

# Keys that code puts together: how they begin, as it stands in the code, and how they go on.
# What data name, such as kinds and topics, is any word.
IN_PARTS = {
    "art.": "title|credit|published|kind|places|claims|no|claim|link|verdict",
    "art.by.": r"\w+",
    "art.kind.": r"\w+",
    "basing.": r"\w+",
    "check.verdict.": r"\w+",
    "claim.place_": "explicit|implied",
    "codebook.": "field|label|means|layers|value|count|both|agree|lacking|of"
    r"|gap\.(position|url|archived)",
    "copy.sentence_": "en|ja",
    "corrections.": "corrected|updated|withdrawn",
    "coverage.": "based|rotational|announced|planned",
    "coverage.mode_": "distance|system",
    "coverage.threshold": "(_inside)?(_many)?",
    "dir.": "north|south|east|west",
    "figure.interval.": r"\w+",
    "figure.method.": r"\w+\.[12]",
    "figure.otherwise": "(.length)?",
    "kind.": r"\w+",
    "legend.branch.": r"\w+",
    "legend.slim.": r"\w+",
    "method.": r"(distance|coverage)\.(en|ja)",
    "page.": rf"({'|'.join(list_documents())})\.(\d\.)?(title|text)",
    "place.all.": "none|one|several",
    "place.grade.": "[ABC]",
    "place.rest.": "none|one|several",
    "problem.": r"\w+",
    "question.": r"\w+",
    "refuse.": r"\w+",
    "res.": "next|prev",
    "res.source.": r"\w+",
    "share.": "title|credit|caption",
    "site.": "|".join(list_documents()),
    "source.kind.": r"\w+",
    "share.shape_": "wide|square|tall",
    "status.": r"\w+",
    "table.col.": r"\w+",
    "topic.": r"\w+",
    "unit.": r"\w+",
    "version.": "added|removed|changed",
    "version.is_": "added|removed|changed",
}


@pytest.fixture(scope="module")
def code() -> str:
    if not BROWSER.is_dir():
        pytest.skip("not a checkout: the browser side is not beside the package")
    return "\n".join(file.read_text("utf-8") for file in FILES)


def find_unasked(code: str, keys: frozenset[str]) -> list[str]:
    whole = set(re.findall(r"""["'`]([a-z]\w*(?:\.\w+)+)["'`]""", code))
    parts = [re.compile(f"{re.escape(stem)}(?:{rest})") for stem, rest in IN_PARTS.items()]
    return sorted(
        key for key in keys - whole if not any(one.fullmatch(key) for one in parts)
    )  # fmt: skip


def test_every_key_is_asked_for(code):
    assert find_unasked(code, KEYS) == []


def test_a_key_that_nobody_asks_for_is_found(code):
    assert find_unasked(code, KEYS | {"site.nobody"}) == ["site.nobody"]


@pytest.mark.parametrize("stem", IN_PARTS)
def test_code_still_puts_such_keys_together(code, stem):
    assert any(f"{quote}{stem}" in code for quote in "\"'`"), stem
    pattern = re.compile(f"{re.escape(stem)}(?:{IN_PARTS[stem]})")
    assert any(pattern.fullmatch(key) for key in KEYS), stem
