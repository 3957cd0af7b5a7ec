"""Giving posts to people, also to those who are new, and inviting them: by page and over HTTP."""
