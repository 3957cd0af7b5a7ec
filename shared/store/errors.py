"""The errors of the store, and what a driver's error means for the caller."""

from pymongo import errors as driver


class Unavailable(Exception):
    """The database does not answer; the same call may succeed in a while."""


class AlreadyExists(Exception):
    """Another document holds this unique key; nothing of the unit of work was kept."""


def is_transient(error: BaseException) -> bool:
    """Whether the unit of work may succeed when it is run again from its beginning."""
    return isinstance(error, driver.PyMongoError) and error.has_error_label("TransientTransactionError")


def is_outcome_unknown(error: BaseException) -> bool:
    """Whether it is unknown if the commit happened, so that the commit must be sent again."""
    return isinstance(error, driver.PyMongoError) and error.has_error_label("UnknownTransactionCommitResult")


def is_duplicate(error: BaseException) -> bool:
    """Whether the error says that a unique key is taken already."""
    if isinstance(error, driver.DuplicateKeyError):
        return True
    return isinstance(error, driver.BulkWriteError) and any(
        fault.get("code") == _DUPLICATE_KEY for fault in (error.details or {}).get("writeErrors", [])
    )


def is_unavailable(error: BaseException) -> bool:
    """Whether the server could not be reached, as opposed to refusing the call."""
    if isinstance(error, Unavailable | driver.ConnectionFailure | driver.WaitQueueTimeoutError):
        return True
    return isinstance(error, driver.OperationFailure) and error.code in _NOT_SERVING


_DUPLICATE_KEY = 11000
# NotWritablePrimary, InterruptedAtShutdown, PrimarySteppedDown, ShutdownInProgress, NotPrimaryNoSecondaryOk,
# NotPrimaryOrSecondary
_NOT_SERVING = frozenset({10107, 11600, 189, 91, 13435, 13436})
