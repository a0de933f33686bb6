"""Column generation, cuts and branching: the proof of how good a plan is."""
