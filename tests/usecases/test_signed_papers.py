"""A signed PDF comes in at a counter: read and checked in its own process, filed, and told."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from db.pieces.embedded import PieceFile
from desktop.app.documents import shelf_of
from desktop.signatures.anchors import CertificateFolder
from desktop.usecases import counters, document_view, intake, signature_checks
from desktop.usecases.desk import Desk
from desktop.usecases.intake import Target
from desktop.usecases.shelf import Shelf
from domain.cases import Case
from domain.documents import Source
from domain.requirements import Signature as Asked
from domain.signature_words import SignatureWords, Signed, signature_words
from domain.staff import Actor
from tests import signing
from tests.office import SmallOffice
from tests.signatures import altering
from tests.signing import CEDULA, LOOKED, Party, paper, sign
from tests.usecases.casework import a_person, an_entity, at_the_counter, opened_case

ZONE = ZoneInfo("America/Guayaquil")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "certificados"


@pytest.fixture
def shelf(tmp_path: Path, folder: Path) -> Iterator[Shelf]:
    pieces = PieceFile(tmp_path / "documentos.db", bytes(32), lambda: True)
    with ExitStack() as held:
        held.callback(pieces.close)
        yield shelf_of(pieces.pieces(), lambda: folder, lambda: LOOKED, held)


@pytest.fixture
def clerk(office: SmallOffice) -> Actor:
    return office.actor("asesor-1")


@pytest.fixture
def case(desk: Desk, office: SmallOffice, clerk: Actor) -> Case:
    person, entity = a_person(desk, office), an_entity(desk, office)
    counters.open_counter(desk, clerk, office.counter_id(1))
    ticket = at_the_counter(desk, office, clerk, 1, person=person, entity=entity)
    return opened_case(desk, clerk, 1, ticket)


def _accept(folder: Path, tmp_path: Path, party: Party) -> None:
    certificates = CertificateFolder(folder)
    for name, data in (("raiz.cer", party.der), ("raiz.crl", signing.crl(party))):
        (tmp_path / name).write_bytes(data)
        (found,) = certificates.read(tmp_path / name)
        certificates.add(found)


def test_one_that_is_good_counts_and_an_altered_one_never(
    desk: Desk, clerk: Actor, case: Case, shelf: Shelf, folder: Path, tmp_path: Path
) -> None:
    service = desk.catalogue.service(case.service)
    asked = replace(service.requirements[0], signature=Asked.HANDWRITTEN)
    target = Target(case.id, asked.number)

    def told(data: bytes) -> SignatureWords:
        intake.receive(desk, clerk, shelf, "oficio.pdf", data, Source.FILE, target=target)
        papers = document_view.of_case(desk, clerk, case.id).at(asked.number)
        (one,) = (paper for paper in papers if paper.file.size == len(data))
        return signature_words(asked, one.report, ZONE, CEDULA)

    root = signing.authority("Autoridad de prueba")
    signed = sign(paper(), signing.signer(root))
    found = told(signed)
    assert found.kind is Signed.REFUSED
    assert "no está entre las autoridades aceptadas" in found.words

    _accept(folder, tmp_path, root)
    (kept,) = document_view.of_case(desk, clerk, case.id).at(asked.number)
    report = signature_checks.check_file(desk, clerk, shelf, kept.file.sha256)
    now = signature_words(asked, report, ZONE, CEDULA)
    assert now.kind is Signed.SIGNED
    assert now.words == (
        "Firmado electrónicamente por CIFUENTES VELA ADRIANA (cédula 1710034065), certificado de"
        " Autoridad de prueba, válido."
    )
    assert told(altering.page_added(signed)).kind is Signed.REFUSED
    assert told(paper("Sin firmar")).kind is Signed.NOTHING
