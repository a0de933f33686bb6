"""The rules of a draft, as a form in a drawer over the page."""
