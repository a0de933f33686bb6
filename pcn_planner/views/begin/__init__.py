"""Where work begins and what is kept of it: start, files, projects, scenarios, history."""
