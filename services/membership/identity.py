"""The composition of what people and programs sign in with."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from services.membership.accounts.holder import AccountHolder
from services.membership.accounts.keys import Signer, key_from, sealing_with, signing_keys_from
from services.membership.accounts.mongo import MongoPersonRepository
from services.membership.accounts.passwords import Argon2Passwords
from services.membership.accounts.queries import PersonQueries, PowerQueries
from services.membership.accounts.usecases import Accounts
from services.membership.password_links.mongo import MongoPasswordLinkRepository
from services.membership.password_links.usecases import Locksmith
from services.membership.program_tokens.mongo import MongoProgramTokenRepository
from services.membership.program_tokens.usecases import ProgramDesk
from services.membership.settings import Settings
from services.membership.sign_ins import provider_pages
from services.membership.sign_ins.mongo import MongoAttemptRepository, MongoSignInRepository
from services.membership.sign_ins.provider import Provider
from services.membership.sign_ins.queries import SignInQueries
from services.membership.sign_ins.reception import Reception
from services.membership.sign_ins.usecases import SignInBook
from shared.runtime.ids import new_id, new_secret
from shared.store.store import Store


def identity(
    settings: Settings,
    store: Store,
    *,
    people: MongoPersonRepository,
    powers: PowerQueries,
    now: Callable[[], datetime],
) -> dict[str, Any]:
    """The use cases and queries of accounts, sign-ins, password links and program tokens, by the names routes use."""
    signer = Signer(signing_keys_from(settings.signing_key_file), lifetime=settings.token_lifetime, now=now)
    passwords, seal = Argon2Passwords(), sealing_with(key_from(settings.contact_key_file))
    attempts, program_tokens = MongoAttemptRepository(store), MongoProgramTokenRepository(store)
    book = SignInBook(MongoSignInRepository(store), store.transaction, now, new_secret)
    return {
        "accounts": Accounts(people, passwords, seal, store.transaction, now),
        "account_holder": AccountHolder(
            people=people,
            passwords=passwords,
            attempts=attempts,
            steps=signer,
            book=book,
            transaction=store.transaction,
            now=now,
            second_factor_roles=settings.second_factor_roles,
        ),
        "locksmith": Locksmith(
            links=MongoPasswordLinkRepository(store),
            people=people,
            passwords=passwords,
            attempts=attempts,
            book=book,
            seal=seal,
            transaction=store.transaction,
            now=now,
            new_secret=new_secret,
            public_url=settings.public_url,
        ),
        "program_desk": ProgramDesk(
            tokens=program_tokens,
            people=people,
            powers=powers,
            token_of=signer.token_of,
            transaction=store.transaction,
            now=now,
            new_id=new_id,
            new_secret=new_secret,
        ),
        "program_tokens": program_tokens,
        "sign_in_queries": SignInQueries(store),
        "reception": Reception(
            people=people,
            attempts=attempts,
            passwords=passwords,
            powers=powers,
            book=book,
            steps=signer,
            token_of=signer.token_of,
            transaction=store.transaction,
            now=now,
            second_factor_roles=settings.second_factor_roles,
        ),
        "sign_in_book": book,
        "provider": _provider(settings),
        "signer": signer,
        "person_queries": PersonQueries(store),
    }


def _provider(settings: Settings) -> Provider | None:
    if not settings.provider_issuer:
        return None
    # Authlib is a tenth of a second and a megabyte that only those pay who have a provider.
    from services.membership.sign_ins.openid import OpenIdProvider  # noqa: PLC0415

    return OpenIdProvider(
        settings.provider_issuer,
        client_id=settings.provider_client_id,
        client_secret=settings.provider_client_secret,
        claim=settings.provider_claim,
        redirect_uri=f"{settings.public_url}{provider_pages.PATH}/answer",
    )
