"""What author and desk say to one another about an item, and what is new for each of them."""
