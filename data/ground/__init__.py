"""The made-up land: coast, small areas, divisions and where places lie."""
