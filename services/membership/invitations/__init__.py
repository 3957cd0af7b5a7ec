"""Invitations to meetings and ceremonies: one letter with one number, a page for each guest, and their answers."""
