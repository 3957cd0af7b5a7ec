"""Tokens by which programs act for a person, within a scope and for a limited time."""
