"""Papers that people sign: what they are made from, what stops them, and the pack."""
