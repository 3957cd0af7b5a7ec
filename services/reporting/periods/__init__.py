"""The periods on which offices report: when each opens, is due and closes."""
