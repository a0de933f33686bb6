"""The table of practices: columns, checks, sites and border units."""
