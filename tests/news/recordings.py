"""Recordings and papers for tests: some made here box by box, and some of a second, as phones make them."""

import io
import struct
from pathlib import Path

import pikepdf

SAMPLES = Path(__file__).parent / "samples"


def box(name: bytes, *contents: bytes) -> bytes:
    content = b"".join(contents)
    return struct.pack(">I4s", 8 + len(content), name) + content


def table(name: bytes, form: str, *rows: tuple[int, ...]) -> bytes:
    return box(name, bytes(4), struct.pack(">I", len(rows)), *(struct.pack(form, *row) for row in rows))


def a_track(kind: bytes, codec: bytes, *, number: int = 1, chunks: tuple[int, ...] = (), size: int = 0) -> bytes:
    """A track of chunks that begin at these places of the file, each with one sample of so many bytes."""
    entry = box(codec, bytes(6), b"\0\1", bytes(70))
    samples = box(
        b"stbl",
        box(b"stsd", bytes(4), struct.pack(">I", 1), entry),
        table(b"stsc", ">III", (1, 1, 1)),
        box(b"stsz", bytes(4), struct.pack(">II", size, len(chunks))),
        table(b"stco", ">I", *((chunk,) for chunk in chunks)),
    )
    media = box(b"mdia", box(b"hdlr", bytes(8), kind, bytes(13)), box(b"minf", samples))
    return box(b"trak", box(b"tkhd", bytes(12), struct.pack(">I", number), bytes(68)), media)


def an_mp4(*in_movie: bytes, brand: bytes = b"isom", data: bytes = b"") -> bytes:
    """Twelve and a half seconds, with `data` at its end."""
    length = box(b"mvhd", struct.pack(">12xII84x", 1000, 12_500))
    movie = box(b"moov", length, *(in_movie or (a_track(b"vide", b"avc1"),)))
    return box(b"ftyp", brand, bytes(4), b"mp41") + movie + box(b"mdat", data)


def a_pdf(*, author: str = "", owner: str = "", password: str = "", signed: bool = False) -> bytes:
    """A paper of one empty page."""
    written = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if author:
            pdf.docinfo["/Author"] = author
            with pdf.open_metadata() as said:
                said["dc:creator"] = [author]
        if signed:
            pdf.Root.AcroForm = pikepdf.Dictionary(SigFlags=3, Fields=pikepdf.Array())
        lock = pikepdf.Encryption(owner=owner or password, user=password) if owner or password else False
        pdf.save(written, encryption=lock, deterministic_id=not lock)
    return written.getvalue()
