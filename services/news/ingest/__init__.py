"""Ingest: the door by which guests' events come in, by HTTP and by AMQP."""
