"""Signing in by an outside provider, and linking its accounts with those here, by invitation or while signed in."""
