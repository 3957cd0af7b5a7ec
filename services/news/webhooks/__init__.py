"""Webhooks: public events, posted to guests that cannot read a queue."""
