"""One table of addresses: every route of the service is in it, and what an export has of it."""

from __future__ import annotations

import re

from geoposture.export.addresses import ADDRESSES, find_address, find_file, is_for_people

FILLED = {"version": "0123456789abcdef", "file": "a.geojson", "name": "a.js", "ending": "svg"}


def list_paths(app):
    for rule in app.url_map.iter_rules():
        yield re.sub(r"<(?:[^<>]+:)?(\w+)>", lambda one: FILLED.get(one[1], "an-id"), rule.rule)


def test_every_route_is_in_the_table(app):
    paths = set(list_paths(app))
    assert len(paths) > 30
    assert [one for one in paths if find_address(one) is None] == []


def test_every_row_of_the_table_is_a_route(app):
    paths = set(list_paths(app))
    idle = [one.pattern for one in ADDRESSES
            if not one.pattern.endswith("/.*") and not any(find_address(p) is one for p in paths)]  # fmt: skip
    assert idle == []


def test_what_has_a_file_is_found_by_its_path(app):
    for path in list_paths(app):
        if find_address(path).files:
            assert find_file(path)


def test_a_live_embed_a_profile_and_a_form_have_files_of_their_own():
    for address, file in (
        ("/embed", "embed/index.html"), ("/embed?live=1", "embed/live.html"),
        ("/embed?lang=ja&article=a&live=1", "ja/articles/a/embed/live.html"),
        ("/v/0123456789abcdef/embed?live=1", "v/0123456789abcdef/embed/live.html"),
        ("/articles/a/annotations", "articles/a.geojson"),
        ("/articles/a/annotations?profile=w3c", "articles/a.jsonld"),
        ("/corrections?f=atom", "corrections.atom"),
    ):  # fmt: skip
        assert find_file(address) == file, address


def test_errors_are_pages_where_people_go_and_problems_where_programs_do(client):
    for path, people in (
        ("/about", True), ("/embed", None), ("/coverage", False), ("/articles/none", False),
        ("/v/0123456789abcdef/nothing", False), ("/collections/x/y/z", False),
    ):  # fmt: skip
        assert is_for_people(path) is people, path
    assert is_for_people("/nothing-like-this") is None
    page = client.get("/nothing-like-this", headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"
    assert client.get("/collections/none").mimetype == "application/problem+json"
