"""Refusals that an operator watches: counted for Prometheus, written into the log with ids only."""

import structlog
from prometheus_client import Counter

REFUSALS = Counter("ravabet_refusals", "Refused sign-ins, forms and tokens", ["reason"])

log = structlog.get_logger()


def refused(event: str, reason: str, **ids: str) -> None:
    """Write one down: `form.refused` for `csrf`. Never what somebody typed, which may be a secret in a wrong field."""
    REFUSALS.labels(reason).inc()
    log.info(event, reason=reason, **ids)
