"""Work on a draft: changes, undo, solves and the project file."""
