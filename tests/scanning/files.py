"""Files that people and machines really hand over, and those that mean harm; all made here."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from desktop.documents.canvas import Paper
from domain.case_number import CaseNumber
from domain.form_mark import FormMark

A4 = (595.0, 842.0)
CASE = CaseNumber("QUITO", 2026, 12)
MARK = FormMark(CASE, 1, "ADMINISTRADOR", 2)


def form(content: str = MARK.qr, *, pages: int = 1, lines: int = 40) -> bytes:
    """Return a form as we print it: a code on each page, lines of text, a frame."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for _ in range(pages):
        if content:
            Paper(canvas).qr(content, 480, 735, 70)
        for line in range(lines):
            words = f"Renglón {line} del formulario, con los datos que la entidad declara"
            canvas.drawString(60, 710 - 15 * line, words[: 30 + line * 7 % 34])
        canvas.rect(50, 50, 495, 680)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pdf(pages: int = 1, **options: Any) -> bytes:
    """Return a PDF of a line a page."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, **options)
    for number in range(pages):
        canvas.drawString(100, 700, f"Página {number + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def locked_pdf(password: str) -> bytes:
    """Return a PDF that asks for a password; with an empty one it only forbids printing."""
    return pdf(encrypt=StandardEncryption(password, ownerPassword="otra", canPrint=0))


def image(kind: str, picture: Image.Image | None = None, **options: Any) -> bytes:
    """Return a picture in one of Pillow's formats."""
    out = io.BytesIO()
    (picture or page()).save(out, kind, **options)
    return out.getvalue()


def page(size: tuple[int, int] = (827, 1170)) -> Image.Image:
    """Return a grey page with lines on it."""
    drawn = Image.new("L", size, 240)
    draw = ImageDraw.Draw(drawn)
    for y in range(100, size[1] - 100, 40):
        draw.line((80, y, size[0] - 80, y), fill=30, width=8)
    return drawn


def empty_png(width: int, height: int, *, whole: bool = True, note: bytes = b"") -> bytes:
    """Return a black PNG, however large, in few bytes.

    Args:
        whole: with its pixels; else its end comes at once.
        note: a text of it, compressed.
    """
    packer = zlib.compressobj(1)
    row = bytes(1 + width) if whole else b""
    pixels = b"".join(packer.compress(row) for _ in range(height if whole else 0))
    head = struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0)
    text = _chunk(b"zTXt", b"a\0\0" + zlib.compress(note, 9)) if note else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + text
        + _chunk(b"IDAT", pixels + packer.flush())
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))


def raw_pdf(
    contents: bytes = b"",
    *,
    packed: bool = False,
    catalogue: bytes = b"",
    resources: bytes = b"",
    more: tuple[bytes, ...] = (),
    box: bytes = b"0 0 595 842",
) -> bytes:
    """Return a PDF of one page, object by object: 1 catalogue, 2 pages, 3 page, 4 contents, 5 …"""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<<%s>>>>"
        % (box, resources),
        stream(b"/Filter/FlateDecode" if packed else b"", contents),
        *more,
    ]
    return assembled(objects)


def assembled(objects: list[bytes]) -> bytes:
    """Return a PDF of these objects, the catalogue first."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(out))
    )


def stream(entries: bytes, data: bytes) -> bytes:
    """Return a stream object."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def tree(depth: int, *, told: int = 1, closed: bool = False) -> bytes:
    """Return a PDF of one page under so many branches.

    Args:
        told: how many pages it says to have.
        closed: the last branch leads back to the first instead of to a page.
    """
    branches = [
        b"<</Type/Pages/Kids[%d 0 R]/Count %d>>" % (number + 1, told)
        for number in range(2, 2 + depth)
    ]
    if closed:
        branches[-1] = b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count %d>>" % told
    page = b"<</Type/Page/MediaBox[0 0 595 842]>>"
    return assembled([b"<</Type/Catalog/Pages 2 0 R>>", *branches, page])


def picture_of(entries: bytes, data: bytes) -> bytes:
    """Return a PDF of one page with a picture, however it is packed."""
    whole = b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8" + entries
    return raw_pdf(
        b"595 0 0 842 0 0 cm /I Do",
        resources=b"/XObject<</I 5 0 R>>",
        more=(stream(whole, data),),
    )


def frames(kind: str, count: int, **options: Any) -> bytes:
    """Return an image of several frames."""
    first, *rest = (Image.new("L", (200, 300), 250 - number % 99) for number in range(count))
    return image(kind, first, save_all=True, append_images=rest, **options)


def closed_tiff() -> bytes:
    """Return a TIFF whose last frame leads back to its first."""
    data = bytearray(frames("TIFF", 2))
    places = [4]
    for _ in range(2):
        (at,) = struct.unpack_from("<I", data, places[-1])
        (entries,) = struct.unpack_from("<H", data, at)
        places.append(at + 2 + 12 * entries)
    data[places[-1] : places[-1] + 4] = data[4:8]
    return bytes(data)


def flate_bomb() -> bytes:
    """Return a page whose drawing unpacks to almost a gigabyte."""
    packer = zlib.compressobj(1)
    part = b"0 0 m 1 1 l S\n" * 100_000
    data = b"".join(packer.compress(part) for _ in range(600)) + packer.flush()
    return raw_pdf(data, packed=True)


def huge_picture() -> bytes:
    """Return a page with a picture of 200 million pixels on it."""
    entries = (
        b"/Type/XObject/Subtype/Image/Width 20000/Height 10000/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Filter/FlateDecode"
    )
    return raw_pdf(
        b"595 0 0 842 0 0 cm /I Do",
        resources=b"/XObject<</I 5 0 R>>",
        more=(stream(entries, zlib.compress(b"\0" * 1000)),),
    )


def with_scripts() -> bytes:
    """Return a PDF that would run a script when it is opened, and never end."""
    script = b"<</S/JavaScript/JS(while\\(true\\){})>>"
    return raw_pdf(
        catalogue=b"/OpenAction%s/Names<</JavaScript<</Names[(a)%s]>>>>" % (script, script)
    )
