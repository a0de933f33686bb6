"""Long work on a draft: solves and searches, watched and stopped from the page."""
