"""Membership's parts over a place of the arena, with keys of their own."""

import json
from pathlib import Path
from tempfile import mkdtemp

from joserfc.jwk import OKPKey

from services.membership.main import Parts, real_parts
from services.membership.settings import Settings


def membership_parts(mongo_url: str, amqp_url: str) -> Parts:
    """The parts; nothing is connected before the first call."""
    folder = Path(mkdtemp(prefix="ravabet-bench-keys-"))
    signing, contact = folder / "signing.json", folder / "contact.json"
    signing.write_text(json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)), encoding="utf-8")
    contact.write_text(
        json.dumps(OKPKey.generate_key("X25519", {"kid": "notifier"}).as_dict(private=False)), encoding="utf-8"
    )
    return real_parts(
        Settings(
            mongo_url=mongo_url,
            amqp_url=amqp_url,
            public_url="http://ravabet.test",
            signing_key_file=signing,
            contact_key_file=contact,
            second_factor_roles=frozenset(),
            demo=True,
        )
    )
