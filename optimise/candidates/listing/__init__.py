"""Every candidate of an area, where they are few enough to be listed."""
