"""The price of alignment, step by step."""
