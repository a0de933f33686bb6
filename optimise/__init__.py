"""From tables and a graph to a proven, verified plan."""
