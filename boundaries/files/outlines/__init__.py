"""Shapes read and written: GeoJSON, GeoPackage, shapefile; cleaned and rounded."""
