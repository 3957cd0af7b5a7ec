"""The notifier's part of everybody's desk."""
