"""Letters: numbered, signed and kept for ever. The decree of membership is the first kind."""
