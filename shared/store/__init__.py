"""MongoDB: the driver, the unit of work, the outbox and the inbox."""
