"""How a draft is kept: in its project file, in work folders, as bytes to take away."""
