"""Reasons why no plan can exist, found before any solve."""
