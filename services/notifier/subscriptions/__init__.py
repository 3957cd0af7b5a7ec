"""Citizens who follow an office, a body, or all of it."""
