"""Posts: who holds which office's, body's or county's post, and who did before."""
