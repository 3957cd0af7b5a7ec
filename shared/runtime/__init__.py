"""Parts of every process that know nothing of the web, the broker or the database: logging, settings, ids, access."""
