"""The versions of an article, with what was done to it, by whom and when."""
