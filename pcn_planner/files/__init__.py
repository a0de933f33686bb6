"""Files out: exports, GeoPackage, report and the output folder."""
