"""A plan with all that is known and claimed of it, just made or opened from its folder."""
