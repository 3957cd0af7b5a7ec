"""Logs and counts refused sign-ins, so that operators see attacks."""

from collections.abc import Iterator
from contextlib import contextmanager

from services.membership.sign_ins.attempts_domain import TooManyAttempts, WrongPair
from services.membership.sign_ins.provider_usecases import ProviderRefused
from services.membership.sign_ins.reception_usecases import WrongCode
from services.membership.sign_ins.usecases import SignInReused
from shared.web.refusals import refused


@contextmanager
def told() -> Iterator[None]:
    """Log what is raised inside. The username is left out, since people type their password there by mistake."""
    try:
        yield
    except WrongPair:
        refused("sign_in.refused", "wrong_pair")
        raise
    except WrongCode:
        refused("sign_in.refused", "wrong_code")
        raise
    except ProviderRefused:
        refused("sign_in.refused", "provider")
        raise
    except TooManyAttempts:
        refused("sign_in.refused", "too_many")
        raise
    except SignInReused as reused:
        refused("sign_in.reused", "reused", sign_in_id=reused.sign_in_id, person_id=reused.person_id)
        raise
