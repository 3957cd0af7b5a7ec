"""Typesetting: what a letter says becomes a PDF, in a process of its own."""
