"""Community teams' footprints, and where networks conflict with them."""
