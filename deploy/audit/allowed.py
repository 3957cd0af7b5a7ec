"""The list of faults that are known and no danger here, each until a day."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from deploy.audit.trouble import CannotAudit


class Allowed(BaseModel):
    """One fault of one library that is let through, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    package: str = Field(min_length=1)
    reason: str = Field(min_length=10)
    until: date


class AllowList(BaseModel):
    """A whole `allowed.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    allowed: list[Allowed] = []

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read it. Raises CannotAudit with a sentence for the first thing that is wrong."""
        try:
            return cls.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
        except OSError as error:
            raise CannotAudit(f"{file} cannot be read ({error.strerror}).") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CannotAudit(f"{file} is not in the form of TOML: {error}.") from error
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise CannotAudit(f"{file}: {where} is wrong: {first['msg'].lower()}.") from error
