"""Jalali dates and periods, working days, digits, typed numbers, clean-up and search of text. No clock and no I/O."""
