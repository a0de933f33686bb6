"""List sizes as publications print them: by sex and age, long or wide, with their dates."""
