"""The shell of all pages of the four services: layouts, components, style and static files."""
