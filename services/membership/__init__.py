"""Membership: offices, bodies, people, and the letters that make members."""
