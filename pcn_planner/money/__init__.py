"""Payments that follow the list: rates by year, three populations, money for each network."""
