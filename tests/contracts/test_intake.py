"""Two counters take in the same file at the same moment, on either database."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest

from db.pieces import server
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk
from desktop.usecases.intake import Received, Target, receive
from desktop.usecases.shelf import Shelf
from domain.catalogue import Channel
from domain.documents import AlreadyReceived, Document, DocumentState, Source
from domain.errors import KnownError
from domain.operations import verify
from domain.ports import Units
from domain.signatures import SignatureReport
from tests.office import CHEAP, FakeClock, SmallOffice
from tests.usecases.casework import a_person, an_entity, by_email, opened_case
from tests.usecases.papers import ANY, LineReader, digest, scan, shelf_in

PAPER = scan(ANY, ANY)


@dataclass
class Counters:
    """Two counters of one office, each with a reader of its own over the one store."""

    desk: Desk
    office: SmallOffice
    shelf: Shelf
    cases: list[UUID] = field(default_factory=list)

    def take(self, who: str, reader: LineReader, target: Target | None = None) -> Received:
        shelf = Shelf(self.shelf.pieces, reader, self.shelf.check)
        return receive(
            self.desk, self.office.actor(who), shelf, "a.pdf", PAPER, Source.FILE, target=target
        )

    def found(self) -> list[Document]:
        with self.desk.units.read() as unit:
            verify(unit.log.all())
            told = [operation.type for operation in unit.log.all()]
            assert told.count("file_received") == 1
            found = list(unit.documents.of_file(digest(PAPER)))
        filed = [one for one in found if one.state is DocumentState.FILED]
        assert told.count("document_filed") == len(filed)
        return found


@pytest.fixture
def counters(units: Units, office: SmallOffice, tmp_path: Path) -> Iterator[Counters]:
    desk = Desk(units, catalogues(), FakeClock(), CHEAP)
    keep_shipped(desk)
    assert isinstance(units, SqlUnits)
    with shelf_in(tmp_path) as shelf:
        if units._engine.dialect.name == "postgresql":
            pieces = server.pieces(units._engine)
            shelf = Shelf(pieces, LineReader(), lambda data, media: SignatureReport())
        made = Counters(desk, office, shelf)
        clerk = office.actor("asesor-1")
        person, entity = a_person(desk, office), an_entity(desk, office)
        for case in (
            by_email(desk, clerk, 4, person, entity, desk.clock.now()),
            opened_case(desk, clerk, 7, channel=Channel.PHONE, topic="access", problem="No entra"),
        ):
            made.cases.append(case.id)
        yield made


def test_while_one_reads_it_another_takes_it_in(counters: Counters) -> None:
    slow = LineReader(lambda: counters.take("asesor-2", LineReader()))
    with pytest.raises(AlreadyReceived, match="por archivar"):
        counters.take("asesor-1", slow)
    (one,) = counters.found()
    assert one.state is DocumentState.TRAY


def test_each_puts_it_where_they_want_it(counters: Counters) -> None:
    here, there = (Target(case) for case in counters.cases)
    slow = LineReader(lambda: counters.take("asesor-2", LineReader(), there))
    seen = counters.take("asesor-1", slow, here)
    assert seen.filed == 1
    assert {one.case_id for one in counters.found()} == set(counters.cases)


def test_both_put_it_in_the_same_place(counters: Counters) -> None:
    here = Target(counters.cases[0])
    slow = LineReader(lambda: counters.take("asesor-2", LineReader(), here))
    with pytest.raises(AlreadyReceived, match="Está en"):
        counters.take("asesor-1", slow, here)
    (one,) = counters.found()
    assert one.case_id == here.case_id


@pytest.mark.parametrize("targets", [(None, None), (0, 0), (0, 1), (0, None)])
def test_at_the_very_same_moment(counters: Counters, targets: tuple[int | None, ...]) -> None:
    together = Barrier(2, timeout=60)
    wanted = [None if one is None else Target(counters.cases[one]) for one in targets]

    def take(place: int) -> Received | KnownError:
        try:
            reader = LineReader(together.wait)
            return counters.take(f"asesor-{place + 1}", reader, wanted[place])
        except KnownError as error:
            return error

    with ThreadPoolExecutor(2) as crew:
        came = list(crew.map(take, range(2)))
    assert all(isinstance(one, Received | AlreadyReceived) for one in came)
    found = counters.found()
    lies = {one.case_id for one in found if one.state is DocumentState.FILED}
    assert lies >= {one.case_id for one in wanted if one is not None}
    assert len(lies) == len([one for one in found if one.state is DocumentState.FILED])
