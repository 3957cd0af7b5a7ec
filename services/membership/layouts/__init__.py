"""Layouts: how each kind of letters is laid out, in editions that the county makes of the shipped template."""
