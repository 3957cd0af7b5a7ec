"""Logs: one line of JSON for each log event, on standard output. They hold ids only, never a person's data."""

import logging
import sys

import structlog

from shared.runtime.context import current_cause
from shared.runtime.redaction import traceback_without_secrets, without_secrets


def configure_logging(service: str, *, level: str = "INFO") -> None:
    """Send the logs of structlog and of the standard library through one JSON renderer.

    What libraries say, and all tracebacks, are logged without what may be secret in them. Some libraries log only from
    WARNING on. For httpx this is needed: it logs whole addresses, and the address of a
    messenger's interface holds its token.
    """
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(service),
        _correlated,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _of_library],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(traceback_without_secrets),
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("httpx", "httpcore", "aio_pika", "aiormq", "pymongo", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _correlated(_: object, __: str, line: structlog.types.EventDict) -> structlog.types.EventDict:
    if correlation_id := current_cause().correlation_id:
        line.setdefault("correlation_id", correlation_id)
    return line


def _of_library(_: object, __: str, line: structlog.types.EventDict) -> structlog.types.EventDict:
    line["event"] = without_secrets(str(line["event"]))
    return line


def _named(service: str) -> structlog.types.Processor:
    def add(_: object, __: str, line: structlog.types.EventDict) -> structlog.types.EventDict:
        line["service"] = service
        return line

    return add
