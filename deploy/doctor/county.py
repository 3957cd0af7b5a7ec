"""The county as the operator's settings describe it: where its parts are."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

from shared.events.catalogue import SERVICES
from shared.operations.stores import address_of
from shared.operations.versions import replicas_of_all
from shared.runtime.clock import utc_now
from shared.runtime.secret_files import folder_of_secrets
from shared.store.bucket import Bucket, bucket_of

BALE = "https://tapi.bale.ai"


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """Where the parts of a county are. What no setting names is empty."""

    now: Callable[[], datetime] = utc_now
    replicas: Mapping[str, Sequence[str]] = field(default_factory=dict)
    public_url: str = ""
    mongo_urls: Mapping[str, str] = field(default_factory=dict)
    """The database of each service, with the service's own user."""
    mongo_url: str = ""
    """MongoDB with a user who may see more than one service's database."""
    amqp_url: str = ""
    management_url: str = ""
    admin_url: str = ""
    """The broker's management interface with a user who may see its nodes."""
    smtp_url: str = ""
    mail_from: str = ""
    bale_url: str = BALE
    bale_token: str = ""
    secrets: Path | None = None
    bucket: Bucket | None = None
    """The S3 in which news keeps files; None when they are in its database."""

    @classmethod
    def of_environment(cls) -> Self:
        """Return the county that the environment describes. Raises ValueError when RAVABET_REPLICAS is no JSON."""
        env = os.environ
        management = env.get("RAVABET_AMQP_MANAGEMENT_URL", "")
        return cls(
            replicas=replicas_of_all(),
            public_url=env.get("RAVABET_PUBLIC_URL", ""),
            mongo_urls={service: url for service in SERVICES if (url := address_of(service))},
            mongo_url=env.get("RAVABET_MONGO_URL", ""),
            amqp_url=env.get("RAVABET_AMQP_URL", ""),
            management_url=management,
            admin_url=env.get("RAVABET_AMQP_ADMIN_URL", "") or management,
            smtp_url=env.get("NOTIFIER_SMTP_URL", ""),
            mail_from=env.get("NOTIFIER_MAIL_FROM", ""),
            bale_url=env.get("NOTIFIER_BALE_URL", "") or BALE,
            bale_token=env.get("NOTIFIER_BALE_TOKEN", ""),
            secrets=folder_of_secrets(),
            bucket=bucket_of(env),
        )
