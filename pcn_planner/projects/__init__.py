"""Work that lasts: one file a project, what is in it, and the folder where projects lie."""
