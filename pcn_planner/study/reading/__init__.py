"""Reading a study from its files: one module for each thing that is read."""
