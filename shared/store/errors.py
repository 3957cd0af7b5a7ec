"""How the store says that it could not do something."""

from pymongo import errors as driver


class Unavailable(Exception):
    """The database does not answer; the same call may succeed in a while."""


class AlreadyExists(Exception):
    """Another document holds this unique key; the unit of work is lost and nothing of it was kept."""


def is_transient(error: BaseException) -> bool:
    """Whether the unit of work may be run again from its beginning."""
    return isinstance(error, driver.PyMongoError) and error.has_error_label("TransientTransactionError")


def is_outcome_unknown(error: BaseException) -> bool:
    """Whether a commit may or may not have happened, so that it is asked for again."""
    return isinstance(error, driver.PyMongoError) and error.has_error_label("UnknownTransactionCommitResult")


def is_duplicate(error: BaseException) -> bool:
    """Whether a unique key was already taken."""
    if isinstance(error, driver.DuplicateKeyError):
        return True
    return isinstance(error, driver.BulkWriteError) and any(
        fault.get("code") == _DUPLICATE_KEY for fault in (error.details or {}).get("writeErrors", [])
    )


def is_unavailable(error: BaseException) -> bool:
    """Whether the server could not be reached, rather than that it refused."""
    if isinstance(error, Unavailable | driver.ConnectionFailure | driver.WaitQueueTimeoutError):
        return True
    return isinstance(error, driver.OperationFailure) and error.code in _NOT_SERVING


_DUPLICATE_KEY = 11000
# NotWritablePrimary, InterruptedAtShutdown, PrimarySteppedDown, ShutdownInProgress, NotPrimaryNoSecondaryOk,
# NotPrimaryOrSecondary
_NOT_SERVING = frozenset({10107, 11600, 189, 91, 13435, 13436})
