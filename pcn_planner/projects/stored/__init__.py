"""What stands in a project file, and where."""
