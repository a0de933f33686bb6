"""Maps on a screen and on paper."""
