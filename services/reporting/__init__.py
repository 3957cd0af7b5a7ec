"""Reporting: the monthly reports of the offices, and the calendar that says when they are due."""
