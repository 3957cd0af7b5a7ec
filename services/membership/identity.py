"""Composes what people and programs sign in with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.membership.accounts.crypto_outside import Argon2Passwords, key_from, sealing_with
from services.membership.accounts.mongo import MongoPersonRepository
from services.membership.accounts.queries import PersonQueries
from services.membership.accounts.usecases import Accounts, PasswordCheck, Renaming
from services.membership.own_account.email_mongo import MongoEmailChangeRepository
from services.membership.own_account.email_usecases import AddressChange
from services.membership.own_account.queries import AccountQueries
from services.membership.own_account.usecases import AccountHolder
from services.membership.password_links.mongo import MongoPasswordLinkRepository
from services.membership.password_links.usecases import Locksmith
from services.membership.program_tokens.mongo import MongoProgramTokenRepository
from services.membership.program_tokens.queries import ProgramTokenQueries
from services.membership.program_tokens.usecases import ProgramDesk
from services.membership.provider_links.errand_pages import PATH
from services.membership.settings import Settings
from services.membership.sign_ins.keys_outside import Signer, signing_keys_from
from services.membership.sign_ins.linking_usecases import Linking
from services.membership.sign_ins.mongo import MongoAttemptRepository, MongoSignInRepository
from services.membership.sign_ins.power_queries import PowerQueries
from services.membership.sign_ins.provider_usecases import Provider, WayIn
from services.membership.sign_ins.queries import SignInQueries
from services.membership.sign_ins.reception_usecases import AppKeys, Reception
from services.membership.sign_ins.usecases import SignInBook
from shared.runtime.ids import new_id, new_secret
from shared.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The parts of accounts, sign-ins, password links and program tokens."""

    signer: Signer
    way_in: WayIn
    linking: Linking
    app_keys: AppKeys
    accounts: Accounts
    account_holder: AccountHolder
    address_change: AddressChange
    account_queries: AccountQueries
    locksmith: Locksmith
    program_desk: ProgramDesk
    reception: Reception
    sign_in_book: SignInBook


def identity(
    settings: Settings, store: Store, *, powers: PowerQueries, renaming: Renaming, now: Callable[[], datetime]
) -> Identity:
    """Compose them over the real database and the key files of the settings."""
    signer = Signer(signing_keys_from(settings.signing_key_file), lifetime=settings.token_lifetime, now=now)
    passwords, seal = Argon2Passwords(), sealing_with(key_from(settings.contact_key_file))
    people, attempts = MongoPersonRepository(store), MongoAttemptRepository(store)
    book = SignInBook(MongoSignInRepository(store), store.transaction, now, new_secret)
    way_in = WayIn(_provider(settings), settings.provider_beside_passwords)
    linking = Linking(people, book, store.transaction, now)
    check = PasswordCheck(people, passwords, store.transaction)
    reception = Reception(
        people=people,
        attempts=attempts,
        passwords=check,
        powers=powers,
        book=book,
        steps=signer,
        token_of=signer.token_of,
        transaction=store.transaction,
        now=now,
        second_factor_roles=settings.second_factor_roles,
    )
    holder = AccountHolder(
        people=people,
        passwords=passwords,
        check=check,
        attempts=attempts,
        steps=signer,
        book=book,
        transaction=store.transaction,
        now=now,
        second_factor_roles=settings.second_factor_roles,
        linking=linking,
        check_code=reception.check_code,
        takes_passwords=way_in.takes_passwords,
    )
    return Identity(
        signer=signer,
        way_in=way_in,
        linking=linking,
        app_keys=AppKeys(signer, settings.county),
        accounts=Accounts(people, passwords, seal, store.transaction, now, renaming),
        account_holder=holder,
        address_change=AddressChange(
            changes=MongoEmailChangeRepository(store),
            people=people,
            holder=holder,
            seal=seal,
            transaction=store.transaction,
            now=now,
            new_secret=new_secret,
            public_url=settings.public_url,
        ),
        account_queries=AccountQueries(
            people=PersonQueries(store),
            sign_ins=SignInQueries(store),
            programs=ProgramTokenQueries(store),
            way=way_in,
            second_factor_roles=settings.second_factor_roles,
        ),
        locksmith=Locksmith(
            links=MongoPasswordLinkRepository(store),
            people=people,
            passwords=passwords,
            attempts=attempts,
            book=book,
            seal=seal,
            transaction=store.transaction,
            now=now,
            new_secret=new_secret,
            read_note=signer.read_note,
            linking=linking,
            check_code=reception.check_code,
            has_provider=way_in.has_provider,
            public_url=settings.public_url,
        ),
        program_desk=ProgramDesk(
            tokens=MongoProgramTokenRepository(store),
            people=people,
            powers=powers,
            token_of=signer.token_of,
            transaction=store.transaction,
            now=now,
            new_id=new_id,
            new_secret=new_secret,
        ),
        reception=reception,
        sign_in_book=book,
    )


def _provider(settings: Settings) -> Provider | None:
    if not settings.provider_issuer:
        return None
    # Importing Authlib takes a tenth of a second and a megabyte, which only a service with a provider should pay.
    from services.membership.sign_ins.openid_outside import OpenIdProvider  # noqa: PLC0415

    return OpenIdProvider(
        settings.provider_issuer,
        client_id=settings.provider_client_id,
        client_secret=settings.provider_client_secret,
        claim=settings.provider_claim,
        redirect_uri=f"{settings.public_url}{PATH}/answer",
    )
