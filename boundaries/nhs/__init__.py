"""The publications of NHS England and ONS, read into the planner's tables."""
