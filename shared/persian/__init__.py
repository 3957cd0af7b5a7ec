"""Jalali dates and periods, working days, digits, text for keeping and for finding. Pure: no clock, no I/O."""
