"""Signatures are checked in the process that reads what comes from outside, within its limits."""

import re
import zlib
from collections.abc import Callable, Iterator

import pytest

from desktop.scanning.process import ProcessReader
from desktop.usecases.signature_checks import Trust, report_for
from domain.signatures import SignatureState
from tests import signing
from tests.signatures import altering
from tests.signing import LOOKED, paper, sign

PDF = "application/pdf"
ROOT = signing.authority("Autoridad de prueba")
SIGNED = sign(paper(), signing.signer(ROOT))


@pytest.fixture
def reader() -> Iterator[ProcessReader]:
    made = ProcessReader()
    yield made
    made.close()


def _trust() -> Trust:
    return Trust([ROOT.der], [signing.crl(ROOT)])


def _file(*objects: bytes, more: bytes = b"") -> bytes:
    """Return a PDF of these objects, the first of them its root."""
    body = b"%PDF-1.5\n" + b"".join(
        b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, start=1)
    )
    places = [found.start() for found in re.finditer(rb"(?m)^\d+ 0 obj", body)]
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\n"
        % (
            count,
            table,
            count,
            more,
        )
        + (b"startxref\n%d\n%%%%EOF\n" % len(body))
    )


def _bomb() -> bytes:
    packed = zlib.compress(bytes(1 << 26), 9)
    head = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>" % len(packed)
    root = b"<</Type/Catalog/AcroForm 3 0 R/ByteRange[]>>"
    return _file(root, head + b"\nstream\n" + packed + b"\nendstream", b"<</Fields 2 0 R>>")


HOSTILE: dict[str, Callable[[], bytes]] = {
    "fields in a circle": lambda: _file(
        b"<</Type/Catalog/AcroForm<</Fields[2 0 R]>>>>",
        b"<</FT/Sig/T(a)/Kids[2 0 R 2 0 R]/ByteRange[]>>",
    ),
    "deep": lambda: _file(
        b"<</Type/Catalog/AcroForm<</Fields " + b"[" * 50_000 + b"]" * 50_000 + b">>/ByteRange[]>>"
    ),
    "an endless table": lambda: _file(
        b"<</Type/Catalog/ByteRange[]>>", more=b"/Prev 9/Size 999999999"
    ).replace(b"xref\n0 2", b"xref\n0 999999999"),
    "a bomb": _bomb,
    "a thousand signatures": lambda: altering.many_signatures(SIGNED, 1000),
    "cut": lambda: SIGNED[:-300],
}


def test_a_good_one_passes_and_an_altered_one_does_not(reader: ProcessReader) -> None:
    report = report_for(reader, _trust, SIGNED, PDF, LOOKED)
    assert report.state is SignatureState.VALID
    assert report.signatures[0].document == signing.CEDULA
    changed = altering.page_changed(SIGNED)
    assert report_for(reader, _trust, changed, PDF, LOOKED).state is SignatureState.ALTERED


def test_what_is_made_to_break_it_never_passes(reader: ProcessReader) -> None:
    for kind, made in HOSTILE.items():
        report = report_for(reader, _trust, made(), PDF, LOOKED)
        assert report.state in {SignatureState.UNREADABLE, SignatureState.UNSIGNED}, kind
    assert report_for(reader, _trust, SIGNED, PDF, LOOKED).state is SignatureState.VALID
