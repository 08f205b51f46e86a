"""The log of answers: a line each, in the form asked for, and a line for what fails below Flask."""

from __future__ import annotations

import json
import logging
import re

import pytest

from geoposture.errors import BadRequest
from geoposture.service import create_app
from geoposture.service.http.access import LogAccess, write_common, write_json
from geoposture.settings import Settings, read_settings

COMMON = re.compile(
    r"(\S+) - - \[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000)\] "
    r'"([A-Z]+) (\S+) (HTTP/1\.1)" (\d{3}) (\d+) ([0-9a-f]{32})'
)
ADDRESSES = (
    "/", "/embed", "/healthz", "/map.png?width=300", "/layers/us_bases.csv", "/moon",
    "/collections/us_bases/items?limit=2", "/distance?from=moon&to=sun", "/figures",
)  # fmt: skip


@pytest.fixture(params=["common", "json"])
def logged(request, catalog):
    return request.param, create_app(Settings(access_log=request.param), catalog).test_client()


def read(form, line):
    if form == "json":
        return json.loads(line)
    client, when, method, address, _, status, size, id_ = COMMON.fullmatch(line).groups()
    return {"client": client, "time": when, "method": method, "address": address,
            "status": int(status), "bytes": int(size), "id": id_}  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_answer_is_one_line_with_its_size_and_id(logged, capsys, address):
    form, client = logged
    answer = client.get(address)
    answer.close()
    (line,) = capsys.readouterr().out.splitlines()
    told = read(form, line)
    assert told["address"] == address
    assert told["status"] == answer.status_code
    assert told["bytes"] == len(answer.data)
    assert told["id"] == answer.headers["X-Request-ID"]
    assert told["client"] == "127.0.0.1"
    if form == "json":
        assert told["ms"] >= 0
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told["time"])


def test_a_head_and_a_preflight_have_their_line_too(logged, capsys):
    form, client = logged
    client.head("/about").close()
    client.options("/rings", headers={"Access-Control-Request-Method": "GET"}).close()
    first, second = (read(form, one) for one in capsys.readouterr().out.splitlines())
    assert (first["method"], first["status"], first["bytes"]) == ("HEAD", 200, 0)
    assert (second["method"], second["status"], second["bytes"]) == ("OPTIONS", 204, 0)


@pytest.mark.parametrize(
    "address", ['/a"b', "/a%0Ab", "/a%1B[31m", "/?x=a%0D%0Ab", '/?q="', "/嘉手納", "/?q=嘉手納"]
)
def test_whatever_is_asked_for_it_is_one_line_of_plain_signs(logged, capsys, address):
    form, client = logged
    client.get(address).close()
    text = capsys.readouterr().out
    assert text.count("\n") == 1
    assert text.strip().isascii()
    assert text.strip().isprintable()
    assert read(form, text.strip())["status"] in (200, 404)


def test_nothing_is_written_where_nobody_asked(catalog, capsys):
    create_app(Settings(), catalog).test_client().get("/about").close()
    assert capsys.readouterr().out == ""


def test_one_of_three_words_is_wanted():
    for form in ("off", "common", "json"):
        assert read_settings({"GEOPOSTURE_ACCESS_LOG": form}).access_log == form
    for form in ("combined", "JSON", "1"):
        with pytest.raises(BadRequest, match=r"GEOPOSTURE_ACCESS_LOG.*off, common or json"):
            read_settings({"GEOPOSTURE_ACCESS_LOG": form})


def fail_at_once(environ, start):
    raise RuntimeError("below Flask")


def fail_midway(environ, start):
    start("200 OK", [])
    yield b"abc"
    raise RuntimeError("in the middle")


@pytest.mark.parametrize(("application", "sent"), [(fail_at_once, 0), (fail_midway, 3)])
@pytest.mark.parametrize("write", [None, write_common, write_json])
def test_what_fails_below_flask_is_reported_by_its_request(
    caplog, capsys, application, sent, write
):
    log = LogAccess(application, write, logging.getLogger("geoposture").error)
    environ = {"PATH_INFO": "/x", "REQUEST_METHOD": "GET", "geoposture.request_id": "f" * 32}

    def ask():
        body = log(environ, lambda *_: None)
        try:
            list(body)
        finally:
            body.close()

    with pytest.raises(RuntimeError):
        ask()
    (record,) = caplog.records
    assert record.getMessage() == "f" * 32
    assert record.exc_info[0] is RuntimeError
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == (write is not None)
    if write:
        assert " 500 " in lines[0] or '"status": 500' in lines[0]
        assert f" {sent} " in lines[0] or f'"bytes": {sent},' in lines[0]


@pytest.mark.parametrize("write", [None, write_common])
def test_a_body_that_is_whole_is_handed_on_as_it_is(capsys, write):
    body = [b"ab", b"c"]
    log = LogAccess(lambda *_: body, write, logging.getLogger("geoposture").error)
    assert log({}, lambda *_: None) is body
