"""Jalali dates and periods, working days, digits, and clean-up and search of Persian text. No clock and no I/O."""
