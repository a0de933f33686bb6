"""Maps for paper: what stands on them, their labels, and one large map to hang up."""
