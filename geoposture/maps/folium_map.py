"""Scene → folium map → page and script. The only module that knows folium.

folium composes the map; nothing of its default page remains: own templates, own assets,
running numbers instead of random ids, and no text from data in any template. branca
compiles what an element renders as a Jinja template once more, so `_script_json` also
breaks up the openers of template tags.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import folium
import orjson
from branca.element import Element, Figure, MacroElement
from folium.map import Layer
from folium.template import Template
from markupsafe import Markup

from geoposture.language.vocabulary import LIMITS
from geoposture.maps.templating import page_templates
from geoposture.model import Scene, SceneLayer
from geoposture.views import extent

WRITTEN_OUT = {ord(one): f"\\u{ord(one):04x}" for one in "<\x85\u2028\u2029"}
"""What opens an element, and what some take for the end of a line."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The two documents of a map: the page, and folium's script as a file of its own."""

    page: str
    script: str


class PosturePage(Figure):
    """The page round the map, from our own template."""

    def __init__(self, template: str) -> None:
        super().__init__()
        self._template = page_templates().get_template(template)
        self.header = Element()
        self.header._parent = self


class PostureMap(folium.Map):
    """A map that loads no asset of folium's own."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - as folium declares it
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _template = Template("""
        {% macro html(this, kwargs) %}
        <div class="map" id="{{ this.get_name() }}" role="region"
             aria-label="{{ this.label|e }}" tabindex="0"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        geoposture.words({{ this.words }}, "{{ this.lang }}");
        var {{ this.get_name() }} = geoposture.map("{{ this.get_name() }}", {{ this.settings }});
        {% endmacro %}
        """)

    def __init__(self, scene: Scene) -> None:
        super().__init__(tiles=None)
        self._name, self._id = "map", "1"
        self.label, self.lang = scene.label, scene.view.lang
        self.words = _script_json(scene.words)
        self.settings = _script_json(_map_settings(scene))


class PostureLayer(Layer):
    """One layer: a line of script with its specification; the browser does the drawing."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = geoposture.layer({{ this.spec }});
        {% endmacro %}
        """)

    def __init__(self, layer: SceneLayer, number: int) -> None:
        super().__init__(name=layer.id, overlay=True, control=False, show=layer.visible)
        self._name, self._id = "layer", str(number)
        # Not `asdict`: it would copy every feature.
        told = ((one.name, getattr(layer, one.name)) for one in fields(layer))
        given = {key: value for key, value in told if value is not None}
        self.spec = _script_json(given)


class PostureInset(MacroElement):
    """The second, small map."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        {% set map = this._parent.get_name() %}
        geoposture.inset("{{ this.get_name() }}", {{ map }}, {{ this.settings }});
        {% endmacro %}
        """)

    def __init__(self, bounds: Any) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self._id = "inset", "1"
        self.settings = _script_json({"bounds": bounds})


class PostureStart(MacroElement):
    """The last line of the script: everything is in place."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        geoposture.start({{ this._parent.get_name() }}, {{ this.settings }});
        {% endmacro %}
        """)

    def __init__(self, scene: Scene) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self._id = "start", "1"
        sources = scene.sources if scene.sources is not None else scene.sources_url
        drawn = {} if scene.drawn is None else {"drawn": scene.drawn}
        self.settings = _script_json({"sources": sources, "nearest": scene.nearest, **drawn})


def build(scene: Scene, template: str = "page.html") -> PosturePage:
    """Return the figure of a scene: the map, its layers in order, the inset, the start.

    Parameters
    ----------
    scene : Scene
        What the map holds.
    template : str
        The page round the map, in ``templates/``.
    """
    page = PosturePage(template)
    map_ = PostureMap(scene)
    page.add_child(map_, name="map")
    for number, layer in enumerate(scene.layers, start=1):
        map_.add_child(PostureLayer(layer, number))
    if scene.inset_bounds:
        map_.add_child(PostureInset(scene.inset_bounds))
    map_.add_child(PostureStart(scene))
    return page


def render(page: PosturePage, context: Mapping[str, Any]) -> Rendered:
    """Return the page, filled with `context`, and the script; the same bytes every time.

    Parameters
    ----------
    page : PosturePage
        As `build` made it.
    context : mapping
        What the template prints.
    """
    for child in page._children.values():
        child.render()
    html = _tidy(page.html.render())
    text = page._template.render(**context, map_id="map_1", map_html=Markup(html))
    return Rendered(page=text, script=_tidy(page.script.render()) + "\n")


def build_script(scene: Scene) -> str:
    """Return folium's script of a scene alone.

    Parameters
    ----------
    scene : Scene
        What the map shows.
    """
    page = build(scene)
    for child in page._children.values():
        child.render()
    return _tidy(page.script.render()) + "\n"


def _map_settings(scene: Scene) -> dict[str, Any]:
    view = scene.view
    west, south, east, north = extent.find_bounds(scene.extent, replace(view, centre=None))
    # Without tiles there is no word of them.
    tiles = {"tiles": scene.tiles_url} if scene.tiles_url else {}
    return {
        **tiles,
        "bounds": ((south, west), (north, east)),
        "fixed": view.bbox is not None,
        "maxZoom": LIMITS["zoom_tiles" if tiles else "zoom"],
        "lang": view.lang,
        "theme": view.theme,
        "view": view.centre,
        "feature": view.feature,
        "claim": view.claim,
        "where": view.where,
        "units": view.units,
        "theatre": scene.theatre,
    }


def _script_json(value: Any) -> str:
    """Return JSON that neither HTML nor a second pass of Jinja can take for anything else."""
    return break_up(orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode())


def break_up(text: str) -> str:
    """Return JSON in which nothing can end a script or open a template tag.

    Parameters
    ----------
    text : str
        JSON.
    """
    for opener in ("{{", "{%", "{#"):
        text = text.replace(opener, f"{{\\u{ord(opener[1]):04x}")
    return text.translate(WRITTEN_OUT)


def _tidy(text: str) -> str:
    # Not splitlines: it takes U+0085 in a name for the end of a line of the script.
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())
