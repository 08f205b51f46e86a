"""What the annotator had right before anybody reviewed it, over the published articles.

``python -m bench.articles --texts DIR`` reads the texts, which stay outside the repository, as
``ID.txt``, and compares what is found in them with what was published: the explicit links to a
feature. A text is the one that was reviewed if its hash is the one in the rows.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geoposture.articles import read_article
from geoposture.articles.fingerprints import holds, read_fingerprint
from geoposture.articles.folding import is_cjk
from geoposture.articles.gazetteer import make_gazetteer
from geoposture.articles.published import find_article, list_articles
from geoposture.articles.text import Text, read_text
from geoposture.catalog import Catalog, load_layers

FORM = "{:<34} {:>4} {:>10} {:>8} {:>8}"


@dataclass(frozen=True, slots=True)
class Score:
    """What of an article's links was found before review.

    Attributes
    ----------
    lang : str
        ``ja`` or ``en``: what is written of the article, else by its letters.
    wanted : int
        Published explicit links: places in the text with their feature.
    found : int
        Of these, those whose words were found.
    linked : int
        Of these, those that were linked to the feature that was published.
    """

    article: str
    lang: str
    wanted: int
    found: int
    linked: int


def score_texts(catalog: Catalog, folder: Path) -> Iterator[Score]:
    """Yield a score for each published article whose text is there.

    Parameters
    ----------
    catalog : Catalog
    folder : Path
        Texts, each named after its article.

    Raises
    ------
    BadData
        If one is no text in UTF-8.
    """
    gazetteer = make_gazetteer(catalog)
    for article in list_articles(catalog):
        file = folder / f"{article['id']}.txt"
        if not file.is_file():
            continue
        text = read_text(file)
        rows = [one["properties"] for one in find_article(catalog, article["id"])[1]]
        if not all(_is_of(row["source"], text) for row in rows):
            print(f"{file.name}: is another text than the one that was reviewed", file=sys.stderr)
            continue
        reading = read_article(text, catalog, gazetteer=gazetteer)
        named = (*reading.demonyms, *reading.mentions)
        spans = {(one.start, one.end): one.feature for one in named}
        wanted = {(row["source"]["start"], row["source"]["end"]): row["feature"]
                  for row in rows
                  if row["link"] == "explicit" and row["feature"] and row["surface"]}  # fmt: skip
        found = [span for span in wanted if span in spans]
        right = sum(spans[span] == wanted[span] for span in found)
        lang = article["language"] or ("ja" if any(map(is_cjk, text.value)) else "en")
        yield Score(article["id"], lang, len(wanted), len(found), right)


def print_scores(scores: Sequence[Score]) -> None:
    """Print a line an article, and one a language.

    Parameters
    ----------
    scores : sequence of Score
    """
    print(FORM.format("article", "lang", "published", "found", "linked"))
    for one in scores:
        print(FORM.format(one.article, one.lang, one.wanted, one.found, one.linked))
    for lang in sorted({one.lang for one in scores}):
        group = [one for one in scores if one.lang == lang]
        wanted, found, linked = (sum(getattr(one, name) for one in group)
                                 for name in ("wanted", "found", "linked"))  # fmt: skip
        share = f"{100 * linked / wanted:.0f} %" if wanted else "–"
        print(FORM.format(f"all: {share} linked as published", lang, wanted, found, linked))


def compare(folder: Path | None) -> None:
    """Print the scores, or say loudly that there are no texts.

    Parameters
    ----------
    folder : Path or None
        Texts, each named after its article.
    """
    if folder is None or not folder.is_dir():
        print("SKIPPED: the shelf before review: no folder of texts; --texts DIR names it")
        return
    scores = list(score_texts(load_layers(), folder))
    if not scores:
        print(f"SKIPPED: the shelf before review: no text of an article in {folder.name}")
        return
    print_scores(scores)


def _is_of(source: Mapping[str, Any], text: Text) -> bool:
    """Tell whether a row was made from a text: by its normalised words, else by the file."""
    wanted = read_fingerprint(source)
    return holds(text.value, wanted) if wanted else bool(source["sha256"] == text.sha256)
