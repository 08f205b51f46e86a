"""The whole site as static files: for any web server or CDN, in any folder, and from disk.

What the service answers is fetched from it (`Fetch`), and every address in it becomes a
relative link to the file that stands for it; an address without a file is a fault. The map
pages are composed here: their script carries the data, and their tools the answers
(`presets`), so that nothing has to be asked.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import parse_qsl, urlsplit

import orjson

from geoposture.articles.published import list_articles, path_of
from geoposture.articles.shelf import list_topics
from geoposture.catalog import ANNOTATIONS, Catalog, package_version
from geoposture.catalog.query import HIGHEST_LIMIT
from geoposture.errors import BadData
from geoposture.export import precomputed
from geoposture.export.addresses import (
    DOCUMENTS,
    ORIGIN,
    Told,
    find_file,
    relink_page,
    relink_text,
)
from geoposture.export.told import list_told
from geoposture.maps import folium_map, frame, page, single_file
from geoposture.maps.assets import FACE, LICENCE, LICENCES, STATIC, inline_style, list_assets
from geoposture.maps.scene import make_framed_scene, make_scene
from geoposture.model import Scene, View
from geoposture.pictures import pdf
from geoposture.views import subset, towns

MADE_BY = "geoposture export"
PREVIEW_SIZE = "&width=1200&height=630&whole=1"
"""As the pages' previews say it."""
WHOLE = {"/articles": f"&limit={HIGHEST_LIMIT}"}
"""A list that the service gives in pages is one file."""
ASKING = re.compile(r"<form\b.*?</form>", re.DOTALL)
"""What only a server answers."""
PRELOAD = re.compile(r'<link rel="preload"[^>]* as="font"[^>]*>')
PNG_LINK = re.compile(r'<a href="[^"]*/map\.png[^"]*">PNG</a>')
TEXTS = (".html", ".json", ".jsonld", ".geojson", ".svg", ".txt", ".atom", ".xml")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service says at an address."""

    status: int
    media_type: str
    body: bytes


Fetch = Callable[[str], Answer]


def make_site(
    catalog: Catalog,
    fetch: Fetch,
    *,
    public_url: str = "",
    report: str = "",
    tell: Callable[[str], None] = print,
) -> dict[str, bytes]:
    """Return every file of the site by its path, except what earlier exports left in ``v/``.

    Parameters
    ----------
    catalog : Catalog
        The layers.
    fetch : callable
        From the path of an address to what the service says there; its public address has
        to be `ORIGIN`.
    public_url : str
        Where the copy will be; only with it there are canonical addresses and a sitemap.
    report : str
        Where errors are reported, as a link.
    tell : callable
        Takes a line about what is being done.

    Raises
    ------
    BadData
        If the service cannot answer, or an address has no file that stands for it.
    """
    maker = _Maker(catalog, fetch, public_url.rstrip("/"), report)
    files: dict[str, bytes] = {}
    for what, make in maker.parts().items():
        tell(what)
        files |= dict(make())
    return dict(sorted((files | dict(maker.list_pages(files))).items()))


def make_manifest(catalog: Catalog, hashes: Mapping[str, str]) -> bytes:
    """Return the list of all files with their sha256: it marks a folder as an export.

    Parameters
    ----------
    catalog : Catalog
        What was exported.
    hashes : mapping of str to str
        sha256 by path.
    """
    return orjson.dumps(
        {"made_by": MADE_BY, "version": package_version(), "catalog": catalog.version,
         "files": dict(sorted(hashes.items()))}, option=orjson.OPT_INDENT_2,
    ) + b"\n"  # fmt: skip


@dataclass(frozen=True)
class _Maker:
    """The parts of a site; each yields paths and contents."""

    catalog: Catalog
    fetch: Fetch
    public_url: str
    report: str = ""

    def parts(self) -> Mapping[str, Callable[[], Iterator[tuple[str, bytes]]]]:
        return {
            "coverage in advance": lambda: iter(self.scripts.values()),
            "static files": self.make_static,
            "maps and embeds": self.make_maps,
            "documents": self.make_documents,
            "places and sources": self.make_places,
            "layers": self.make_layers,
            "articles": self.make_articles,
            "figures": self.make_figures,
            "versions": self.make_versions,
            "pictures": self.make_pictures,
        }

    @cached_property
    def scripts(self) -> Mapping[tuple[str, str], tuple[str, bytes]]:
        """The map's script and the tools' data in each language; what they hold names them."""
        systems = orjson.loads(self.get("/systems"))["systems"]
        answers = precomputed.collect_answers(self.catalog, systems)
        made = {}
        for lang in self.catalog.languages:
            view = View(lang=lang)
            scenes = {
                "map": _hold_all(make_scene(self.catalog, view, ""), self.catalog),
                "frame": _hold_all(make_framed_scene(self.catalog, view, ""), self.catalog),
            }
            for name, scene in scenes.items():
                script = folium_map.build_script(single_file.fill_scene(scene, self.catalog))
                made[name, lang] = _name_by_content(f"{name}-{lang}", script)
            data = orjson.dumps(precomputed.make_tool_data(self.catalog, lang, answers)).decode()
            made["tools", lang] = _name_by_content(
                f"tools-{lang}", f"geoposture.tools({folium_map.break_up(data)});\n"
            )
        return made

    @cached_property
    def towns(self) -> tuple[str, bytes] | None:
        """The script with the towns that are searched, None where there are none."""
        data = towns.pack_towns(self.catalog)
        if data is None:
            return None
        text = folium_map.break_up(data.decode())
        return _name_by_content("towns", f"geoposture.towns({text});\n")

    @cached_property
    def face(self) -> tuple[str, bytes]:
        """The sheet with the face of the posters, which hold the rest of their style."""
        rules = "".join(FACE.findall(inline_style("embed.css"))).encode()
        return f"static/face-{hashlib.sha256(rules).hexdigest()[:8]}.css", rules

    @cached_property
    def told(self) -> Told:
        """What has a page of its own here."""
        return list_told(self.catalog)

    @cached_property
    def articles(self) -> tuple[str, ...]:
        """The ids of the articles; each has its maps in a folder of its own."""
        return tuple(one["id"] for one in list_articles(self.catalog))

    @property
    def pictures(self) -> Mapping[str, str]:
        """What each picture of a map ends in, and its size; PDF where it can be made."""
        print_size = {"pdf": "&print=1"} if pdf.is_installed() else {}
        return {"svg": "", "png": PREVIEW_SIZE, **print_size}

    def get(self, address: str) -> bytes:
        answer = self.fetch(address)
        if answer.status != 200:  # noqa: PLR2004
            raise BadData(f"the service answers {address} with {answer.status}")
        return answer.body

    def take(self, address: str, file: str, *, lang: str = "en") -> tuple[str, bytes]:
        """Return a file and what the service says at an address, with its links mended."""
        body = self.get(address)
        ending = posixpath.splitext(file)[1]
        if ending not in TEXTS or (ORIGIN.encode() not in body and ending != ".html"):
            return file, body
        return file, self.mend(body.decode(), file, lang)

    def mend(self, text: str, file: str, lang: str) -> bytes:
        if file.endswith(".html") and not file.endswith("map.html"):
            # What lies in v/ stays when a place or a source has gone: it leads to what stays too.
            told = replace(self.told, places=frozenset(), sources=False) \
                if file.startswith("v/") else self.told  # fmt: skip
            said = self.catalog.words(lang).text("cite.no_address")
            page = relink_page(
                text, file, lang=lang, public_url=self.public_url, told=told, unaddressed=said
            )
            return page.encode()
        return relink_text(text, file, public_url=self.public_url, told=self.told).encode()

    def make_static(self) -> Iterator[tuple[str, bytes]]:
        names = list_assets()
        for one in ("single.js", "siteposter.js"):
            yield f"static/{names[one]}", (STATIC / names[one]).read_bytes()
        # From a disk a browser reads style sheets, but no face that lies beside them.
        for one in ("app.css", "document.css", "frame.css"):
            yield f"static/{names[one]}", inline_style(one).encode()
        yield self.face
        for one in (LICENCE, LICENCES):
            yield f"static/{one}", (STATIC / one).read_bytes()
        if self.towns:
            yield self.towns
        yield "embed.js", (STATIC / names["embed.js"]).read_bytes()
        yield "favicon.svg", (STATIC / "favicon.svg").read_bytes()

    def make_maps(self) -> Iterator[tuple[str, bytes]]:
        for lang in self.catalog.languages:
            for article in (None, *self.articles):
                yield from self.make_map(View(lang=lang, article=article))

    def make_map(self, view: View) -> Iterator[tuple[str, bytes]]:
        """Yield the map page and the frames of an article, or of what a page opens with."""
        query = _write_view(view)
        yield self.compose("page.html", find_file(f"/?{query}"), view)
        for base in ("", f"/v/{self.catalog.version}"):
            yield self.make_poster(f"{base}/embed?{query}", view.lang)
            file = find_file(f"{base}/embed?{query}&live=1")
            yield self.compose("live.html", file, view)
            yield self.compose(
                "live.html", re.sub(r"live\.html$", "story.html", file),
                replace(view, tool="story"),
            )  # fmt: skip

    def make_poster(self, address: str, lang: str) -> tuple[str, bytes]:
        names = list_assets()
        file = find_file(address)
        text = self.get(address).decode()
        text = text.replace(names["poster.js"], names["siteposter.js"])
        text = FACE.sub("", PRELOAD.sub(f'<link rel="stylesheet" href="/{self.face[0]}">', text))
        return file, self.mend(text, file, lang)

    def compose(self, template: str, file: str, view: View) -> tuple[str, bytes]:
        """Return a page with the interactive map, which loads one script and then another."""
        lang, words = view.lang, self.catalog.words(view.lang)
        framed = template == "live.html"
        if framed:
            context = frame.describe_frame(
                self.catalog, view, live=True, pinned=file.startswith("v/")
            ) | {"inside": None}
        else:
            context = page.describe_page(self.catalog, view, served=False)
        urls = self.list_urls(view)
        if framed:
            urls |= {
                "css": f"/static/{list_assets()['frame.css']}",
                "script": f"/{self.scripts['frame', lang][0]}",
            }
        context |= {
            "urls": urls,
            "site": {
                "root": "../" * file.count("/"), "base": self.public_url,
                "version": self.catalog.version, "note": words.text("site.static_note"),
                "app": f"/static/{list_assets()['single.js']}",
                "tools": f"/{self.scripts['tools', lang][0]}",
                "towns": f"/{self.towns[0]}" if self.towns else "",
            },
        }  # fmt: skip
        make = make_framed_scene if framed else make_scene
        text = folium_map.render(
            folium_map.build(make(self.catalog, view, ""), template), context
        ).page
        return file, self.mend(text, file, lang)

    def list_urls(self, view: View) -> dict[str, str]:
        """Return the addresses a map page prints, as the service would; links are mended later."""
        lang, query = view.lang, _write_view(view)
        other = _write_view(replace(view, lang=self.catalog.other_language(lang) or lang))
        return {
            "css": f"/static/{list_assets()['app.css']}",
            "script": f"/{self.scripts['map', lang][0]}",
            "icon": "/favicon.ico",
            "cite": "/versions?f=html",
            "figures": "/figures?f=html" if self.catalog.questions else "",
            "picture": f"/map.svg?{query}",
            "image": f"{ORIGIN}/map.png?{query}",
            "canonical": f"{ORIGIN}/?{query}",
            "full": f"/?{query}",
            "articles": f"/articles?f=html&lang={lang}",
            "topics": f"/topics?f=html&lang={lang}",
            "other_lang": f"/?{other}",
            "other_page": f"/?{other}",
            "oembed_json": "",
            "oembed_xml": "",
            "report": self.report,
            **{name: f"/{name}?lang={lang}" for name in DOCUMENTS},
        }

    def make_documents(self) -> Iterator[tuple[str, bytes]]:
        pages = [*(f"/{name}" for name in DOCUMENTS), "/collections", "/articles", "/sources"]
        pages += [f"/collections/{one}" for one in self.catalog.layers]
        pages += [f"/articles/{one['id']}" for one in list_articles(self.catalog)]
        pages += ["/topics", *(f"/topics/{one}" for one in list_topics())]
        for address in pages:
            for lang in self.catalog.languages:
                file = find_file(address, lang)
                asked = f"{address}?f=html&lang={lang}{WHOLE.get(address, '')}"
                page = _load_from_files(self.get(asked).decode(), address)
                yield file, self.mend(page, file, lang)
        for lang in self.catalog.languages:
            address = f"/corrections?f=atom&lang={lang}"
            yield self.take(address, find_file(address), lang=lang)
        yield self.take("/corrections?f=json", "corrections.json")

    def make_places(self) -> Iterator[tuple[str, bytes]]:
        """Yield the pages of features, of sources, and the lists that lead to them."""
        pages = [f"/collections/{one}/items" for one in self.told.listed]
        pages += [path_of(one) for one in self.told.places]
        pages += [f"/sources/{one}" for one in self.catalog.sources if self.told.sources]
        for address in sorted(pages):
            whole = f"&limit={HIGHEST_LIMIT}" if address.endswith("/items") else ""
            for lang in self.catalog.languages:
                asked = f"{address}?f=html&lang={lang}{whole}"
                yield self.take(asked, find_file(address, lang), lang=lang)

    def make_layers(self) -> Iterator[tuple[str, bytes]]:
        for folder in ("layers", f"v/{self.catalog.version}/layers"):
            yield self.take(f"/{folder}/sha256.txt", f"{folder}/sha256.txt")
            for id_ in self.catalog.layers:
                sidecar = f"{folder}/{id_}.metadata.json"
                yield self.take(f"/{sidecar}", sidecar)
                # A format that cannot hold the layer has no file.
                for one in orjson.loads(self.get(f"/{sidecar}"))["files"]:
                    file = posixpath.basename(one["href"])
                    body = self.get(f"/{folder}/{file}")
                    digest = hashlib.sha256(body).hexdigest()
                    yield f"{folder}/{file}", body
                    yield f"{folder}/{file}.sha256", f"{digest}  {file}\n".encode()

    def make_articles(self) -> Iterator[tuple[str, bytes]]:
        yield self.take(f"/articles?f=json{WHOLE['/articles']}", "articles.json")
        yield self.take("/claims.csv", "claims.csv")
        yield self.take("/topics?f=json", "topics.json")
        for topic in list_topics():
            yield self.take(f"/topics/{topic}?f=json", find_file(f"/topics/{topic}", form="json"))
        for lang in self.catalog.languages:
            address = f"/articles?f=atom&lang={lang}{WHOLE['/articles']}"
            yield self.take(address, find_file(address))
        if ANNOTATIONS in self.catalog.layers:
            address = f"/collections/{ANNOTATIONS}/items?profile=w3c"
            yield self.take(address, find_file(address))
        for one in list_articles(self.catalog):
            path = f"/articles/{one['id']}"
            yield self.take(f"{path}?f=json", find_file(path, form="json"))
            for address in (f"{path}/annotations", f"{path}/annotations?profile=w3c"):
                yield self.take(address, find_file(address))

    def make_figures(self) -> Iterator[tuple[str, bytes]]:
        """Yield each figure: its page, picture and JSON, of today and of this version."""
        if not self.catalog.questions:
            return
        yield self.take("/figures?f=json", "figures.json")
        for lang in self.catalog.languages:
            yield self.take(f"/figures?f=html&lang={lang}", find_file("/figures", lang), lang=lang)
        for one in self.catalog.questions:
            for base in ("", f"/v/{self.catalog.version}"):
                path = f"{base}/figures/{one.id}"
                yield self.take(f"{path}?f=json", find_file(path, form="json"))
                for lang in self.catalog.languages:
                    yield self.make_figure(f"{path}?f=html&lang={lang}")
                    yield self.take_picture(f"{path}/map.svg?lang={lang}")
                    if self.public_url:
                        yield self.take_picture(f"{path}/map.png?lang={lang}")

    def make_versions(self) -> Iterator[tuple[str, bytes]]:
        """Yield the list of versions, and the record of each."""
        listed = self.take("/versions?f=json", "versions.json")
        yield listed
        for one in orjson.loads(listed[1])["versions"]:
            address = f"/v/{one['version']}/version.json"
            yield self.take(address, find_file(address))
        for lang in self.catalog.languages:
            address = f"/versions?f=html&lang={lang}"
            yield self.take(address, find_file(address), lang=lang)

    def make_figure(self, address: str) -> tuple[str, bytes]:
        """Return the page of a figure; a copy of no known place has no PNG for previews."""
        file, text = find_file(address), self.get(address).decode()
        if not self.public_url:
            text = PNG_LINK.sub("", text)
        lang = dict(parse_qsl(urlsplit(address).query))["lang"]
        return file, self.mend(text, file, lang)

    def take_picture(self, address: str) -> tuple[str, bytes]:
        return self.take(address, find_file(address))

    def make_pictures(self) -> Iterator[tuple[str, bytes]]:
        for lang in self.catalog.languages:
            yield self.take(f"/map.html?lang={lang}", find_file("/map.html", lang))
            for article in (None, *self.articles):
                query = _write_view(View(lang=lang, article=article))
                for ending, size in self.pictures.items():
                    address = f"/map.{ending}?{query}"
                    yield self.take(address + size, find_file(address))
        for table in ("sources", "systems", "theatre"):
            yield self.take(f"/{table}", f"{table}.json")

    def list_pages(self, files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
        """Yield robots.txt, and the sitemap where the public address is known."""
        lines = "User-agent: *\nAllow: /\n"
        if self.public_url:
            lines += f"Sitemap: {self.public_url}/sitemap.xml\n"
            pages = [re.sub(r"index\.html$", "", one) for one in sorted(files) if _is_listed(one)]
            entries = "".join(f"<url><loc>{self.public_url}/{one}</loc></url>" for one in pages)
            yield (
                "sitemap.xml",
                (
                    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset '
                    f'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>\n'
                ).encode(),
            )
        yield "robots.txt", lines.encode()


def _hold_all(scene: Scene, catalog: Catalog) -> Scene:
    """Return a scene whose script serves the pages and frames of every article."""
    layers = tuple(
        replace(one, data={"features": subset.read_claims(catalog, scene.view.lang)})
        if one.id == ANNOTATIONS else one
        for one in scene.layers
    )  # fmt: skip
    return replace(scene, layers=layers)


def _write_view(view: View) -> str:
    return f"lang={view.lang}" + (f"&article={view.article}" if view.article else "")


def _is_listed(file: str) -> bool:
    return file.endswith(".html") and not re.search(r"^v/|embed/|map\.html$", file)


def _name_by_content(name: str, text: str) -> tuple[str, bytes]:
    data = text.encode()
    return f"static/{name}-{hashlib.sha256(data).hexdigest()[:12]}.js", data


def _load_from_files(text: str, address: str) -> str:
    """Return a page that asks no server; its lines for QGIS and geopandas load the file."""
    file = f"layers/{address.rpartition('/')[2]}.geojson"
    text = ASKING.sub("", text)
    text = re.sub(
        r"Layer › Add WFS / OGC API – Features: (.*?)(?=<)",
        rf"Layer › Add Layer › Add Vector Layer: \1{file}",
        text,
    )
    return re.sub(r"OAPIF:(.*?)&#34;, layer=&#34;[a-z_]+", rf"\1{file}", text)
