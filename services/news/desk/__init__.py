"""The newsroom: where articles are written, approved, planned and published."""
