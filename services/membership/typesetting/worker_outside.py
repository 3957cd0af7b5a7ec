"""Sets pages: `python -m services.membership.typesetting.worker_outside`, which only the press starts.

A template may come from a person, so this process can do nothing but compute: it knows no secret, opens no file and no
connection once it is ready, and the kernel stops it when a page takes too much time or memory.
"""

import io
import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import segno
import typst

from services.membership.typesetting.qr_outside import qr_of
from services.membership.typesetting.shipped_source import letterhead
from shared.runtime.worker_frames import DONE, FAULT, READY, answer, framed, read_request
from shared.runtime.worker_limits import ended_after, shut_in

FONTS: Final = Path(__file__).parent / "fonts"
_STANDARDS: Final[list[Any]] = ["a-3a", "ua-1"]
_DOTS_PER_INCH: Final = 96.0
_ATTACHED_OTHERWISE: Final = {"emblem", "qr_svg"}
"""What a letter does not say, and so does not stand in its text."""
# Each weight and style that a page can ask for, so that the fonts are read before files are out of reach.
_FIRST: Final = r"""
#set document(title: "-")
#set text(font: "Vazirmatn", lang: "fa", dir: rtl)
#"\u{0645}\u{06F5} A" *#"\u{0645}\u{06F5} B"*
"""


def work(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more; the first one says how many bytes of addresses may be used."""
    opening = read_request(requests)
    if opening is None:
        return
    letterhead()
    segno.make("-")
    compiler = typst.Compiler(root=FONTS, font_paths=[FONTS], ignore_system_fonts=True)
    _compile(compiler, {"main": _FIRST}, {}, 0)
    shut_in(opening["memory"])
    answer(answers, READY)
    while request := read_request(requests):
        with ended_after(request["seconds"]):
            kind, content = _answered(compiler, request)
        answer(answers, kind, content)


def _answered(compiler: typst.Compiler, request: Mapping[str, Any]) -> tuple[bytes, bytes]:
    files = {"main": request["source"], "letterhead.typ": letterhead()}
    data = request["data"]
    if qr := data.get("qr"):
        data = data | {"qr_svg": _qr(qr)}
    said = {name: value for name, value in data.items() if name not in _ATTACHED_OTHERWISE}
    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "attached": json.dumps(said, ensure_ascii=False, indent=1),
        "paper": request["paper"],
    }
    try:
        pdf = _compile(compiler, files, inputs, datetime.fromisoformat(request["at"]))
        # The PDF is made first: what cannot be printed is not shown either.
        return DONE, _drawn(compiler, files, inputs, request["pictures"]) if request["pictures"] else pdf
    except typst.TypstError as error:
        fault = {"message": str(error.message).strip("'\""), "diagnostic": error.diagnostic, "trace": error.trace}
    except MemoryError:
        os.abort()
    except BaseException as error:  # noqa: BLE001 - typst's panics are none of Exception, and are the template's fault, too
        fault = {"message": type(error).__name__, "diagnostic": "", "trace": []}
    return FAULT, json.dumps(fault).encode()


def _compile(
    compiler: typst.Compiler, files: Mapping[str, str], inputs: Mapping[str, str], at: datetime | int
) -> bytes:
    held: Any = {name: text.encode() for name, text in files.items()}
    pdf = compiler.compile(held, format="pdf", sys_inputs=dict(inputs), pdf_standards=_STANDARDS, timestamp=at)
    if not isinstance(pdf, bytes):
        raise TypeError("typst made no single file")
    return pdf


def _drawn(compiler: typst.Compiler, files: Mapping[str, str], inputs: Mapping[str, str], most: int) -> bytes:
    held: Any = {name: text.encode() for name, text in files.items()}
    made = compiler.compile(held, format="png", sys_inputs=dict(inputs), ppi=_DOTS_PER_INCH)
    pictures = made if isinstance(made, list) else [made]
    return b"".join(framed(each) for each in pictures[:most] if each)


def _qr(text: str) -> str:
    """Return a QR code as SVG: a quarter of it may be unreadable, as where a stamp or a fold is."""
    drawn = io.BytesIO()
    qr_of(text).save(drawn, kind="svg", border=4, xmldecl=False, svgns=True)
    return drawn.getvalue().decode()


if __name__ == "__main__":
    work(sys.stdin.buffer, sys.stdout.buffer)
