"""Candidates sought round each hub, and the sweep over all of them."""
