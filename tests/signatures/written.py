"""PDFs as other programs write them: Word's, in two ways at once; one that opens without asking."""

import struct
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

_OBJECTS = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>",
    b"<</Length 21>>\nstream\nBT (Hola mundo) Tj ET\nendstream",
)


def like_word() -> bytes:
    """A PDF with a table and a stream of references (ISO 32000-1, 7.5.8.4), as Word writes it."""
    out, places = b"%PDF-1.5\n", []
    hidden = b"5 0 <</Type/StructTreeRoot>>"
    packed = b"<</Type/ObjStm/N 1/First 4/Length %d>>\nstream\n%s\nendstream" % (
        len(hidden),
        hidden,
    )
    for number, one in (*enumerate(_OBJECTS, start=1), (6, packed)):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    stream = len(out)
    rows = b"".join(
        struct.pack(">BHB", *row) for row in ((2, 6, 0), (1, places[4], 0), (1, stream, 0))
    )
    out += (
        b"7 0 obj\n<</Type/XRef/Size 8/W[1 2 1]/Index[5 3]/Root 1 0 R/Length %d>>\nstream\n%s\n"
        b"endstream\nendobj\n" % (len(rows), rows)
    )
    table = len(out)
    out += b"xref\n0 8\n0000000005 65535 f \n"
    out += b"".join(b"%010d 00000 n \n" % place for place in places[:4])
    out += b"0000000006 65535 f \n0000000007 65535 f \n0000000000 65535 f \n"
    out += b"trailer\n<</Size 8/Root 1 0 R/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n" % (stream, table)
    return out


def references_appended(pdf: bytes) -> bytes:
    """Something after the signature that one program would read and another would not."""
    stream = like_word().index(b"7 0 obj")
    before = int(pdf[pdf.rindex(b"startxref") + 10 :].split()[0])
    return pdf + (
        b"xref\n0 0\ntrailer\n<</Size 20/Root 1 0 R/Prev %d/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n"
        % (before, stream, len(pdf))
    )


def with_owner_password(pdf: bytes) -> bytes:
    """A PDF that is encrypted, and opens without asking for a password."""
    writer = copy_into_new_writer(PdfFileReader(BytesIO(pdf)))
    writer.encrypt("de quien lo hizo", "")
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
