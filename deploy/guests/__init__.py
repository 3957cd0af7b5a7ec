"""The way in for other systems of the governorate that publish by AMQP: a gate that lets only guests' users through."""
