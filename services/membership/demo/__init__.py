"""The demonstration: a visitor on this machine signs in as one of four roles with one click."""
