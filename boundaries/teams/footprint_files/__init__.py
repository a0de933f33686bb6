"""Files of footprints: polygons, tables, and the columns of ONS boundary files."""
