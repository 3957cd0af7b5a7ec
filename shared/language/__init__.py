"""The reader's language: which one it is, the messages in it, and how it writes numbers and days."""
