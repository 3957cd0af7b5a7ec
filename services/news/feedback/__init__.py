"""What readers say of an article: whether it helped them, and what was missing."""
