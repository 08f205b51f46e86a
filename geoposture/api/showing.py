"""The map of ``import geoposture as gp``: a view, or an answer shown where it was computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from geoposture.api.packaged import choose_catalog
from geoposture.api.results import Answer
from geoposture.api.rows import show
from geoposture.articles.published import require_article
from geoposture.catalog import Catalog
from geoposture.errors import BadRequest
from geoposture.model import View
from geoposture.views.fields import BY_NAME

if TYPE_CHECKING:
    from geoposture.maps.single_file import Exploration

QUESTION = {
    "from": "start", "to": "end", "origins": "origins", "target": "target", "system": "system",
    "where": "where",
}  # fmt: skip
"""The parameters of a question, and the fields of the view that asks the same."""


def explore(
    answer: Answer | None = None,
    *,
    lang: str = "en",
    theme: str = "auto",
    feature: str | None = None,
    article: str | None = None,
    claim: int | None = None,
    where: str | None = None,
    units: str = "km",
    bbox: tuple[float, float, float, float] | None = None,
    shape: str = "wide",
    layers: Catalog | None = None,
) -> Exploration:
    """Return the map: it shows itself in a notebook, `save(path)` writes it as one file.

    Its `to_pdf(path)` writes it as a picture for paper, with the extra ``pdf``.

    Parameters
    ----------
    answer : answer of `distance`, `nearest` or `coverage`, optional
        What is shown: its line or its rings, with its sentence.
    lang, theme : str
        ``en`` or ``ja``; ``auto``, ``light`` or ``dark``.
    feature : str, optional
        A reference whose card is open.
    article : str, optional
        Id of the article that is told; by default the newest.
    claim : int, optional
        The point of it that is read.
    where : str, optional
        A filter, ``branch:USMC,kinds:airfield``.
    units : str
        ``km``, ``mi`` or ``nmi``.
    bbox : (west, south, east, north), optional
        What is shown, in degrees.
    shape : str
        Of the map in a notebook: ``wide``, ``square`` or ``tall``.
    layers : Catalog, optional
        By default those of the answer, without one those of the package.

    Raises
    ------
    NotFound
        If there is no such article.
    BadRequest
        If an option is none of these, or the map cannot ask what was answered: a geometry, or
        a system where no source puts it.
    """
    from geoposture.maps import single_file  # noqa: PLC0415 - folium brings pandas: a second of import

    asked = {} if answer is None else _read_question(answer)
    if "where" in asked and where is not None:
        raise BadRequest("where belongs to the answer; ask again with it", parameter="where")
    catalog = _find_catalog(answer, layers)
    require_article(catalog, article)
    options = {"lang": lang, "theme": theme, "feature": feature, "article": article,
               "claim": claim, "where": where, "units": units, "shape": shape,
               "bbox": _join(bbox)}  # fmt: skip
    chosen = {name: BY_NAME[name].read(str(one), name)
              for name, one in options.items() if one is not None}  # fmt: skip
    return single_file.Exploration(catalog, View(**{**chosen, **asked}))


def _find_catalog(answer: Answer | None, layers: Catalog | None) -> Catalog:
    if answer is None or layers is not None:
        return choose_catalog(layers)
    found = answer.basis.find_catalog()
    if found is None:
        raise BadRequest(
            f"the answer came without its layers, version {answer.basis.version}; name them",
            parameter="layers",
        )
    return found


def _join(value: Any) -> Any:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else value


def _read_question(answer: Any) -> dict[str, Any]:
    """Return the fields of a view that asks what was answered."""
    if not isinstance(answer, Answer):
        raise BadRequest(
            f"answer is one of distance, nearest or coverage; got {show(answer)}",
            parameter="answer",
        )
    if not answer.basis.repeatable:
        raise BadRequest(
            "the map shows places by reference or (lon, lat); this answer is about a geometry",
            parameter="answer",
        )
    given = {name: one[0] for name, one in parse_qs(urlsplit(answer.inputs.url).query).items()}
    if "whatif" in given:
        raise BadRequest(
            f"the map draws no system where no source puts it; got {given['system']} with whatif",
            parameter="answer",
        )
    asked: dict[str, Any] = {QUESTION[name]: one for name, one in given.items() if name in QUESTION}
    if "radius_km" in given:
        asked["radius_km"] = float(given["radius_km"])
    return asked | {"tool": "distance" if "start" in asked else "coverage"}
