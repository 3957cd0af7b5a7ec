"""A county on a server without containers: units of systemd, and what installs and operates them."""
