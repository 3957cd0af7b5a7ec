"""Ids that people choose and that stand in addresses, such as `water` or `media_hq`."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator

_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9_-]{1,59}", re.ASCII)
_IN_ADDRESSES: Final = frozenset({"new"})
"""Pages have this name where the id of a thing would stand."""


def slug(typed: str) -> str:
    """Return the id without the spaces around it. Raises ValueError with a Persian sentence."""
    bare = typed.strip()
    if not _SLUG.fullmatch(bare) or bare in _IN_ADDRESSES:
        raise ValueError("شناسه را با ۲ تا ۶۰ حرف کوچک لاتین، رقم و خط تیره بنویسید؛ مانند water یا bank-melli.")
    return bare


Slug = Annotated[str, AfterValidator(slug)]
"""The type of such an id in forms and in JSON."""
