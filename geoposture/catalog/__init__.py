"""Layers, tables and references: what is read, checked once, and then only looked up."""

from geoposture.catalog.loading import (
    ANNOTATIONS,
    Catalog,
    Layer,
    check_file,
    find_layers,
    load_layers,
    package_version,
    read_layer,
)
from geoposture.catalog.tables import split_list

__all__ = [
    "ANNOTATIONS",
    "Catalog",
    "Layer",
    "check_file",
    "find_layers",
    "load_layers",
    "package_version",
    "read_layer",
    "split_list",
]
