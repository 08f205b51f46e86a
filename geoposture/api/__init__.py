"""The functions of ``import geoposture as gp``: what people have at hand in, answers out."""

from geoposture.api.articles import claims
from geoposture.api.finding import search, systems
from geoposture.api.questions import annotate, coverage, distance, distances, nearest, ring
from geoposture.api.showing import explore

__all__ = [
    "annotate",
    "claims",
    "coverage",
    "distance",
    "distances",
    "explore",
    "nearest",
    "ring",
    "search",
    "systems",
]
