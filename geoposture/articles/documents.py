"""An article in the form that somebody has it: plain text, a saved page, a document.

A page or document is read by a library of the extra ``texts``, each known to one module
(`webpages`, `worddocs`). What a page shows, all of it, needs none.
"""

from __future__ import annotations

import re
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path

from geoposture.articles.extracts import Found
from geoposture.articles.text import LARGEST_BYTES, Text, parse_text, read_text
from geoposture.errors import BadData
from geoposture.limits import LIMITS

PAGES, DOCUMENTS = (".html", ".htm"), (".docx",)
LARGEST_DOCUMENT = LIMITS.largest_document
EXTRA = "texts"
_SILENT = frozenset({"script", "style", "noscript", "template", "title", "svg"})
_INLINE = frozenset({"a", "abbr", "b", "cite", "em", "font", "i", "mark", "q", "rp", "rt", "ruby",
                     "s", "small", "span", "strong", "sub", "sup", "time", "u"})  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def read_document(file: Path) -> tuple[Text, dict[str, str]]:
    """Return the text of an article, and what its page says about it.

    Parameters
    ----------
    file : Path
        Text in UTF-8, ``.html`` or ``.docx``.

    Raises
    ------
    BadData
        If it cannot be read, or the extra that reads it is not installed.
    """
    ending = file.suffix.lower()
    if ending not in (*PAGES, *DOCUMENTS):
        return read_text(file), {}
    data = _read_bytes(file)
    try:
        found = _extract(data, file.name)
    except ImportError as error:
        raise BadData(
            f"{file.name}: {ending} is read by the extra “{EXTRA}”: "
            f"pip install 'geoposture[{EXTRA}]'; or give the article as plain text"
        ) from error
    body = _CONTROL.sub("", found.body).strip()
    if not body:
        raise BadData(f"{file.name}: no article was found in it; give it as plain text")
    return parse_text(f"{body}\n".encode(errors="ignore"), name=file.name), found.cite()


def read_shown(file: Path) -> Text:
    """Return everything that a file shows: of a page also what stands round its article.

    Parameters
    ----------
    file : Path
        Text in UTF-8, ``.html`` or ``.docx``.

    Raises
    ------
    BadData
        If it cannot be read.
    """
    if file.suffix.lower() not in PAGES:
        return read_document(file)[0]
    data = _read_bytes(file)
    parts = [list_shown(data.decode(errors="replace"))]
    with suppress(ImportError):
        # The article as it was extracted lacks what stands inside it on the page.
        parts.append(_extract(data, file.name).body)
    value = _CONTROL.sub("", "\n".join(parts))
    return Text(value, value.encode(errors="ignore"))


def list_shown(page: str) -> str:
    """Return the words that a page in HTML shows, blocks apart.

    Parameters
    ----------
    page : str
        Its source.
    """
    reader = _Shown()
    reader.feed(page)
    reader.close()
    return "".join(reader.parts)


class _Shown(HTMLParser):
    """Collects the text of a page that is not script or style."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self._silent += tag in _SILENT
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)

    def _break(self, tag: str) -> None:
        if tag not in _INLINE:
            self.parts.append("\n")


def _extract(data: bytes, name: str) -> Found:
    """Return what the library of a file's form makes of it."""
    if name.lower().endswith(DOCUMENTS):
        from geoposture.articles.worddocs import extract_document  # noqa: PLC0415 - an extra

        return extract_document(data, name)
    from geoposture.articles.webpages import extract_page  # noqa: PLC0415 - an extra

    return extract_page(data)


def _read_bytes(file: Path) -> bytes:
    largest = LARGEST_DOCUMENT if file.suffix.lower() in DOCUMENTS else 25 * LARGEST_BYTES
    try:
        if not file.is_file():
            raise BadData(f"{file.name}: is no file; an article is a text, a page or a document")
        if file.stat().st_size > largest:
            raise BadData(
                f"{file.name}: has {file.stat().st_size:,} bytes; at most {largest:,} are read"
            )
        return file.read_bytes()
    except OSError as error:
        raise BadData(f"{file.name}: cannot be read: {error.strerror}") from error
