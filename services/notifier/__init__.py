"""Notifier: who is told what, by which way, and the proof of it."""
