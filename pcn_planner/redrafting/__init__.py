"""A redraft: from the networks of today to better ones with the least change."""
