"""Decrees of membership, the first kind of letter: drafted, signed, amended and revoked."""
