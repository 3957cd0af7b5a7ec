"""Who may do what, of all services on one page: `docs/access.md` is made from their tables."""
