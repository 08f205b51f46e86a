"""From an article to annotations: pure functions over strings and values.

``text`` reads an article, ``gazetteer`` knows the names, ``mentions`` finds them,
``quantities`` reads numbers with units, ``implied`` applies the table of rules, ``dates``
resolves weekdays, ``checks`` computes what can be computed, ``drafts`` makes annotations of
it all, and ``workflow`` takes them from draft to published.
"""

from geoposture.articles.reading import Reading, read_article

__all__ = ["Reading", "read_article"]
