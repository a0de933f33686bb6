"""Candidate networks near those of today, and what approved ones may become."""
