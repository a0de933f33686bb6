"""The page Draft: rules, map, cards, lists and the solve beside it."""
