"""Links by which somebody outside reads an article before it is published, for some days."""
