"""What the service has at an address → the file of an export that stands for it; links mended."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from urllib.parse import parse_qsl, urlencode, urlsplit

from geoposture.errors import BadData
from geoposture.language.words import list_documents

MANIFEST = "export.json"
ORIGIN = "https://copy.invalid"
"""The public address that the service is told for an export: found, and replaced, everywhere."""
DOCUMENTS = list_documents()
FEATURES = re.compile(r"/collections/([^/]+)/items(?:/([^/]+))?")


@dataclass(frozen=True)
class Told:
    """What has a page of its own in an export, and what its map page opens.

    Attributes
    ----------
    places : frozenset of str
        References of features that have a page; their layers have a list of them.
    sources : bool
        Whether each source has one.
    opened : frozenset of str
        The layers whose features the map page opens: where those without a page are.
    """

    places: frozenset[str] = frozenset()
    sources: bool = False
    opened: frozenset[str] = frozenset()

    @cached_property
    def listed(self) -> frozenset[str]:
        """The layers of which there is a list."""
        return frozenset(one.partition("/")[0] for one in self.places)

    def choose_form(self, path: str) -> str:
        """Return the form of the file that stands for a page of the service.

        Parameters
        ----------
        path : str
            Of its address.
        """
        if path.startswith("/sources/"):
            return "html" if self.sources else "unlisted"
        found = FEATURES.fullmatch(path)
        if found is None:
            return "html"
        layer, feature = found.groups()
        if f"{layer}/{feature}" in self.places if feature else layer in self.listed:
            return "html"
        return "opened" if feature and layer in self.opened else "unlisted"


@dataclass(frozen=True, slots=True)
class Address:
    """A family of addresses of the service.

    Attributes
    ----------
    pattern : str
        A regular expression of its paths.
    files : mapping of str to str
        The file of an export that stands for it, by form; none where an export has none.
    people : bool or None
        Whether errors are answered by a page; else by problem+json; None: as Accept asks for.
    """

    pattern: str
    files: Mapping[str, str] = field(default_factory=dict)
    people: bool | None = False


ADDRESSES: tuple[Address, ...] = (
    Address(r"/?", {"html": "{lang}{article}index.html"}, people=True),
    Address(rf"/({'|'.join(DOCUMENTS)})", people=True, files={
        "html": "{lang}{0}.html", "atom": "{lang}{0}.atom", "json": "{0}.json"}),
    Address(r"/map\.(svg|png|pdf)", {"html": "{lang}{article}map.{0}"}),
    Address(r"/map\.(html)", {"html": "{lang}{article}map.{0}"}, people=None),
    Address(r"/embed", people=None, files={
        "html": "{lang}{article}embed/index.html", "live": "{lang}{article}embed/live.html"}),
    Address(r"/v/([0-9a-f]{16})/embed", people=True, files={
        "html": "v/{0}/{lang}{article}embed/index.html",
        "live": "v/{0}/{lang}{article}embed/live.html"}),
    Address(r"/v/([0-9a-f]{16})/layers/(.+)", {"html": "v/{0}/layers/{1}"}),
    Address(r"/layers/(.+)", {"html": "layers/{0}"}),
    Address(r"/collections", {"html": "{lang}collections.html", "json": MANIFEST}),
    Address(r"/collections/([^/]+)", {
        "html": "{lang}collections/{0}.html", "json": "layers/{0}.metadata.json"}),
    Address(r"/collections/([^/]+)/items", {
        "html": "{lang}collections/{0}/items.html", "unlisted": "layers/{0}.geojson",
        "json": "layers/{0}.geojson", "w3c": "layers/{0}.jsonld"}),
    Address(r"/collections/([^/]+)/items/([^/]+)", {
        "html": "{lang}collections/{0}/items/{1}.html", "unlisted": "{lang}collections/{0}.html",
        "opened": "{lang}index.html?feature={0}/{1}", "json": "layers/{0}.geojson#{1}"}),
    Address(r"/articles", {
        "html": "{lang}articles.html", "json": "articles.json", "atom": "{lang}articles.atom"}),
    Address(r"/topics", {"html": "{lang}topics.html", "json": "topics.json"}),
    Address(r"/topics/([^/]+)", {"html": "{lang}topics/{0}.html", "json": "topics/{0}.json"}),
    Address(r"/claims\.csv", {"html": "claims.csv"}),
    Address(r"/articles/([^/]+)", {
        "html": "{lang}articles/{0}.html", "json": "articles/{0}.json"}),
    Address(r"/articles/([^/]+)/annotations", {
        "html": "articles/{0}.geojson", "w3c": "articles/{0}.jsonld"}),
    Address(r"/figures", people=None, files={
        "html": "{lang}figures.html", "json": "figures.json"}),
    Address(r"/figures/([^/]+)", people=None, files={
        "html": "{lang}figures/{0}.html", "json": "figures/{0}.json",
        "bibtex": "{lang}figures/{0}.bib", "csl": "{lang}figures/{0}.csl.json"}),
    Address(r"/figures/([^/]+)/(map\.svg|map\.png)", {
        "html": "{lang}figures/{0}/{1}"}),
    Address(r"/versions", people=None, files={
        "html": "{lang}versions.html", "json": "versions.json"}),
    Address(r"/v/([0-9a-f]{16})/version\.json", {"html": "v/{0}/version.json"}),
    Address(r"/v/([0-9a-f]{16})/figures/([^/]+)", people=None, files={
        "html": "v/{0}/{lang}figures/{1}.html", "json": "v/{0}/figures/{1}.json",
        "bibtex": "v/{0}/{lang}figures/{1}.bib", "csl": "v/{0}/{lang}figures/{1}.csl.json"}),
    Address(r"/v/([0-9a-f]{16})/figures/([^/]+)/(map\.svg|map\.png)", {
        "html": "v/{0}/{lang}figures/{1}/{2}"}),
    Address(r"/sources", {"html": "{lang}sources.html", "json": "sources.json"}),
    Address(r"/sources/([^/]+)", {
        "html": "{lang}sources/{0}.html", "unlisted": "{lang}sources.html#{0}",
        "json": "sources.json"}),
    Address(r"/(systems|theatre)", {"html": "{0}.json"}),
    Address(r"/favicon\.ico", {"html": "favicon.svg"}),
    Address(r"/(embed\.js|static/[^/]+)", {"html": "{0}"}),
    Address(r"/(robots\.txt|sitemap\.xml)", {"html": "{0}"}),
    Address(r"/(map\.js|words\.json)"),
    Address(r"/(distance|distances|rings|coverage)"),
    Address(r"/(api|conformance|oembed|healthz|readyz)"),
    Address(r"/v/[^/]+/map\.(svg|png|pdf)"),
    Address(r"/(api|articles|collections|layers|topics|v)/.*"),
    Address(rf"/({'|'.join(DOCUMENTS)})/.*", people=True),
)  # fmt: skip
"""Every address of the service: an export, error pages and tests look here."""
ATTRIBUTE = re.compile(
    rf'\b(href|src|data-tools|data-towns|data-from)="((?:/(?!/)|{re.escape(ORIGIN)})[^"]*)"'
)
ABSOLUTE = re.compile(
    re.escape(ORIGIN) + r"""((?:&(?:amp;)+|&(?!#|quot|lt|gt)|[^\s"'<>\\)}\],;&（）、。])*)"""
)
HERE = "…"
"""Where a copy lies that knows no address, in a text that is read or copied out of it."""
READ = re.compile(r"<script\b.*?</script>|>[^<]*", re.DOTALL)
"""What stands between the tags of a page; what is in scripts is found from where they are."""
CITATION = re.compile(r'<p data-part="citation">.*?</p>', re.DOTALL)
END = re.compile(r"(?=</main>)")
"""Where a page says what the sign stands for: beside its citation, else at its end."""
CITED = re.compile(r'"(?:text|bibtex|csl|citation)":\s*"(?:[^"\\]|\\.)*"')
"""The same in JSON."""
OWN_LANGUAGE = re.compile(r'href="\?lang=(?:en|ja)(?:&amp;|(?="))')
OEMBED = re.compile(r'^ *<link rel="alternate" type="[^"]*oembed"[^>]*>\n', re.MULTILINE)
ADDRESSED = re.compile(
    r'^ *<(?:link rel="canonical"|meta property="og:(?:url|image)")[^>]*>\n', re.MULTILINE
)


def find_file(address: str, lang: str = "en", form: str = "html", told: Told | None = None) -> str:
    """Return the file that stands for an address of the service, with query and fragment.

    Parameters
    ----------
    address : str
        Path, query and fragment; ``lang``, ``article``, ``f`` and ``profile`` choose among
        files: maps of an article lie in a folder of its own.
    lang, form : str
        What is meant where the address does not say.
    told : Told, optional
        What has a page of its own; without it everything is taken to have one.

    Raises
    ------
    BadData
        If there is none.

    Examples
    --------
    >>> find_file("/about?lang=ja"), find_file("/?lang=en&claim=3")
    ('ja/about.html', 'index.html?claim=3')
    >>> find_file("/?lang=ja&article=a&claim=3")
    'ja/articles/a/index.html?claim=3'
    """
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    lang = query.pop("lang", lang)
    article = query.pop("article", "")
    form = query.pop("f", form)
    form = "live" if query.pop("live", None) else query.pop("profile", form)
    folders = {
        "lang": "" if lang == "en" else f"{lang}/",
        "article": f"articles/{article}/" if article else "",
    }
    if told is not None and form == "html":
        form = told.choose_form(parts.path)
    file = _apply_rules(parts.path, form, folders)
    if query and file.partition("?")[0].endswith("index.html") and "?" not in file:
        file = f"{file}?{urlencode(query, safe=',/:|')}"
    return f"{file}#{parts.fragment}" if parts.fragment else file


def relink_page(
    text: str, file: str, *, lang: str, public_url: str = "", told: Told | None = None,
    unaddressed: str = "",
) -> str:  # fmt: skip
    """Return a page whose addresses are relative to its own place in the site.

    Parameters
    ----------
    text : str
        HTML.
    file : str
        Its own path in the site.
    lang : str
        What is meant where an address does not say.
    public_url : str
        Where the site will be, no slash at its end; empty makes links relative.
    told : Told, optional
        What has a page of its own; without it everything is taken to have one.
    unaddressed : str
        What is said beside a citation where the copy knows no address: its texts begin with `HERE`.

    Raises
    ------
    BadData
        If an address has no file in the site.
    """
    text = OEMBED.sub("", text)

    def name_page(found: re.Match[str]) -> str:
        # The service's canonical address has no language: here each language is a file.
        if not public_url:
            return ""
        return relink_text(found[0], file, public_url=public_url, form="html", lang=lang, told=told)

    text = ADDRESSED.sub(name_page, text)

    def point(found: re.Match[str]) -> str:
        if public_url and found[2].startswith(public_url):
            return found[0]
        target = find_file(html.unescape(found[2]).removeprefix(ORIGIN), lang, told=told)
        return f'{found[1]}="{html.escape(make_relative(target, file))}"'

    text = OWN_LANGUAGE.sub('href="?', text)
    text = ATTRIBUTE.sub(point, text)
    if not public_url:
        text, before = READ.sub(partial(_name_here, lang=lang, told=told), text), text
        if text != before:
            said = f'<p class="small">{unaddressed}</p>'
            where = CITATION.search(text) or END.search(text)
            text = text if where is None else f"{text[: where.end()]}{said}{text[where.end() :]}"
    return relink_text(text, file, public_url=public_url, form="html", lang=lang, told=told)


def relink_text(
    text: str, file: str, *, public_url: str = "", form: str = "json",
    lang: str = "en", told: Told | None = None,
) -> str:  # fmt: skip
    """Return a text whose absolute addresses are public ones, relative where none is known.

    Parameters
    ----------
    text : str
        Any format.
    file : str
        Its own path in the site.
    public_url : str
        Where the site will be, no slash at its end; empty makes links relative.
    form, lang : str
        Format and language that an address without one means there.
    told : Told, optional
        What has a page of its own; without it everything is taken to have one.

    Raises
    ------
    BadData
        If an address has no file in the site.
    """

    def name(target: str) -> str:
        shown = re.sub(r"(^|/)index\.html", r"\1", target)
        return f"{public_url}/{shown}" if public_url else make_relative(target, file)

    if form == "json" and not public_url:
        # A figure is cited in one way, whatever tells it.
        text = CITED.sub(partial(_name_here, lang=lang, told=told), text)
    return _relink(text, name, form, lang, told)


def _name_here(found: re.Match[str], lang: str, told: Told | None) -> str:
    """Return a text that is read with its addresses as ways from where the copy lies."""
    if found[0].startswith("<script"):
        return found[0]
    return _relink(found[0], lambda target: f"{HERE}/{target}", "html", lang, told)


def _relink(text: str, name: Callable[[str], str], form: str, lang: str, told: Told | None) -> str:
    def point(found: re.Match[str]) -> str:
        # In a page that shows HTML, an address is escaped as often as the HTML is.
        given, escaped = found[1], 0
        while "&amp;" in given:
            given, escaped = html.unescape(given), escaped + 1
        shown = name(find_file(given, lang, form, told))
        for _ in range(escaped):
            shown = html.escape(shown)
        return shown

    return ABSOLUTE.sub(point, text)


def make_relative(target: str, file: str) -> str:
    """Return the way from a file of the site to another.

    Parameters
    ----------
    target : str
        Path in the site, with query or fragment.
    file : str
        Path of the page that names it.

    Examples
    --------
    >>> make_relative("index.html?claim=3", "ja/embed/index.html")
    '../../index.html?claim=3'
    """
    path, mark, rest = re.match(r"([^?#]*)([?#]?)(.*)", target, re.DOTALL).groups()  # type: ignore[union-attr]
    return posixpath.relpath(path, posixpath.dirname(file) or ".") + mark + rest


def is_for_people(path: str) -> bool | None:
    """Tell whether errors of a path are told to people; None where no address is like it.

    Parameters
    ----------
    path : str
        Of an address, without its query.
    """
    found = find_address(path)
    return None if found is None else found.people


def find_address(path: str) -> Address | None:
    """Return the family that a path is of, None where there is none.

    Parameters
    ----------
    path : str
        Of an address, without its query.
    """
    return next((one for one in ADDRESSES if re.fullmatch(one.pattern, path)), None)


def _apply_rules(path: str, form: str, folders: Mapping[str, str]) -> str:
    found = find_address(path)
    if found is None or not found.files:
        raise BadData(f"an exported page names {path}, and no file of the export stands for that")
    match = re.fullmatch(found.pattern, path)
    template = found.files.get(form) or found.files["html"]
    return template.format(*match.groups(), **folders)  # type: ignore[union-attr]
