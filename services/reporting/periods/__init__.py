"""The periods that are reported on: when each opens, is due and closes."""
