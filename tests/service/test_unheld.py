"""An address of a version that is not held shows the newest, and says so; what was never one is not found."""

from __future__ import annotations

import pytest

UNHELD = "0123456789abcdef"
LINE = "from=us_bases/kadena-ab&to=places/taipei"
SAID = {"en": f"Version {UNHELD} is not held here any more; this is the newest.",
        "ja": f"{UNHELD}版はここにはありません。最新の版を表示しています。"}  # fmt: skip


def flatten(svg: str) -> str:
    return "".join(part.partition(">")[2] for part in svg.split("<"))


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("query", ["", LINE, f"{LINE}&caption=Ours", "shape=tall"])
def test_a_picture_says_that_its_version_is_not_held(client, catalog, lang, query):
    given = f"{query}&lang={lang}"
    told = client.get(f"/v/{UNHELD}/map.svg?{given}")
    assert told.status_code == 200
    text = flatten(told.text).replace(" ", "")
    assert SAID[lang].replace(" ", "") in text
    assert ("Ours" in text) is ("caption" in query)
    for version in (f"/v/{catalog.version}", ""):
        held = flatten(client.get(f"{version}/map.svg?{given}").text).replace(" ", "")
        assert SAID[lang].replace(" ", "") not in held
    assert SAID[lang] in client.get(f"/v/{UNHELD}/embed?{given}").text


def test_its_png_is_another_than_that_of_the_newest(client):
    size = "width=400&height=300&lang=en"
    assert client.get(f"/v/{UNHELD}/map.png?{size}").data != client.get(f"/map.png?{size}").data


@pytest.mark.parametrize("version", ["latest", "0123", UNHELD.upper(), UNHELD + "0", "%00"])
@pytest.mark.parametrize("path", ["map.svg", "map.png", "map.pdf", "embed", "embed?live=1"])
def test_what_no_version_was_ever_called_is_not_found(client, version, path):
    answer = client.get(f"/v/{version}/{path}")
    assert answer.status_code == 404
    assert "Traceback" not in answer.text
