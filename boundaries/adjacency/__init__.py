"""Which practices are neighbours, and why: the graph that networks are connected in."""
