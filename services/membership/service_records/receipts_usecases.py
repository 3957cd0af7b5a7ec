"""The secretariat enters that a letter was handed over on paper."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from services.membership.service_records.access import ENTER_RECEIPT
from services.membership.service_records.domain import LetterKey, Receipt, RecordId, Scan, ServiceRecord
from services.membership.service_records.receipts_domain import media_type_of
from services.membership.service_records.usecases import Courier
from shared.persian.text import for_keeping
from shared.runtime.viewer import Viewer


class KeptFile(Protocol):
    """A file that was kept."""

    @property
    def sha256(self) -> str:
        """The hash by which it is found again."""


class Files(Protocol):
    """Where scans are kept."""

    async def keep(self, content: bytes, *, media_type: str) -> KeptFile:
        """Keep a file, outside of any unit of work."""


@dataclass(frozen=True, slots=True)
class ReceiptDesk:
    """Takes receipts, with their scans or without."""

    courier: Courier
    files: Files
    now: Callable[[], datetime]

    async def enter(
        self, key: LetterKey, record: RecordId, receiver: str, on: date, content: bytes, *, by: Viewer
    ) -> ServiceRecord:
        """Enter a receipt; the same again changes nothing, but may add the scan. The scan is empty when there is none.

        Raises NotAllowed, RecordNotFound, NotAReceipt, WrongReceipt, AlreadyOnPaper or LetterOver.
        """
        ENTER_RECEIPT.require(by)
        scan = None
        if content:
            media_type = media_type_of(content)
            scan = Scan((await self.files.keep(content, media_type=media_type)).sha256, media_type)
        said = " ".join(for_keeping(receiver).split())
        return await self.courier.enter_receipt(key, record, Receipt(said, on, scan, by.person_id, self.now()), by=by)
