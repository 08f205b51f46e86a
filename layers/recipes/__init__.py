"""Recipes: pinned packages and the tables in ``layers/sources`` → ``layers/*.geojson``.

Run ``python -m layers.recipes [LAYER…]`` from the root of a checkout. The same inputs give
the same bytes.
"""
