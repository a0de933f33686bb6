"""Places of practices from their postcodes."""
