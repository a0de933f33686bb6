"""The ground around each practice, where no small areas are given."""
