"""What the messaging of a service tells Prometheus."""

from prometheus_client import Counter, Gauge, Histogram

HANDLED = Counter("ravabet_events_handled_total", "Events that came in, by what became of them", ["type", "outcome"])
PUBLISHED = Counter("ravabet_events_published_total", "Events that the broker confirmed", ["type"])
BATCH_SECONDS = Histogram(
    "ravabet_batch_seconds", "Time to handle one batch", buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5)
)
OUTBOX_PENDING = Gauge("ravabet_outbox_pending", "Events that wait for the relay")
OUTBOX_AGE = Gauge("ravabet_outbox_oldest_seconds", "Age of the oldest event that waits for the relay")
SET_ASIDE = Gauge("ravabet_set_aside", "Events that wait for another try, or are parked", ["state"])
