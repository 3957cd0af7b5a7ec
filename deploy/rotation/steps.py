"""The three steps of a rotation. Each may be repeated, and goes on where it was interrupted."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from joserfc.jwk import KeySet, OKPKey

from deploy.rotation.parts import Part, Step, to_restart
from deploy.rotation.servers import Servers
from deploy.rotation.under_way import Rotation, other_family
from deploy.setup.passwords import family_of, keep_passwords, passwords_of
from deploy.setup.writing import Installation
from shared.web.keyring import signing_keys

_Jwk = dict[str, Any]
_STATEMENTS: Final = "statement.json"
LONGEST_TOKEN: Final = timedelta(hours=1)
"""No setting lets a token be good for longer."""


class NotYet(Exception):
    """All is done but one thing, which has to wait; the message says until when."""


@dataclass(frozen=True, slots=True)
class Rotating:
    """Takes a rotation through its steps."""

    installation: Installation
    servers: Servers
    now: Callable[[], datetime]

    async def go_on(self, parts: Collection[Part], *, restarted: bool) -> list[str]:
        """Begin a rotation of these parts; where one is under way, repeat its last step or, once `restarted`, go on.

        Return what has to be restarted now; nothing when all is done. Raises CannotSetUp when something is in the way,
        NotYet when it is too early for the rest.
        """
        folder = self.installation.folder
        rotation = Rotation.of(folder)
        if rotation is None and not restarted:
            rotation = Rotation.begin(parts, passwords_of(folder, now=self.now()), self.now()).keep(folder)
        elif rotation and restarted:
            rotation = self._next(rotation)
        while rotation is not None:
            await self._do(rotation)
            if waiting := to_restart(rotation.step, rotation.parts):
                return waiting
            rotation = self._next(rotation)
        return []

    def _next(self, rotation: Rotation) -> Rotation | None:
        later = list(Step)[list(Step).index(rotation.step) + 1 :]
        if later:
            return rotation.at(later[0], self.now()).keep(self.installation.folder)
        rotation.forget(self.installation.folder)
        return None

    async def _do(self, rotation: Rotation) -> None:
        match rotation.step:
            case Step.PUBLISH:
                await self._publish(rotation)
            case Step.SWITCH:
                self._switch(rotation)
            case Step.WITHDRAW:
                self._withdraw(rotation)

    async def _publish(self, rotation: Rotation) -> None:
        passwords = passwords_of(self.installation.folder, now=self.now())
        for part in self._with_users(rotation):
            family = rotation.switched_to[f"{part}.family"]
            await self.servers.make_users(part, {**passwords, **rotation.switched_to}, family=family)
        if Part.SIGNING in rotation.parts:
            new, known = self._signing(rotation)
            self._write_signing([*known[:1], new, *known[1:]])
        if Part.STATEMENTS in rotation.parts:
            new_one, known_ones = self._statements(rotation)
            self._write_statements([*known_ones[:1], new_one, *known_ones[1:]])
        self._write({**passwords, **rotation.published})

    def _switch(self, rotation: Rotation) -> None:
        if Part.SIGNING in rotation.parts:
            new, known = self._signing(rotation)
            self._write_signing([new, *known])
        if Part.STATEMENTS in rotation.parts:
            # The others stay, for ever: letters that people have in their hands carry what they signed.
            new_one, known_ones = self._statements(rotation)
            self._write_statements([new_one, *known_ones])
        self._write({**passwords_of(self.installation.folder, now=self.now()), **rotation.switched_to})
        if Part.CERTIFICATES in rotation.parts:
            self.installation.write_certificates(self.now(), older_than=rotation.begun)
            self.servers.read_certificate_again()

    def _withdraw(self, rotation: Rotation) -> None:
        passwords = passwords_of(self.installation.folder, now=self.now())
        for part in self._with_users(rotation):
            self.servers.drop_users(part, family=other_family(family_of(passwords, part)))
        if Part.SIGNING in rotation.parts:
            good_until = (rotation.switched or rotation.begun) + LONGEST_TOKEN
            if self.now() < good_until:
                raise NotYet(
                    f"The key that signed until now stays trusted until {good_until:%H:%M} UTC, when its last tokens "
                    "end: run this once more after that."
                )
            new, _ = self._signing(rotation)
            self._write_signing([new])
            self._write(passwords)

    def _signing(self, rotation: Rotation) -> tuple[OKPKey, list[OKPKey]]:
        """Return the new key, and those in the file without it, in their order."""
        (new,) = signing_keys(rotation.signing_key)
        file = self.installation.folder.secrets("membership") / "signing.json"
        return new, [key for key in signing_keys(file.read_text(encoding="utf-8")) if key.kid != new.kid]

    def _write_signing(self, keys: list[OKPKey]) -> None:
        text = KeySet(list(keys)).as_dict(private=True)
        self.installation.folder.write_secret("membership", "signing.json", json.dumps(text))

    def _statements(self, rotation: Rotation) -> tuple[_Jwk, list[_Jwk]]:
        """Return the new key of statements, and those in the file without it, in their order."""
        new = json.loads(rotation.statement_key)
        kept = json.loads((self.installation.folder.secrets("membership") / _STATEMENTS).read_text(encoding="utf-8"))
        return new, [key for key in kept.get("keys", [kept]) if key["kid"] != new["kid"]]

    def _write_statements(self, keys: list[_Jwk]) -> None:
        """Write the keys, of which the first signs and the others are public halves."""
        public = [{name: value for name, value in key.items() if name != "d"} for key in keys[1:]]
        self.installation.folder.write_secret("membership", _STATEMENTS, json.dumps({"keys": [keys[0], *public]}))

    def _write(self, passwords: Mapping[str, str]) -> None:
        keep_passwords(self.installation.folder, passwords)
        self.installation.write_secrets(passwords, now=self.now())

    @staticmethod
    def _with_users(rotation: Rotation) -> list[Part]:
        return [part for part in (Part.MONGO, Part.BROKER) if part in rotation.parts]
