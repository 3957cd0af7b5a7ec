"""News: the county's articles and the portal that shows them."""
