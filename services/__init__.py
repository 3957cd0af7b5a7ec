"""The four deployables; they know one another only by events."""
