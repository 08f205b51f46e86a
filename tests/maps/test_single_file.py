"""The map as one file, on the command line and in a notebook."""

from __future__ import annotations

import re

import geoposture as gp


def test_the_file_holds_everything_and_names_no_other_place(tmp_path, runner):
    target = tmp_path / "map.html"
    shown = runner("map", "-o", str(target), "--claim", "3", "--lang", "ja")
    assert shown.status == 0, shown.err
    text = target.read_text(encoding="utf-8")
    assert not re.findall(r'<(?:script|link)[^>]+(?:src|href)="(?!data:|\$)', text)
    assert not re.findall(r"url\((?!\)|['\"]?(?:data:|#))", text.partition("</style>")[0])
    assert text.count("data:font/woff2") == 1
    assert "嘉手納飛行場" in text
    assert len(text) < 1_000_000


def test_the_same_map_is_the_same_bytes(tmp_path, runner):
    for name in ("a.html", "b.html"):
        runner("map", "-o", str(tmp_path / name))
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_name_with_markup_stays_data(spoil):
    name = "</script><script>window.ran=1</script>"
    folder = spoil('"name_en":"Kadena Air Base"', f'"name_en":"{name}"')
    text = gp.explore(layers=gp.load_layers(folder)).html
    assert "<script>window.ran" not in text


def test_a_folder_that_is_not_there_gets_one_line(tmp_path, runner):
    shown = runner("map", "-o", str(tmp_path / "none" / "map.html"))
    assert shown.status == 1
    assert len(shown.err.strip().splitlines()) == 1


def test_a_notebook_shows_the_map_in_a_sandbox(tmp_path):
    found = gp.explore(lang="ja", where="branch:USMC")
    shown = found._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert 'sandbox="allow-scripts allow-popups"' in shown
    found.save(tmp_path / "map.html")
    assert (tmp_path / "map.html").read_text(encoding="utf-8") == found.html


def test_it_is_served_as_well_and_may_ask_nobody(client):
    answer = client.get("/map.html?lang=en")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy
    assert "sandbox" in policy
