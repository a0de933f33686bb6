"""Maps that stay while what they show changes."""
