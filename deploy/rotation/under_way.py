"""A rotation that is under way, as it is kept in the installation's folder until it is done."""

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from deploy.rotation.parts import Part, Step
from deploy.setup.folder import OPERATOR, Folder, write_private
from deploy.setup.keys import signing_key, statement_key
from deploy.setup.passwords import AGING, family_of, new_password
from deploy.setup.trouble import CannotSetUp

_SECOND = "-2"
_LINK_KEYS_KEPT = 3
"""Links in old messages stay good for as many rotations."""


class Rotation(BaseModel):
    """What a rotation makes, all of it decided at its beginning: each step can then be repeated, to the same end."""

    model_config = ConfigDict(frozen=True)

    parts: frozenset[Part]
    begun: datetime
    step: Step = Step.PUBLISH
    switched: datetime | None = None
    published: Mapping[str, str] = {}
    """What is written into the file of passwords at the first step."""
    switched_to: Mapping[str, str] = {}
    """What is written into it at the second step."""
    signing_key: str = ""
    statement_key: str = ""

    @classmethod
    def begin(cls, parts: Collection[Part], passwords: Mapping[str, str], now: datetime) -> Self:
        """Choose all new secrets of these parts."""
        to: dict[str, str] = {}
        published: dict[str, str] = {}
        for part in sorted({Part.MONGO, Part.BROKER} & set(parts)):
            own = [name for name in passwords if name.startswith(f"{part}.") and name not in _NO_USERS]
            to |= {name: new_password() for name in own}
            to[f"{part}.family"] = other_family(family_of(passwords, part))
        if Part.LINKS in parts:
            key = "notifier.links"
            before = [each for each in passwords.get(f"{key}.also", "").split(",") if each]
            to[key] = new_password()
            published[f"{key}.also"] = ",".join([to[key], *before])
            to[f"{key}.also"] = ",".join([passwords[key], *before][:_LINK_KEYS_KEPT])
        to |= {f"{part}.made": now.isoformat(timespec="seconds") for part in AGING if part in set(parts)}
        return cls(
            parts=frozenset(parts),
            begun=now.replace(microsecond=0),
            published=published,
            switched_to=to,
            signing_key=signing_key().private if Part.SIGNING in parts else "",
            statement_key=statement_key().private if Part.STATEMENTS in parts else "",
        )

    @classmethod
    def of(cls, folder: Folder) -> Self | None:
        """Return the one that is under way. Raises CannotSetUp for a file that is none."""
        file = _file(folder)
        try:
            return cls.model_validate_json(file.read_text(encoding="utf-8")) if file.exists() else None
        except (OSError, ValidationError) as error:
            raise CannotSetUp(f"{file} cannot be read ({type(error).__name__}): restore it from a copy.") from error

    def keep(self, folder: Folder) -> Self:
        """Write it down, also for the doctor, who must not know its secrets."""
        write_private(_file(folder), self.model_dump_json(indent=1))
        told = self.model_dump_json(include={"parts", "begun", "step"})
        folder.write_secret(OPERATOR, "rotation.json", told)
        return self

    def at(self, step: Step, now: datetime) -> Self:
        """Return this rotation at its next step."""
        return self.model_copy(update={"step": step, "switched": now if step == Step.SWITCH else self.switched})

    def forget(self, folder: Folder) -> None:
        """Remove what was written down: it is done."""
        (folder.secrets(OPERATOR) / "rotation.json").unlink(missing_ok=True)
        _file(folder).unlink(missing_ok=True)


def other_family(family: str) -> str:
    """Return the family of users that takes turns with this one."""
    return family.removesuffix(_SECOND) if family.endswith(_SECOND) else family + _SECOND


_NO_USERS = frozenset(
    f"{part}.{name}" for part in (Part.MONGO, Part.BROKER) for name in ("family", "made", "keyfile", "cookie")
)


def _file(folder: Folder) -> Path:
    return folder.root / "rotation.json"
