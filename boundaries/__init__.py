"""Geography: tables and shapes in, tables and shapes out."""
