"""The environment of our HTML templates."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def page_templates() -> Environment:
    """Return the environment of our HTML templates: everything escaped, nothing undefined."""
    return Environment(
        loader=PackageLoader("geoposture", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
