"""The signatures of what came in: looked at once, and again when somebody asks."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.ports.scanning import Cancelled, UnreadableFile
from desktop.usecases import signature_checks
from desktop.usecases.desk import Desk
from desktop.usecases.intake import receive
from desktop.usecases.shelf import Shelf
from desktop.usecases.signature_checks import Trust, report_for
from domain.documents import Source
from domain.errors import NotFound
from domain.signatures import Signature, SignatureReport, SignatureState, report_from
from domain.staff import Actor
from tests.office import SmallOffice
from tests.usecases.papers import ANY, LineReader, digest, scan, shelf_in

AT = datetime(2026, 5, 20, 15, 0, tzinfo=UTC)
PDF = "application/pdf"
SIGNED = scan(ANY, "/ByteRange")
VALID = SignatureReport((Signature(SignatureState.VALID, "ADRIANA CIFUENTES"),), AT)
UNKNOWN = SignatureReport((Signature(SignatureState.REVOCATION_UNKNOWN),), AT)


class Reader(LineReader):
    """Finds what it is told to, by the authorities it was handed."""

    def signatures(
        self, data: bytes, anchors: Sequence[bytes], revocations: Sequence[bytes] = ()
    ) -> SignatureReport:
        if data.startswith(b"broken"):
            raise UnreadableFile()
        if data.startswith(b"ended"):
            raise Cancelled()
        return VALID if (anchors, revocations) == ((b"root",), (b"list",)) else UNKNOWN


def _trust() -> Trust:
    return Trust((b"root",), (b"list",))


def _nobody() -> Trust:
    raise AssertionError("nobody has to be trusted where nothing is signed")


class TestReport:
    def test_it_is_by_whom_the_computer_trusts(self) -> None:
        assert report_for(Reader(), _trust, SIGNED, PDF, AT) == VALID
        assert report_for(Reader(), Trust, SIGNED, PDF, AT) == UNKNOWN

    @pytest.mark.parametrize(
        ("data", "media"), [(scan(ANY), PDF), (SIGNED, "image/png"), (b"", PDF)]
    )
    def test_where_none_can_be_nobody_looks(self, data: bytes, media: str) -> None:
        report = report_for(Reader(), _nobody, data, media, AT)
        assert report.state is SignatureState.UNSIGNED
        assert report.checked_at == AT

    def test_what_breaks_the_reader_never_passes(self) -> None:
        report = report_for(Reader(), _trust, b"broken /ByteRange", PDF, AT)
        assert report.state is SignatureState.UNREADABLE

    def test_what_was_not_looked_at_says_so(self) -> None:
        report = report_for(Reader(), _trust, b"ended /ByteRange", PDF, AT)
        assert report.state is SignatureState.NOT_CHECKED


class TestAgain:
    @pytest.fixture
    def found(self) -> list[SignatureReport]:
        """What is found, the last of the list."""
        return [UNKNOWN]

    @pytest.fixture
    def shelf(self, tmp_path: Path, found: list[SignatureReport]) -> Iterator[Shelf]:
        with shelf_in(tmp_path, check=lambda _data, _media: found[-1]) as made:
            yield made

    @pytest.fixture
    def clerk(self, office: SmallOffice) -> Actor:
        return office.actor("asesor-1")

    def test_what_is_found_now_is_kept_and_told(
        self, desk: Desk, clerk: Actor, shelf: Shelf, found: list[SignatureReport]
    ) -> None:
        receive(desk, clerk, shelf, "oficio.pdf", SIGNED, Source.FILE)
        found.append(VALID)
        assert signature_checks.check_file(desk, clerk, shelf, digest(SIGNED)) == VALID
        with desk.units.read() as unit:
            file = unit.documents.file(digest(SIGNED))
            assert file is not None
            assert file.signature is SignatureState.VALID
            assert report_from(file.signature_report) == VALID
            *_, last = unit.log.all()
        assert last.type == "signature_checked"
        assert json.loads(last.payload or "") == {"sha256": digest(SIGNED), "state": "valid"}

    def test_a_file_that_never_came_is_not_found(
        self, desk: Desk, clerk: Actor, shelf: Shelf
    ) -> None:
        with pytest.raises(NotFound):
            signature_checks.check_file(desk, clerk, shelf, "0" * 64)
