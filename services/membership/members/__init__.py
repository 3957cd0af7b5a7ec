"""Members of the bodies, each by a decree and for a term."""
