"""The article of a saved page: trafilatura is known here only (extra ``texts``)."""

from __future__ import annotations

import trafilatura

from geoposture.articles.extracts import Found


def extract_page(data: bytes) -> Found:
    """Return the article of a page, and what the page says of it; nothing is fetched.

    Parameters
    ----------
    data : bytes
        The page in HTML.
    """
    found = trafilatura.bare_extraction(
        data, with_metadata=True, include_comments=False, include_tables=False
    )
    if found is None:
        return Found(body="")
    said = found if isinstance(found, dict) else found.as_dict()
    return Found(
        body=str(said.get("text") or ""), title=said.get("title"),
        publisher=said.get("sitename"), published=said.get("date"), url=said.get("url"),
    )  # fmt: skip
