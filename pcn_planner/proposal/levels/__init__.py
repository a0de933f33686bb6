"""Levels of a plan: teams inside its networks, and levels above them."""
