"""The rooms of a feature as a contract of import-linter: every file stands in one, and imports what that room may."""
