"""What operators use, the same in every service."""
