"""One file per screen of the web app."""
