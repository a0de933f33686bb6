"""Parts that many pages are made of."""
