"""The demonstration area and its generator."""
