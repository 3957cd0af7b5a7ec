"""The Prometheus metrics of a service's messaging and store."""

from functools import cache

from prometheus_client import Counter, Gauge, Histogram

_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 30)

HANDLED = Counter("ravabet_events_handled_total", "Events that arrived, by outcome", ["type", "outcome"])
PUBLISHED = Counter("ravabet_events_published_total", "Events that the broker confirmed", ["type"])
HANDLING_SECONDS = Histogram("ravabet_event_handling_seconds", "Time of one handler", ["type"], buckets=_SECONDS)
LAG_SECONDS = Histogram(
    "ravabet_event_lag_seconds", "From the commit of an event to its handling", ["type"], buckets=(*_SECONDS, 300, 3600)
)
BATCH_SECONDS = Histogram("ravabet_batch_seconds", "Time to handle one batch", buckets=_SECONDS)
OUTBOX_PENDING = Gauge("ravabet_outbox_pending", "Events that wait for the relay", ["type"])
OUTBOX_AGE = Gauge("ravabet_outbox_oldest_seconds", "Age of the oldest event that waits for the relay", ["type"])
SET_ASIDE = Gauge("ravabet_set_aside", "Events that wait for another try, are parked or discarded", ["state", "type"])
SET_ASIDE_AGE = Gauge("ravabet_set_aside_oldest_seconds", "Age of the oldest event set aside", ["state", "type"])
AUDIT_WAITING = Gauge("ravabet_audit_waiting", "Changes that wait to be written into the audit trail")
AUDIT_AGE = Gauge("ravabet_audit_waiting_oldest_seconds", "Age of the oldest change that waits for the audit trail")
PAUSED = Gauge("ravabet_handler_paused", "1 for each type whose handler an operator has paused", ["type"])
QUEUE_DEPTH = Gauge("ravabet_queue_messages", "Messages that wait in a queue of the broker", ["queue"])
TOPOLOGY_DIFFERENCES = Gauge(
    "ravabet_topology_differences", "Exchanges, queues and bindings that the last check found missing or different"
)
TOPOLOGY_CHECK_AGE = Gauge(
    "ravabet_topology_check_age_seconds", "Time since the last check of the topology; +Inf without any"
)
EVENTS_MISSED = Gauge("ravabet_events_missed", "Events of the last seven days that were sent and never came", ["type"])
BACKUP_AGE = Gauge("ravabet_backup_age_seconds", "Time since the moment of the last whole backup; +Inf without any")
COLLECTION_DOCUMENTS = Gauge("ravabet_collection_documents", "Documents in a collection", ["collection"])
COLLECTION_BYTES = Gauge("ravabet_collection_bytes", "Bytes of a collection and its indexes on disk", ["collection"])
HEARTBEAT_SECONDS = Gauge("ravabet_heartbeat_seconds", "How long the last heartbeat took from outbox to consumer")


def count(event_type: str, outcome: str) -> None:
    """Count an event that arrived, under its outcome."""
    _handled_of(event_type, outcome).inc()


# Looking up the labels of a metric costs more than using them.
_handled_of = cache(HANDLED.labels)
