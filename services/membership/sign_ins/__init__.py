"""Sign-ins: each from its beginning to its end, kept alive by tokens that are good once."""
