"""Finds out, from the operator's seat, what is wrong in a county and whether a release fits what runs."""
