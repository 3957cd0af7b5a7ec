"""Letters: numbered, signed, kept for ever. The decree of membership is their first kind."""
