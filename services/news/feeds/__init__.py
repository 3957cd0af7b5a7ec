"""News for other programs: feeds to subscribe to, and the lists by which search engines find articles."""
