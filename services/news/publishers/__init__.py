"""Publishers: the offices and bodies in whose name articles are published, copied from membership's events."""
