"""The ends of Japan that a length of the archipelago can mean: points of its coast.

Longitude and latitude in degrees, to 0.01°, read off the outlines of the layer
`japan_archipelago` (GSHHG). Etorofu is disputed and is no part of the archipelago's totals.
"""

from __future__ import annotations

from collections.abc import Mapping

YONAGUNI = (122.9336, 24.4494)
CAPE_SATA = (130.6608, 30.9947)
CAPES: Mapping[str, tuple[float, float]] = {
    "Yonaguni to Cape Soya": (141.9367, 45.5231),
    "Yonaguni to Cape Nosappu": (145.8172, 43.3853),
    "Yonaguni to Cape Shiretoko": (145.33, 44.344),
    "Yonaguni to the far end of Etorofu (disputed)": (148.8938, 45.5116),
}
