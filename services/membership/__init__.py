"""Membership: offices, bodies, people, and the decrees that make people members."""
