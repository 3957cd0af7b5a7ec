"""RabbitMQ: topology, relay, consumer, and what was set aside."""
