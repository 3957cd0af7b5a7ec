"""What every official letter has: its wording, signature, number and standing. The decree is the first kind."""
