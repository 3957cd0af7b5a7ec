"""Many decrees at once: drafted from what was approved, or signed, one by one by a job that survives a crash."""
