"""Printing: the page of each registered letter, made and sealed once, then kept; and proofs of drafts."""
