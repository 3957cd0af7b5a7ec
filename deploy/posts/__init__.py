"""Tells the other services again who holds the posts."""
