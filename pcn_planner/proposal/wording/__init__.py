"""What is said of a plan: names, sentences, its proof."""
