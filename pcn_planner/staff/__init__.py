"""Community staff: posts of teams allotted to networks with fewest people changing team."""
