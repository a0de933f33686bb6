"""A good plan early, and better ones by small changes."""
