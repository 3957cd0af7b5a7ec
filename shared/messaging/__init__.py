"""RabbitMQ: topology, relay, consumer, and events that were set aside."""
