"""Prices, and the candidates that beat them: column generation."""
