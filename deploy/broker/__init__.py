"""The users of the broker and their rights, as a definitions file of RabbitMQ."""
