"""The land of a plan: what is drawn for each network, and what is to be said of it."""
