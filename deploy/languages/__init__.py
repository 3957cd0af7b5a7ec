"""The catalogues of what people read, held against templates and code."""
