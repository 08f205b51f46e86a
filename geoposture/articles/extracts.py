"""What is taken out of a page or document: the article, and what is said about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a page says of itself and of its article; None where it does not say it."""

    body: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None

    def cite(self) -> dict[str, str]:
        """Return what is said of the article, by field."""
        said = {"title": self.title, "publisher": self.publisher, "published": self.published,
                "url": self.url}  # fmt: skip
        return {name: value for name, value in said.items() if value}
