"""The public's turn: a page that shows a plan and asks for comments, and the comments read."""
