"""What is known of a practice, a network, or several practices chosen, and what may be done."""
