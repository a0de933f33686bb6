"""Where patients live: registrations by small area, whole patients, travel from home."""
