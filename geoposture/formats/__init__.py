"""Features and figures as bytes: GeoJSON and tables, what GDAL writes, and our own page's forms."""
