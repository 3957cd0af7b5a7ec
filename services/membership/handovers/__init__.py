"""Handovers («تحویل و تحول»): what the holder of a post leaves behind, and who takes it over, item by item."""
