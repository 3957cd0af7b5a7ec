"""Bahardasht (بهاردشت), the invented county by which the platform is tried out: data, and the reader of it."""
