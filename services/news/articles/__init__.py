"""Articles: from a draft to what the public reads."""
