"""Several plans beside each other: compared, priced, or bettered move by move."""
