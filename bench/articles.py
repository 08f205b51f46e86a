"""Articles a second, and how much is found, beside one regular expression of all names.

``python -m bench.articles --texts DIR`` also says what was right before review on the shelf.
"""

from __future__ import annotations

import argparse
import re
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import shelf
from bench.timing import print_table, time_cpu
from geoposture.articles import read_article
from geoposture.articles.gazetteer import collect_names, make_gazetteer
from geoposture.articles.text import parse_text
from geoposture.catalog import load_layers

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "articles"))

from marked import FOLDER, Marked, count_f1, read_marked

WANTED_A_SECOND = 50


def main(texts: Path | None = None) -> None:
    """Print F1 and articles a second over the articles of the tests, and the shelf's scores.

    Parameters
    ----------
    texts : Path, optional
        A folder with the texts of published articles, ``ID.txt`` each.
    """
    catalog = load_layers()
    tracemalloc.start()
    gazetteer = make_gazetteer(catalog)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    articles = [read_marked(one.stem) for one in sorted(FOLDER.glob("*.txt"))]
    names = collect_names(catalog)
    pattern = re.compile("|".join(re.escape(one) for one in sorted(names, key=len, reverse=True)))

    def read(one: Marked) -> frozenset[Any]:
        reading = read_article(parse_text(one.text.encode()), catalog, gazetteer=gazetteer)
        return frozenset((m.start, m.end, m.feature) for m in reading.mentions)

    def search(one: Marked) -> frozenset[Any]:
        return frozenset((m.start(), m.end(), names[m[0]][0]) for m in pattern.finditer(one.text))

    rows = [_measure("geoposture, everything", read, articles),
            _measure("one expression of all names", search, articles)]  # fmt: skip
    print_table(
        f"{len(articles)} articles; {len(gazetteer.words) + len(gazetteer.japanese):,} names in "
        f"{held / 1e6:.1f} MB; wanted: {WANTED_A_SECOND} a second",
        ("", "F1 with links", "articles/s"),
        rows,
    )
    shelf.compare(texts)


def _measure(
    title: str, find: Callable[[Marked], frozenset[Any]], articles: list[Marked]
) -> tuple[str, str, str]:
    found, spent_ms = time_cpu(lambda: [find(one) for one in articles], runs=5)
    gold = frozenset((n, *one) for n, article in enumerate(articles) for one in article.mentions)
    got = frozenset((n, *one) for n, spans in enumerate(found) for one in spans)
    return title, f"{count_f1(got, gold):.3f}", f"{len(articles) / spent_ms * 1e3:,.0f}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="bench.articles", description=__doc__)
    parser.add_argument("--texts", type=Path, help="folder of the texts, ID.txt each")
    main(parser.parse_args().texts)
