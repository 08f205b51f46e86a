"""usage: python3 qgis_read.py ADDRESS — what QGIS finds there, as JSON (QGIS's own Python)."""

import json
import os
import sys

from qgis.core import QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer

application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer(f"typename='us_bases' url='{sys.argv[1]}' pageSize='5'", "x", "OAPIF")
boxed = QgsFeatureRequest().setFilterRect(QgsRectangle(127, 26, 129, 27))
found = {
    "valid": layer.isValid(),
    "crs": layer.crs().authid(),
    "fields": [one.name() for one in layer.fields()],
    "boxed": sorted(one["name_en"] for one in layer.getFeatures(boxed)),
    "all": len(list(layer.getFeatures())),
}
print(json.dumps(found), flush=True)
os._exit(0)  # QGIS 3.22 crashes while it tidies up
