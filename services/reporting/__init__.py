"""Reporting: the offices' monthly report and the calendar that says when it is due."""
