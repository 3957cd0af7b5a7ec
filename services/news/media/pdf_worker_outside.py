"""Takes its makers out of a PDF: `python -m services.news.media.pdf_worker_outside`, which only the cleaner starts.

A PDF comes from anybody who may write and is read by a large library, so this process can do nothing but compute, as
the one for pictures.
"""

import io
import json
import os
import sys
from typing import BinaryIO, Final

import pikepdf

from shared.runtime.worker_frames import DONE, FAULT, READY, answer, read_bytes, read_request
from shared.runtime.worker_limits import ended_after, shut_in

_SAID: Final = ("/Metadata", "/PieceInfo", "/LastModified")
_NICE: Final = 19
_OF_PEOPLE: Final = {0xFE, 0xE1, *range(0xE3, 0xEE), 0xEF}
"""Markers of a JPEG behind which cameras and programs write; colours stay."""
_IMAGE_DATA: Final = 0xDA


def work(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more; the first one says how many bytes of addresses may be used."""
    opening = read_request(requests)
    if opening is None:
        return
    os.nice(_NICE)
    _cleaned(_first())  # what is loaded at first use is loaded before files are out of reach
    shut_in(opening["memory"])
    answer(answers, READY)
    while request := read_request(requests):
        content = read_bytes(requests)
        with ended_after(request["seconds"]):
            kind, found = _answered(content)
        answer(answers, kind, found)


def _answered(content: bytes) -> tuple[bytes, bytes]:
    try:
        return DONE, _cleaned(content)
    except pikepdf.PasswordError:
        reason = "locked"
    except MemoryError:
        os.abort()
    except Exception:  # noqa: BLE001 - a PDF broken in a way that nobody foresaw; what qpdf raises has no common class
        reason = "unreadable"
    return FAULT, json.dumps({"reason": reason}).encode()


def _cleaned(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if not len(pdf.pages):
            raise ValueError("a PDF without pages")
        if _is_signed(pdf):
            return content  # any change would break the signature, which is what such a letter is for
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        for each in pdf.objects:
            if isinstance(each, pikepdf.Stream | pikepdf.Dictionary):
                _forget(each)
        written = io.BytesIO()
        # A lock against changes stays, without the password that nobody here knows.
        pdf.save(written, encryption=pdf.is_encrypted, deterministic_id=not pdf.is_encrypted)
        return written.getvalue()


def _is_signed(pdf: pikepdf.Pdf) -> bool:
    form = pdf.Root.get("/AcroForm")
    return form is not None and bool(int(form.get("/SigFlags", 0)) & 1)


def _forget(found: pikepdf.Stream | pikepdf.Dictionary) -> None:
    for name in _SAID:
        if name in found:
            del found[name]
    if isinstance(found, pikepdf.Stream) and found.get("/Filter") == pikepdf.Name.DCTDecode:
        picture = found.read_raw_bytes()
        lighter = _of_colours_only(picture)
        if len(lighter) < len(picture):
            how = found.get("/DecodeParms")
            found.write(
                lighter,
                filter=pikepdf.Name.DCTDecode,
                decode_parms=how if isinstance(how, pikepdf.Dictionary) else None,
            )


def _of_colours_only(picture: bytes) -> bytes:
    """Return a JPEG without what its camera wrote beside the picture; as it is when its parts do not follow."""
    kept, at = [picture[:2]], 2
    while at + 4 <= len(picture):
        marker, length = picture[at + 1], int.from_bytes(picture[at + 2 : at + 4], "big")
        if picture[at] != 0xFF or length < 2:  # noqa: PLR2004
            return picture
        if marker == _IMAGE_DATA:
            return b"".join(kept) + picture[at:]
        if marker not in _OF_PEOPLE:
            kept.append(picture[at : at + 2 + length])
        at += 2 + length
    return picture


def _first() -> bytes:
    written = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(written, encryption=pikepdf.Encryption(owner="o", user=""))  # with the source of chance, too
    return written.getvalue()


if __name__ == "__main__":
    work(sys.stdin.buffer, sys.stdout.buffer)
