"""What somebody might do to a PDF after it was signed."""

import re
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign import fields

_CONTENTS = re.compile(rb"/Contents <([0-9a-fA-F]+)>")


def byte_changed(pdf: bytes) -> bytes:
    """Another letter in what was there when it was signed."""
    place = pdf.index(b"ReportLab")
    return pdf[:place] + b"S" + pdf[place + 1 :]


def page_changed(pdf: bytes) -> bytes:
    """Other words on the first page, in one more revision."""
    writer = _more(pdf)
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[pdf_name("/Contents")] = writer.add_object(
        generic.StreamObject(stream_data=b"BT /F1 12 Tf 72 720 Td (Otra cosa) Tj ET")
    )
    writer.update_container(page)
    return _written(writer)


def page_added(pdf: bytes) -> bytes:
    """A second page, in one more revision."""
    writer = _more(pdf)
    content = writer.add_object(generic.StreamObject(stream_data=b"BT (Pague) Tj ET"))
    page = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
            pdf_name("/Contents"): content,
            pdf_name("/Resources"): generic.DictionaryObject(),
        }
    )
    writer.insert_page(page)
    return _written(writer)


def note_added(pdf: bytes) -> bytes:
    """A note that covers the words of the page."""
    writer = _more(pdf)
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Square"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 600, 595, 842))),
            pdf_name("/IC"): generic.ArrayObject(map(generic.NumberObject, (1, 1, 1))),
        }
    )
    page.setdefault(pdf_name("/Annots"), generic.ArrayObject()).append(writer.add_object(note))
    writer.update_container(page)
    return _written(writer)


def empty_place_added(pdf: bytes) -> bytes:
    """A place for a signature that nobody put there, drawn over the page."""
    writer = _more(pdf)
    fields.append_signature_field(writer, fields.SigFieldSpec("Vacia", box=(0, 600, 595, 842)))
    field = writer.root["/AcroForm"]["/Fields"][-1].get_object()
    drawn = RawContent(b"1 1 1 rg 0 0 595 242 re f", box=BoxConstraints(595, 242))
    stream = writer.add_object(drawn.as_form_xobject())
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): stream})
    return _written(writer)


def field_filled(pdf: bytes) -> bytes:
    """Other words in a field of a form that was there when it was signed."""
    writer = _more(pdf)
    field = writer.root["/AcroForm"]["/Fields"][0].get_object()
    field[pdf_name("/V")] = generic.TextStringObject("9.999,00")
    writer.update_container(field)
    return _written(writer)


def signature_removed(pdf: bytes) -> bytes:
    """The field stays, without its signature."""
    writer = _more(pdf)
    field = writer.root["/AcroForm"]["/Fields"][0].get_object()
    del field["/V"]
    writer.update_container(field)
    return _written(writer)


def signature_swapped(pdf: bytes, other: bytes) -> bytes:
    """The signature of another file in the place of its own."""
    own, foreign = _gap(pdf), _CONTENTS.search(other)
    assert foreign is not None
    content = foreign[1][: own[1] - own[0]].ljust(own[1] - own[0], b"0")
    return pdf[: own[0]] + content + pdf[own[1] :]


def signature_damaged(pdf: bytes) -> bytes:
    """One bit of the signature itself is another; the rest of it can still be read."""
    from asn1crypto import cms

    begin, end = _gap(pdf)
    content = bytes.fromhex(pdf[begin:end].decode())
    value = cms.ContentInfo.load(content)["content"]["signer_infos"][0]["signature"].native
    place = content.index(value) + len(value) - 1
    changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    return pdf[:begin] + changed.hex().encode() + pdf[end:]


def signature_garbled(pdf: bytes) -> bytes:
    """What should be the signature is nothing that can be read."""
    begin, end = _gap(pdf)
    return pdf[:begin] + b"deadbeef".ljust(end - begin, b"0") + pdf[end:]


def range_moved(pdf: bytes) -> bytes:
    """It says that it covers less than it does."""
    found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", pdf)
    assert found is not None
    begin, first, second, last = (int(number) for number in found.groups())
    told = f"/ByteRange [{begin} {first} {second} {last - 9}]".encode().ljust(len(found[0]))
    return pdf[: found.start()] + told + pdf[found.end() :]


def with_form(pdf: bytes) -> bytes:
    """Return a PDF, not signed yet, with a field to fill in."""
    writer = _more(pdf)
    field = generic.DictionaryObject(
        {
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): generic.TextStringObject("Valor"),
            pdf_name("/V"): generic.TextStringObject("1,00"),
        }
    )
    form = generic.DictionaryObject(
        {pdf_name("/Fields"): generic.ArrayObject([writer.add_object(field)])}
    )
    writer.root[pdf_name("/AcroForm")] = writer.add_object(form)
    writer.update_root()
    return _written(writer)


def with_empty_places(pdf: bytes, count: int) -> bytes:
    """Return a PDF with many places for a signature, all of them empty."""
    writer = _more(pdf)
    for number in range(count):
        fields.append_signature_field(writer, fields.SigFieldSpec(f"Lugar{number}"))
    return _written(writer)


def many_signatures(pdf: bytes, count: int) -> bytes:
    """Its signature in many places at once."""
    writer = _more(pdf)
    known = writer.root["/AcroForm"]["/Fields"]
    value = known[0].get_object().raw_get("/V")
    for number in range(count):
        field = {
            pdf_name("/FT"): pdf_name("/Sig"),
            pdf_name("/T"): generic.TextStringObject(f"Copia{number}"),
            pdf_name("/V"): value,
        }
        known.append(writer.add_object(generic.DictionaryObject(field)))
    writer.update_container(known)
    return _written(writer)


def pages_in_a_circle(pdf: bytes) -> bytes:
    """Its pages hold themselves."""
    writer = _more(pdf)
    pages = writer.root["/Pages"]
    pages[pdf_name("/Kids")] = generic.ArrayObject([writer.root.raw_get("/Pages")])
    writer.update_container(pages)
    return _written(writer)


def _gap(pdf: bytes) -> tuple[int, int]:
    found = _CONTENTS.search(pdf)
    assert found is not None
    return found.span(1)


def _more(pdf: bytes) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(BytesIO(pdf), strict=False)


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
