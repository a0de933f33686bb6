"""Rules as people state them: in TOML, and what of them has no effect."""
