"""Maps as plain pictures, without any script."""
