"""The one Persian shell in which every page of the four services lives: layouts, components, style and static files."""
