"""Tables of every kind: text, workbooks, Parquet, GeoPackage rows."""
