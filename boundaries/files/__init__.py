"""Files in: one way to open tables and shapes, whatever their format."""
