"""The made-up service: people, surgeries, registers, registrations and today's networks."""
