"""From an article to annotations: pure functions over strings and values.

``text`` reads an article, ``gazetteer`` knows the names, ``mentions`` finds them,
``quantities`` reads numbers with units, ``implied`` applies the table of rules, ``dates``
resolves weekdays, ``checks`` computes what can be computed, ``drafts`` makes annotations of
it all, ``sheets`` has what an editor makes of them, ``workflow`` takes them from draft to
published, guarded by ``wording``, ``reviewers`` and ``fingerprints``, and ``changes`` corrects
and withdraws what is published. ``documents`` opens pages and documents.
"""

from geoposture.articles.reading import Reading, read_article

__all__ = ["Reading", "read_article"]
