"""What the county signs about a letter in its QR code, its keys, and the page that checks it without a network."""
