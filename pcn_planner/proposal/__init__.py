"""A verified plan with its figures, tables and drawn areas."""
