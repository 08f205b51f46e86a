"""The headline of a view: an editor's, else the claim, else the answer, else the theatre's lead."""

from __future__ import annotations

from geoposture.articles.published import choose_article
from geoposture.catalog import Catalog
from geoposture.catalog.memo import keep
from geoposture.language.sentences import (
    describe_basis,
    describe_distance,
    describe_share,
    describe_thresholds,
)
from geoposture.language.words import Words
from geoposture.model import Coverage, Figures, View
from geoposture.views import lead, story, toponyms


def write_headline(catalog: Catalog, view: View, figures: Figures) -> str:
    """Return what stands over a frame or picture: never nothing.

    Parameters
    ----------
    catalog : Catalog
    view : View
    figures : Figures
        What the view computes.
    """
    return view.title or say_subject(catalog, view, figures)


def write_refusal(view: View, coverage: Coverage) -> str:
    """Return the headline where a ring has no room: a share without its assumption says too much.

    From which distance a circle reaches the target assumes nothing.

    Parameters
    ----------
    view : View
    coverage : Coverage
        Whose ring is left out.
    """
    return view.title or describe_thresholds(coverage, view.units)[view.lang]


def list_parts(catalog: Catalog, view: View, figures: Figures) -> list[tuple[str, str]]:
    """Return what stands with the headline, in order: the name of each part and its text.

    Parameters
    ----------
    catalog : Catalog
    view : View
    figures : Figures
        What the view computes.
    """
    parts = []
    if view.title:
        parts.append(("subject", say_subject(catalog, view, figures)))
    point = None if figures != Figures() else story.describe_point(catalog, view)
    if point:
        parts.append(("place", str(point["place"])))
    if figures.coverage:
        parts += _list_assumed(catalog, view, figures.coverage)
    if view.caption:
        parts.append(("caption", view.caption))
    return parts


def _list_assumed(catalog: Catalog, view: View, coverage: Coverage) -> list[tuple[str, str]]:
    notes = ("" if view.lang == "ja" else " ").join(one[view.lang] for one in coverage.notes)
    others = catalog.words(view.lang).text("note.otherforces")
    basis = describe_basis(coverage, view.units)[view.lang]
    found = [("note", notes), ("assumption", basis), ("otherforces", others)]
    return [(name, text) for name, text in found if text]


def say_subject(catalog: Catalog, view: View, figures: Figures) -> str:
    """Return in a sentence what a view is about, whatever title an editor gave it.

    Parameters
    ----------
    catalog : Catalog
    view : View
    figures : Figures
        What the view computes.
    """
    words = catalog.words(view.lang)
    if figures.refused:
        return figures.refused[view.lang]
    if figures.coverage:
        return describe_share(figures.coverage, view.units)[view.lang]
    if figures.measure:
        return describe_distance(figures.measure, view.units)[view.lang]
    point = story.describe_point(catalog, view)
    if point:
        return str(point["text"])
    return _name_open(catalog, view) or _name_article(catalog, view) or _say_lead(catalog, words)


def list_about(catalog: Catalog, view: View, figures: Figures) -> frozenset[str]:
    """Return the references that a view's sentence is about, where it is the theatre's opening one.

    Parameters
    ----------
    catalog : Catalog
    view : View
    figures : Figures
        What the view computes.
    """
    told = view.feature or view.article or story.describe_point(catalog, view)
    return frozenset() if told or figures != Figures() else _list_within(catalog)


@keep(1)
def _list_within(catalog: Catalog) -> frozenset[str]:
    return frozenset(lead.list_within(catalog))


def _name_open(catalog: Catalog, view: View) -> str:
    """Return the name of what is open, where a layer has it."""
    if not view.feature:
        return ""
    name = toponyms.name_reference(catalog, view.feature, view.lang)
    return name if name != view.feature else ""


def _name_article(catalog: Catalog, view: View) -> str:
    """Return the title of the article that a view asks for: the lead is not its own."""
    article = choose_article(catalog, view.article) if view.article else None
    return str(article["title"]) if article else ""


def _say_lead(catalog: Catalog, words: Words) -> str:
    opening = lead.describe_lead(catalog, words)
    return opening["sentence"] if opening else words.text("site.title")
