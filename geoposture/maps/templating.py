"""The environment of our HTML templates."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from geoposture.language.words import list_documents


@cache
def page_templates() -> Environment:
    """Return the environment of our HTML templates: everything escaped, nothing undefined."""
    environment = Environment(
        loader=PackageLoader("geoposture", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["documents"] = list_documents()
    return environment
