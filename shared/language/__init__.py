"""The reader's language: which one it is, what things are called in it, and how it shows numbers and days."""
