"""What the peers of the local stack share: serving on loopback, keeping what arrived, the look of their pages."""
