"""One table of settings: it drives the environment, the command line and the docs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geoposture.errors import BadRequest

PREFIX = "GEOPOSTURE_"
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
HIGHEST_PORT = 65535
TILES = "an https address, or an http one of this machine, with {z}, {x} and {y} once each"
PLACES = ["{x}", "{y}", "{z}"]
FILES, DATABASES = "files", ("postgresql://", "postgres://")
LOGS = ("off", "common", "json")
EVERYWHERE = ("0.0.0.0", "::")


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= HIGHEST_PORT:
        raise ValueError
    return number


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _natural(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _address(text: str) -> str:
    parts = urlsplit(text)
    plain = re.fullmatch(r"(/[\w~-][\w.~-]*)*/*", parts.path, re.ASCII)
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        raise ValueError
    if "?" in text or "#" in text:
        raise ValueError
    return text.rstrip("/")


def _store(text: str) -> str:
    if text != FILES and not text.startswith(DATABASES):
        raise ValueError
    return text


def _log(text: str) -> str:
    if text not in LOGS:
        raise ValueError
    return text


def _tiles(text: str) -> str:
    """Read the address of background tiles, whose host is to stand in a policy as it is."""
    parts = urlsplit(text)
    local = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    plain = (
        re.fullmatch(r"[\w.~:/?#\[\]@!$&()*+,=%{}-]+", text, re.ASCII) and "@" not in parts.netloc
    )
    braces = sorted(re.findall(r"\{[^{}]*\}|[{}]", text))
    host = re.fullmatch(r"([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?", parts.netloc.lower())
    if not (parts.scheme == "https" or local) or not (plain and host) or braces != PLACES:
        raise ValueError
    return text


def _line(text: str) -> str:
    line = text.strip()
    if not line or not line.isprintable():
        raise ValueError
    return line


def _setting(default: Any, what: str, wants: str, read: Callable[[str], Any]) -> Any:
    return field(default=default, metadata={"help": what, "wants": wants, "read": read})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a running service can be told; every field is ``GEOPOSTURE_<NAME>`` outside."""

    host: str = _setting("127.0.0.1", "address to listen on", "an address", str)
    port: int = _setting(8000, "port to listen on", "a port, 0 to 65535", _port)
    workers: int = _setting(2, "number of worker processes", "a number from 1", _positive)
    public_url: str | None = _setting(
        None,
        "address under which readers reach the map (default: what is bound)",
        "an http or https address, its path of letters, digits and -_.~ alone",
        _address,
    )
    trusted_hosts: tuple[str, ...] = _setting(
        (),
        "host names answered to, besides that of the public address and loopback",
        "names joined by commas",
        _names,
    )
    layers: Path | None = _setting(
        None, "folder of the layers (default: those of the package)", "a folder", Path
    )
    articles: Path | None = _setting(None, "folder of further published articles", "a folder", Path)
    store: str = _setting(
        FILES,
        "where layers come from beside the folder: files is nowhere else",
        "files, or an address as in postgresql://user@host/name",
        _store,
    )
    tiles_url: str | None = _setting(
        None, "background tiles of your own, from zoom 8 on the map page", TILES, _tiles
    )
    tiles_attribution: str | None = _setting(
        None, "whose tiles they are; needed with them", "one line of plain text", _line
    )
    embed_ancestors: tuple[str, ...] = _setting(
        ("*",), "who may frame /embed", "sources joined by commas", _names
    )
    cache_seconds: int = _setting(
        300, "how long the newest data may be kept by caches", "seconds from 0", _natural
    )
    contact: str | None = _setting(
        None, "where “report an error” goes", "an address or a mail address", str
    )
    access_log: str = _setting(
        "off", "a line on standard output for each answer", "off, common or json", _log
    )

    def tiles_origin(self) -> str:
        """Return where tiles come from, as a content policy names it; empty without tiles."""
        parts = urlsplit(self.tiles_url or "")
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    def report_address(self) -> str:
        """Return where errors are reported, as a link; empty where nobody gave an address."""
        contact = self.contact or ""
        if contact.startswith(("https://", "http://", "mailto:")):
            return contact
        return f"mailto:{contact}" if "@" in contact else ""

    def base_url(self) -> str:
        """Return the address all absolute links start with, without a final slash."""
        if self.public_url:
            return self.public_url
        host = "localhost" if self.host in EVERYWHERE else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def path(self) -> str:
        """Return the path of the public address, no slash at its end; empty for most."""
        return urlsplit(self.base_url()).path

    def answered_hosts(self) -> list[str]:
        """Return every host name that requests may carry."""
        own = urlsplit(self.base_url()).hostname or "localhost"
        own = f"[{own}]" if ":" in own else own
        names = (own, *LOOPBACK_HOSTS, *self.trusted_hosts)
        return [*dict.fromkeys(one.lower() for one in names)]


def read_variables(table: type, environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of a table's fields that the environment has.

    Parameters
    ----------
    table : type
        A dataclass; each field's metadata say how it is `read` and what it `wants`.
    environment : mapping of str to str
        Variables by name, those of others among them.

    Raises
    ------
    BadRequest
        If a variable has a value that its field cannot take.
    """
    return {
        one.name: _parse(one, variable, environment[variable])
        for one in fields(table)
        if environment.get(variable := PREFIX + one.name.upper())
    }


def read_settings(environment: Mapping[str, str], **given: Any) -> Settings:
    """Read the settings from the environment; what is `given` and not None wins.

    Parameters
    ----------
    environment : mapping of str to str
        Variables by name, those of others among them.
    **given : object
        Settings by name; None leaves one as it is.

    Raises
    ------
    BadRequest
        If a variable has a value that its setting cannot take.
    """
    settings = Settings(**read_variables(Settings, environment))
    given = {name: value for name, value in given.items() if value is not None}
    settings = replace(settings, **given)
    _check_tiles(settings)
    return settings


def _check_tiles(settings: Settings) -> None:
    """Raise `BadRequest` where tiles have no credit line, or a credit line has no tiles."""
    named = {"tiles_url": settings.tiles_url, "tiles_attribution": settings.tiles_attribution}
    lacking = [PREFIX + name.upper() for name, value in named.items() if value is None]
    if len(lacking) == 1:
        (there,) = (PREFIX + name.upper() for name, value in named.items() if value is not None)
        raise BadRequest(f"{there}: wants {lacking[0]} beside it", parameter=there)


def _parse(one: Any, variable: str, text: str) -> Any:
    try:
        return one.metadata["read"](text)
    except ValueError as error:
        wants = one.metadata["wants"]
        raise BadRequest(f"{variable}: “{text}” is not {wants}", parameter=variable) from error
