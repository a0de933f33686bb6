"""What a command asks for: options, their ranges and what was given."""
