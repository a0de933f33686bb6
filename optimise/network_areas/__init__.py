"""Small areas allotted to networks in one piece each."""
