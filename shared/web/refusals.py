"""Refusals of sign-ins, forms and tokens: counted for Prometheus, and logged with ids only."""

import structlog
from prometheus_client import Counter

REFUSALS = Counter("ravabet_refusals", "Refused sign-ins, forms and tokens", ["reason"])

log = structlog.get_logger()


def refused(event: str, reason: str, **ids: str) -> None:
    """Count and log a refusal, such as the event `form.refused` with the reason `csrf`.

    Callers never pass typed text: it may be a secret that was typed into a wrong field.
    """
    REFUSALS.labels(reason).inc()
    log.info(event, reason=reason, **ids)
