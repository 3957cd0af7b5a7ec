"""The same letter by WeasyPrint, out of HTML, and signed by pyHanko as its manual shows; one process for each core."""

import io
import os
import tempfile
import time
from base64 import b64encode
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from functools import cache
from html import escape
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import segno
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from deploy.letters.keys import KEY_FILE, renew
from services.membership.typesetting.domain import Page
from tests.bench.contestants.letters_ours import a_page
from tests.bench.contestants.life import play
from tests.membership.letter_pages import AT, EMBLEM

_CORES = 2
_FONTS = Path(__file__).parents[3] / "services" / "membership" / "typesetting" / "fonts"
_STYLE = f"""
@font-face {{ font-family: V; src: url(file://{_FONTS}/Vazirmatn-Regular.ttf) }}
@font-face {{ font-family: V; font-weight: bold; src: url(file://{_FONTS}/Vazirmatn-Bold.ttf) }}
@page {{ size: A4; margin: 18mm 22mm }}
body {{ font: 12pt/1.7 V; text-align: justify }}
header > div {{ display: inline-block; width: 48% }} .end {{ text-align: center; margin-inline-start: 45% }}
"""


async def measure(letters: int) -> dict[str, float]:
    """Letters for a second, and milliseconds of a processor for each."""
    with tempfile.TemporaryDirectory() as folder:
        renew(Path(folder), "bench", lasts=timedelta(days=365), now=AT, authority=Path(folder, "authority.pem"))
        with ProcessPoolExecutor(_CORES, mp_context=get_context("spawn")) as pool:
            list(pool.map(_made, [folder] * _CORES * 4, range(_CORES * 4)))  # all is imported
            began = time.perf_counter()
            spent = list(pool.map(_made, [folder] * letters, range(letters)))
            took = time.perf_counter() - began
    return {"both": letters / took, "processor": sum(spent) / letters * 1000}


def _made(folder: str, number: int) -> float:
    """Make a letter, and return the seconds of a processor that it took."""
    began = time.process_time()
    signer, fonts = _tools(folder)
    printed = HTML(string=_html(a_page(number))).write_pdf(font_config=fonts, pdf_variant="pdf/a-3a", pdf_tags=True)
    signed = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(printed)),
        signers.PdfSignatureMetadata(
            field_name="Seal",
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            subfilter=fields.SigSeedSubFilter.PADES,
            md_algorithm="sha256",
        ),
        signer=signer,
        output=signed,
    )
    return time.process_time() - began


@cache
def _tools(folder: str) -> tuple[signers.SimpleSigner, FontConfiguration]:
    content = Path(folder, KEY_FILE).read_bytes()
    key, certificate, authority = (Path(folder, f"{os.getpid()}.{number}.pem") for number in range(3))
    for file, part in zip((key, certificate, authority), content.split(b"-----BEGIN ")[1:], strict=True):
        file.write_bytes(b"-----BEGIN " + part)
    load: Any = signers.SimpleSigner.load  # which has no types
    return load(key_file=str(key), cert_file=str(certificate), ca_chain_files=[str(authority)]), FontConfiguration()


def _html(page: Page) -> str:
    code = segno.make(page.qr, micro=False, error="m").svg_data_uri(scale=3)
    emblem = "data:image/svg+xml;base64," + b64encode(EMBLEM.body).decode()
    said = "".join(f"<p>{escape(each)}</p>" for each in page.paragraphs)
    copies = "".join(f"<li>{escape(each)}</li>" for each in page.copies)
    lines = "<br>".join(map(escape, page.letterhead))
    return f"""<html lang=fa dir=rtl><title>{escape(page.subject)}</title><style>{_STYLE}</style>
<header><div><img alt="" style="width:2cm" src="{emblem}"><b>{lines}</b></div>
<div>تاریخ: {page.date}<br>شماره: {page.number}<br>پیوست: {page.attachment}</div></header>
<p style="text-align:center"><b>{page.salutation}</b></p>
<p><b>{escape(page.recipient)}<br>{escape(page.recipient_post)}</b></p>
<h1 style="font-size:12pt">موضوع: {page.subject}</h1>
<p>{page.greeting}</p>{said}<p class=end><b>{page.signatory_name}<br>{page.signatory_title}</b></p>
<p><b>رونوشت:</b></p><ul>{copies}</ul><img alt=QR src="{code}"><p>کد اصالت‌سنجی: {page.verify_code}</p></html>"""


if __name__ == "__main__":
    play(measure)
