"""A figure as a page: one screen, without a script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from geoposture import pictures
from geoposture.catalog import Catalog
from geoposture.catalog.memo import keep
from geoposture.catalog.versions import Record
from geoposture.language.words import Words
from geoposture.model import Question, View
from geoposture.service.html.resources import HTML, link_figure, render_page, write_link
from geoposture.service.html.snippets import make_iframe
from geoposture.service.http.responses import Body
from geoposture.service.state import State
from geoposture.views.days import find_day
from geoposture.views.fields import write_query
from geoposture.views.figures import describe_figure, list_groups, write_asked
from geoposture.views.questions import Answered, answer_question
from geoposture.views.versions import (
    Changes,
    list_changed,
    list_earlier,
    list_versions,
    say_changes,
)

PICTURE_SIZES: Mapping[str, tuple[int, int]] = {
    "wide": (960, 600), "tall": (400, 400),
}  # fmt: skip
"""The pictures of a page, for a screen and for a phone: width and height of the map in pixels."""
FRAME = (640, 480)
"""Width and height of an embedded figure, in pixels."""
CARD = {"width": "1200", "height": "630", "whole": "1"}
"""The picture of a page, and of a link's preview."""
TITLED = frozenset({"thresholds", "length"})
"""Kinds whose picture has the sentence over it: the view alone would say something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question to be answered by a page: the key of its answer.

    Attributes
    ----------
    path : str
        Where the page is.
    args : tuple of pairs
        Its query.
    pinned : bool
        It is the page of one version of the data.
    """

    question: Question
    lang: str
    units: str = "km"
    path: str
    args: tuple[tuple[str, str], ...]
    pinned: bool = False

    @property
    def sort(self) -> str:
        """What the cost of the answer depends on."""
        return self.question.kind


def render_figure(state: State, asked: Asked) -> Body:
    """Return the page of a figure.

    Parameters
    ----------
    state : State
        Whose data answer.
    asked : Asked
    """
    catalog, base = state.catalog, state.settings.base_url()
    words, lang = catalog.words(asked.lang), asked.lang
    answered = answer_question(catalog, asked.question, asked.units)
    told = describe_figure(catalog, answered, words, base)
    addresses = _list_addresses(state, answered, asked)
    answer = {
        **told,
        **addresses,
        **{name: Markup(one) for name, one in draw_figure(catalog, answered, lang).items()},
        "earlier": list_earlier(catalog, answered.question.id, words),

        "method_href": f"/method?lang={lang}",
        "asked": ("" if lang == "ja" else " ").join(told["asked"]),
        "ends": [_link_end(one, lang) for one in told["ends"]],
        "corrections": [{**one, "href": f"/corrections?lang={lang}#{one['id']}"}
                        for one in told["corrections"]],
        "snippet": _write_frame(state, answered, lang),
    }  # fmt: skip
    index = {"href": write_link("/figures", lang), "text": words.text("figure.figures")}
    note = words.text("figure.pinned_note", version=catalog.version) if asked.pinned else None
    page = render_page(
        state, words, asked.path, dict(asked.args), title=answered.title[lang], answer=answer,
        note=note, crumbs=[index], social=_describe_card(answered, addresses, lang),
        links=_link_all([(words.text("res.map"), addresses["map"])] if addresses["map"] else ()),
    )  # fmt: skip
    return Body(page, HTML)


def render_index(state: State, question: tuple[str, str, tuple[tuple[str, str], ...]]) -> Body:
    """Return the list of all figures, by the place that each names first.

    Parameters
    ----------
    state : State
        Whose data answer.
    question : tuple
        Language, path and query of the page.
    """
    lang, path, args = question
    words = state.catalog.words(lang)
    sections = [
        {"id": ref, "title": name, "links": [link_figure(one, lang) for one in answers],
         "texts": [] if answers else [words.text("figure.none_about")]}
        for ref, name, answers in list_groups(state.catalog, words, dict(args).get("place"))
    ]  # fmt: skip
    title = words.text("figure.figures")
    page = render_page(
        state, words, path, dict(args), title=title, lead=words.text("figure.lead"),
        sections=sections,
    )  # fmt: skip
    return Body(page, HTML)


def render_versions(state: State, question: tuple[str, str, tuple[tuple[str, str], ...]]) -> Body:
    """Return the list of versions: day, hash, what changed, how to cite the whole.

    Parameters
    ----------
    state : State
        Whose data is the newest version.
    question : tuple
        Language, path and query of the page.
    """
    lang, path, args = question
    catalog, base = state.catalog, state.settings.base_url()
    words = catalog.words(lang)
    sections = [_tell_version(state, record, changes, words)
                for record, changes in list_versions(catalog)]  # fmt: skip
    day = find_day(catalog)
    date = words.date(day) if day else words.text("figure.no_day")
    cited = words.text(
        "version.cite", year=(day or "")[:4] or words.text("cite.no_year"), date=date,
        title=words.text("site.title"), version=catalog.version, address=f"{base}/",
        pinned=f"{base}/v/{catalog.version}/version.json",
    )  # fmt: skip
    title = words.text("version.versions")
    page = render_page(
        state, words, path, dict(args), title=title, lead=words.text("version.lead"),
        sections=[{"title": words.text("figure.cite"), "texts": [cited]}, *sections],
    )  # fmt: skip
    return Body(page, HTML)


def _tell_version(
    state: State, record: Record, changes: Changes | None, words: Words
) -> dict[str, Any]:
    date = words.date(record.day) if record.day else words.text("figure.no_day")
    title = words.text("version.title", version=record.version, date=date)
    newest = record.version == state.catalog.version
    address = f"/v/{record.version}/version.json"
    changed = [
        {"href": write_link(one.path, words.lang) if one.path else None, "text": one.text,
         "note": one.note}
        for one in list_changed(state.catalog, changes, words)
    ]  # fmt: skip
    return {
        "title": words.text("number.with_other", length=title, other=words.text("version.current"))
        if newest else title,
        "texts": [
            words.text("version.hash", sha256=record.sha256),
            words.text("version.package", package=record.package),
            *say_changes(state.catalog, changes, words),
        ],
        "links": [*changed, {"href": address, "text": words.text("version.record")}],
    }  # fmt: skip


def show_view(answered: Answered, lang: str) -> View:
    """Return the view whose picture shows a figure.

    Parameters
    ----------
    answered : Answered
    lang : str
        Of its words.
    """
    view = replace(answered.view, lang=lang)
    return replace(view, title=answered.brief[lang]) if _is_titled(answered) else view


def _is_titled(answered: Answered) -> bool:
    return answered.question.kind in TITLED


def _link_end(end: dict[str, Any], lang: str) -> dict[str, Any]:
    sources = [{**one, "href": write_link(f"/sources/{one['id']}", lang)} for one in end["sources"]]
    href = write_link(end["path"], lang) if end["path"] else None
    return {**end, "href": href, "sources": sources}


def _list_addresses(state: State, answered: Answered, asked: Asked) -> dict[str, Any]:
    """Return where the figure's picture, map and other forms are."""
    lang, question = asked.lang, answered.question
    base, query = state.settings.base_url(), write_query(replace(answered.view, lang=lang))
    if question.id:
        found = _list_kept(state, question.id, asked)
    else:
        page = write_asked(question)
        card = write_query(replace(answered.view, lang=lang), **CARD)
        found = {"svg": f"/map.svg?{query}", "png": f"/map.png?{card}",
                 "versions": (),
                 "json": f"/{page.removesuffix('&f=html')}", "canonical": f"/{page}"}  # fmt: skip
    drawn = not question.whatif
    files = [("PNG", found["png"]), ("SVG", found["svg"])] if drawn else []
    return {
        "map": f"/?{query}" if drawn else None,
        "image": base + found["png"] if drawn else None,
        "canonical": base + found["canonical"],
        "versions": _link_all(found["versions"]),
        "files": _link_all([*files, ("JSON", found["json"])]),
    }


def _list_kept(state: State, id_: str, asked: Asked) -> dict[str, Any]:
    """Return the addresses of a figure that has one of its own."""
    words, lang = state.catalog.words(asked.lang), asked.lang
    newest, kept = f"/figures/{id_}", f"/v/{state.catalog.version}/figures/{id_}"
    path = kept if asked.pinned else newest
    return {
        "svg": f"{path}/map.svg?lang={lang}",
        "png": f"{path}/map.png?lang={lang}",
        "json": f"{path}?f=json",
        "canonical": newest,
        "versions": (
            (words.text("figure.this_version"), write_link(kept, lang)),
            (words.text("figure.newest"), write_link(newest, lang)),
        ),
    }


def _link_all(named: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"href": href, "text": text} for text, href in named]


def draw_figure(catalog: Catalog, answered: Answered, lang: str) -> dict[str, str]:
    """Return the pictures of a figure by shape, ``wide`` and ``tall``; of a what-if none.

    Parameters
    ----------
    catalog : Catalog
    answered : Answered
    lang : str
        Of its words.
    """
    if answered.question.whatif:
        return dict.fromkeys(PICTURE_SIZES, "")
    return _draw_both(catalog, replace(show_view(answered, lang), alt=answered.brief[lang]))


@keep(4)  # the page of today, that of its version and the file have the same
def _draw_both(catalog: Catalog, view: View) -> dict[str, str]:
    return {
        name: pictures.draw_view(
            catalog, view, width=width, height=height, prefix="tall-" if name == "tall" else ""
        )
        for name, (width, height) in PICTURE_SIZES.items()
    }


def _write_frame(state: State, answered: Answered, lang: str) -> str:
    """Return the iframe of a figure's map in this version; none of a what-if."""
    if answered.question.whatif:
        return ""
    query = write_query(replace(answered.view, lang=lang))
    address = f"{state.settings.base_url()}/v/{state.catalog.version}/embed?{query}"
    name = state.catalog.words(lang).text("share.iframe_title", title=answered.title[lang])
    return make_iframe(address, name, *FRAME)


def _describe_card(answered: Answered, addresses: dict[str, Any], lang: str) -> dict[str, Any]:
    return {"description": answered.brief[lang], "canonical": addresses["canonical"],
            "image": addresses["image"]}  # fmt: skip
