"""Sealing: the county's signature on the PDF of a letter, and what a PDF that somebody brings is worth."""
