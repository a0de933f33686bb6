"""Candidate networks: their costs, and the compiled search that finds them."""
