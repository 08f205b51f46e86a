"""What a map opens with, in words: the official count, its shares, and who counts otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geoposture.catalog import Catalog
from geoposture.catalog.theatre import Alternative, Lead
from geoposture.language import citations
from geoposture.language.sentences import percent
from geoposture.language.words import Words, number
from geoposture.views import days, facilities


def describe_lead(catalog: Catalog, words: Words) -> dict[str, Any] | None:
    """Return the opening sentence with its bars and alternatives, each in words.

    None where the theatre has no lead, or where its sentence asks for a figure that is not
    there. Sentence and bars take their shares from the same figures.

    Parameters
    ----------
    catalog : Catalog
    words : Words
    """
    lead = catalog.theatre.lead
    if lead is None:
        return None
    figures = count_figures(catalog, lead)
    shares = _list_shares(lead, figures)
    dated = days.describe_days(catalog, words)["list_date"]
    values = {name: _round(value) for name, value in figures.items()} | {
        f"pct_{name}": percent(share, words) for name, share in shares.items()
    }
    told = words.own("lead.sentence", "", list_date=dated, **values)
    if not told:
        return None
    source = citations.cite_source(catalog.sources.get(lead.counted_by, {}), words)
    # What was counted is told in the theatre's first language, in which it is written.
    own = lead.definition if words.lang == catalog.languages[0] else None
    cited = words.own("lead.source", source, list_date=dated, source=source)
    return {
        "sentence": told,
        "source": " ".join(filter(None, [cited, own])),
        "note": words.own("lead.note", "", **values) if figures["disputed"] else "",
        "share_of": words.maybe("lead.share_of") or "",
        "bars": [
            {
                "id": one,
                "share": share,
                "text": text,
                "percent": words.text("first.percent", n=values[f"pct_{one}"]),
            }
            for one, share in shares.items()
            if (text := words.own(f"lead.bar.{one}", "", **values))
        ],
        "otherwise": [
            text for one in lead.alternatives if (text := _say_otherwise(one, catalog, words))
        ],
    }


def count_figures(catalog: Catalog, lead: Lead) -> dict[str, float]:
    """Return the figures of a lead: its own, and what is counted in the layers.

    ``n`` are counted, ``k`` of them pass its filter, ``disputed`` of these are disputed.

    Parameters
    ----------
    catalog : Catalog
    lead : Lead
    """
    counted = facilities.list_counted(catalog)
    inside = facilities.select_facilities(counted, lead.within)
    disputed = sum(bool(one["properties"].get("disputed")) for one in inside)
    own = {"n": len(counted), "k": len(inside), "disputed": disputed}
    return {**lead.figures, **own}


def list_within(catalog: Catalog) -> list[str]:
    """Return the references that the opening sentence is about, none where it names no part.

    Parameters
    ----------
    catalog : Catalog
        The layers and their theatre.
    """
    lead = catalog.theatre.lead
    if lead is None or lead.within is None:
        return []
    inside = facilities.select_facilities(facilities.list_counted(catalog), lead.within)
    return [one["ref"] for one in inside if facilities.is_drawn(one)]


def _list_shares(lead: Lead, figures: Mapping[str, float]) -> dict[str, float]:
    """Return the share of each bar; `count` is there without a bar, for the sentence."""
    named = {"count": ("k", "n")} | {one.id: (one.part, one.whole) for one in lead.bars}
    return {
        name: figures[part] / figures[whole]
        for name, (part, whole) in named.items()
        if part in figures and figures.get(whole)
    }


def _say_otherwise(one: Alternative, catalog: Catalog, words: Words) -> str:
    """Return an alternative in words: nothing where the theatre has none for it."""
    values = {name: _round(value) for name, value in one.figures.items()}
    if one.part in one.figures and one.figures.get(one.whole or ""):
        values["pct"] = percent(one.figures[one.part or ""] / one.figures[one.whole or ""], words)
    cited = [citations.cite_source(catalog.sources.get(id_, {}), words)
             for id_ in (one.source, *one.derived_from) if id_]  # fmt: skip
    return words.own(
        f"lead.otherwise.{one.id}", "",
        figure=_round(one.figure) if one.figure is not None else "",
        day=words.date(one.day) if one.day else "",
        source=cited[0] if cited else "",
        derived_from=words.text("list.semicolon").join(cited[1:]),
        **values,
    )  # fmt: skip


def _round(value: float) -> str:
    return number(round(value))
