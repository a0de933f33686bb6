"""Maps and matrices of conflicts with teams."""
