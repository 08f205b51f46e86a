"""Errors → answers: problem+json (RFC 9457) on API paths, a page for people elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import orjson
from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from geoposture.errors import Busy, GeopostureError, Unavailable, Withdrawn, escape_controls
from geoposture.export.addresses import is_for_people
from geoposture.maps.templating import page_templates
from geoposture.service.http.cache import find_kept
from geoposture.service.http.headers import REQUEST_ID
from geoposture.service.http.params import choose_language, wants_json, wants_page
from geoposture.service.http.served import current

MEDIA_TYPE = "application/problem+json"
NAME_REFUSED, LONGEST_NAME = "geoposture-name-refused", 253
PAGE_WORDS = {503: "err.busy"}
CODES = {400: "bad_parameter", 404: "not_found", 405: "method_not_allowed", 503: "busy"}


def register(app: Flask) -> None:
    """Let every error of the application end here.

    Parameters
    ----------
    app : Flask
        The service.
    """
    app.register_error_handler(GeopostureError, _answer_own)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_unforeseen)


def problem(
    status: int,
    code: str,
    detail: str,
    parameter: str | None = None,
    told: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem+json answer; `told` is the same for readers, in every language.

    Who asks for this media type by name, as the page does, gets the words for readers too.

    Parameters
    ----------
    status : int
        Of HTTP.
    code : str
        Of the error, for programs.
    detail : str
        One line: what was wrong, and what would be right.
    parameter : str, optional
        The one with the wrong value; None names none.
    told : mapping of str to str, optional
        By language; None where the detail says it all.
    """
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.script_root + request.path,
        "code": code,
    }
    if parameter:
        body["invalid-params"] = [{"name": parameter, "reason": detail}]
    if told and MEDIA_TYPE in request.headers.get("Accept", ""):
        body["message"] = dict(told)
    response = Response(orjson.dumps(body), status=status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer_own(error: GeopostureError) -> Response:
    if isinstance(error, Unavailable) and (kept := find_kept(request.environ, current())):
        return kept
    if isinstance(error, Busy | Unavailable):
        return _answer_busy(error)
    if error.status >= 500:  # noqa: PLR2004
        current_app.logger.error("%s: %s", _request_id(), error.message)
        return _answer(error.status, error.code, "this data cannot be served at the moment")
    if isinstance(error, Withdrawn) and _wants_stub():
        return _error_page(error.status, gone=error)
    if _wants_page():
        refused = error.status in (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_ACCEPTABLE)
        return _error_page(error.status, detail=error.message if refused else None)
    return problem(error.status, error.code, error.message, error.parameter, error.told)


def _answer_busy(error: Busy | Unavailable) -> Response:
    seconds = str(error.retry_after_s)
    page = _wants_page()
    response = _error_page(503, s=seconds) if page else problem(503, error.code, error.message)
    response.headers["Retry-After"] = seconds
    return response


def _answer_http(error: HTTPException) -> Response:
    status = error.code or 500
    if isinstance(error, SecurityError):
        _tell_refused_name()
    if status == HTTPStatus.NOT_FOUND and _is_known_without_slash(request.path):
        return _drop_slash(request.path)
    detail = {404: "there is nothing at this path", 405: "this method is not served here"}
    response = _answer(status, CODES.get(status, "error"), detail.get(status, error.name))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _tell_refused_name() -> None:
    """Say once why nobody is answered: behind a proxy every reader comes by a name."""
    if current().settings.public_url or NAME_REFUSED in current_app.extensions:
        return
    current_app.extensions[NAME_REFUSED] = True
    name = escape_controls(request.headers.get("Host", ""))[:LONGEST_NAME]
    current_app.logger.warning(
        "asked for as “%s”, which gets 400: name the readers' address in GEOPOSTURE_PUBLIC_URL",
        name,
    )


def _is_known_without_slash(path: str) -> bool:
    plain = path.removesuffix("/")
    if plain in ("", path):
        return False
    return bool(current_app.url_map.bind("").test(plain, method="GET"))


def _drop_slash(path: str) -> Response:
    """Lead to the address that people meant, relative: a proxy may have put a path before it."""
    name = quote(path.removesuffix("/").rpartition("/")[2])
    query = request.query_string.decode("latin-1")
    target = f"../{name}{'?' if query else ''}{query}"
    return Response(status=HTTPStatus.PERMANENT_REDIRECT, headers={"Location": target})


def _answer_unforeseen(error: Exception) -> Response:
    current_app.logger.exception("%s", _request_id(), exc_info=error)
    return _answer(500, "error", f"something went wrong on our side; reference {_request_id()}")


def _answer(status: int, code: str, detail: str, parameter: str | None = None) -> Response:
    if _wants_page():
        return _error_page(status)
    return problem(status, code, detail, parameter)


def _request_id() -> str:
    return str(request.environ[REQUEST_ID])


def _wants_page() -> bool:
    return wants_page() or (bool(is_for_people(request.path)) and not wants_json())


def _wants_stub() -> bool:
    """Tell whether what is left of an article is told to people: in a frame it always is."""
    framed = request.path.endswith("/embed") or request.args.get("f") == "html"
    return framed or _wants_page()


def _error_page(
    status: int, *, gone: Withdrawn | None = None, detail: str | None = None, **values: str
) -> Response:
    """Return what readers see; of an article that was withdrawn it is what is left of it.

    `detail` is what was wrong with the address, in the words of the service.
    """
    lang = choose_language()
    catalog = current().catalog
    words, other = catalog.words(lang), catalog.words(catalog.other_language(lang) or lang)
    values = {"id": _request_id(), **values}
    key = PAGE_WORDS.get(status) or ("err.notfound" if status < 500 else "err.server")  # noqa: PLR2004
    key = "err.refused" if detail else key
    told = gone.told if gone else None
    said = told or {one.lang: one.text(key, **values) for one in (words, other)}
    text = page_templates().get_template("error.html").render(
        lang=lang, other_lang=other.lang, t=words.text, status=status,
        message=said[lang], original=gone.url if gone else None, again=values.get("s"),
        heading=words.text("art.withdrawn_title") if gone else "", detail=detail,
        other_message=said[other.lang] if other.lang != lang else "",
        urls=current().list_urls("app.css"),
    )  # fmt: skip
    page = current().place_page(text)
    response = Response(page, status=status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
