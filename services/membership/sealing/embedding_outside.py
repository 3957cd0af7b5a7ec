"""Puts a signature into a PDF, as an update at its end that certifies all before it and allows nothing after it."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Final

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from typing_extensions import override

from services.membership.sealing.domain import CannotSeal

_FIELD: Final = "Ravabet"
_DIGEST: Final = "sha256"
_ALL_SORTS: Final = (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError)
"""What pyHanko raises for files that are damaged in one way or another."""


class _Writer(IncrementalPdfFileWriter):
    """Leaves title, dates and metadata as they are: to write them anew takes three times as long as all the rest."""

    @override
    def _update_meta(self) -> None:
        pass


def embed(pdf: bytes, sign: Callable[[bytes], bytes], *, room: int, at: datetime, name: str, reason: str) -> bytes:
    """Return the PDF with an invisible signature; `sign` makes it of the SHA-256 of all the rest, in `room` bytes.

    Raises CannotSeal for what is no PDF, and what `sign` raises.
    """
    try:
        writer = _Writer(io.BytesIO(pdf))
        embedding = PdfCMSEmbedder().write_cms(field_name=_FIELD, writer=writer)
        next(embedding)
        held = SignatureObject(
            subfilter=SigSeedSubFilter.PADES, timestamp=at, name=name, reason=reason, bytes_reserved=2 * room
        )
        certifying = SigMDPSetup(md_algorithm=_DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
        embedding.send(SigObjSetup(sig_placeholder=held, mdp_setup=certifying))
        prepared, output = embedding.send(SigIOSetup(md_algorithm=_DIGEST, in_place=False))
    except _ALL_SORTS as error:
        raise CannotSeal from error
    embedding.send(sign(prepared.document_digest))
    sealed: bytes = output.getvalue()
    return sealed
