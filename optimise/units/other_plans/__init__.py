"""Plans that no search of sets makes: of large networks, of the last resort, and as a whole."""
