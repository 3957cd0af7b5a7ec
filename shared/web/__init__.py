"""HTTP the same way everywhere."""
