"""The trust's view of a plan."""
