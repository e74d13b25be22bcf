"""A new computer takes an office over from the centre; the old one is told."""

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from db.engine import open_engine
from db.pieces.embedded import PieceFile, pieces_path
from db.unit_of_work import SqlUnits
from desktop.app.door import Door
from desktop.app.first_start import _Steps
from desktop.app.linking import loop_of
from desktop.app.taking_over import NothingToTake, take_over
from desktop.paths import Places
from desktop.sync.troubles import Revoked
from desktop.usecases import calling, counters, reception
from domain.documents import Document
from domain.errors import InvalidInput, NotFound
from domain.ids import new_id
from domain.mail import Mail, MailKind
from domain.operations import verify
from tests.central.server import Centre as Server
from tests.office import MORNING, FakeClock
from tests.sync.linked import Linked, MemoryStore
from tests.sync.test_cloned import everywhere_once, pair_again
from tests.sync.test_pieces import received
from tests.sync.test_restored import codes, issue, same_rows
from ui.firststart.presenter import Asked


def code_for(centre: Server, linked: Linked) -> str:
    """Return a code of the office that is linked."""
    return centre.code(linked.office.office.id)


def send_all(linked: Linked) -> None:
    """Send until nothing waits: what the centre tells of other offices is noted, and sent too."""
    loop = linked.loop()
    for _ in range(5):
        loop.once()
        with linked.desk.units.read() as unit:
            if not unit.exchange.count_unsent():
                return
    raise AssertionError("something still waits")


def new_computer(folder: Path) -> Places:
    """Return the folders of a computer without anything."""
    return Places(folder / "nuevo", folder / "nuevo" / "registros")


def test_a_new_computer_has_all_that_the_old_one_sent(
    linked: Linked, centre: Server, tmp_path: Path, clock: FakeClock
) -> None:
    ana = linked.office.actor("asesor-1")
    issue(linked, count=3)
    counters.open_counter(linked.desk, ana, linked.office.counter_id(1))
    calling.call_next(linked.desk, ana)
    calling.arrived(linked.desk, ana)
    send_all(linked)
    said: list[int] = []
    station, taken, _ = take_over(
        new_computer(tmp_path), MemoryStore(), centre.address, code_for(centre, linked),
        clock=clock, progress=said.append,
    )  # fmt: skip
    try:
        units = station.desk.units
        with linked.desk.units.read() as old, units.read() as new:
            theirs = list(old.log.all())
            assert list(new.log.all())[: len(theirs)] == theirs
            verify(new.log.all())
            assert new.offices.office() == old.offices.office()
            assert new.staff.by_username("asesor-1") == old.staff.by_username("asesor-1")
        assert taken.operations == len(theirs)
        assert said
        # people work on, with the next number
        issued = reception.issue(
            station.desk, linked.office.actor("recepcion-1"), reception.NewTicket((6,))
        )
        assert issued.ticket.code == "A-004"
        with pytest.raises(Revoked):
            linked.loop().once()
        assert codes(linked) == ["A-001", "A-002", "A-003"]
    finally:
        station.close()


def test_received_files_come_back_when_they_are_read(
    linked: Linked, centre: Server, tmp_path: Path, clock: FakeClock
) -> None:
    data = os.urandom(1_500_000)
    file = received(linked, data)
    document = Document(new_id(), file.office_id, file.sha256, 1, 1)
    made_by = linked.office.staff["asesor-1"].id
    mail = Mail(
        new_id(), file.office_id, MailKind.RETURNED, "ana@example.org", "Su trámite", "Buenos días",
        "1@ventanilla", made_by, MORNING, MORNING,
    )  # fmt: skip
    with linked.desk.units.write() as unit:
        unit.documents.add(document)
        unit.mails.add(mail)
        unit.log.append("office", file.office_id, 1, "mail_queued", {}, actor_id=None, at=MORNING)
    late = received(linked, b"no alcanza a enviarse", at=1)
    linked.pieces.drop(late.sha256)
    done = linked.loop().once()
    assert done is not None
    assert done.refused == 0
    store = MemoryStore()
    station, _, _ = take_over(
        new_computer(tmp_path), store, centre.address, code_for(centre, linked), clock=clock
    )
    with closing(station):
        with station.desk.units.read() as unit:
            assert unit.documents.file(file.sha256) == file
            assert unit.documents.get(document.id) == document
            assert unit.mails.get(mail.id) == mail
        assert not station.pieces.size(file.sha256)
        assert station.pieces.get(file.sha256) == data
        assert station.pieces.size(file.sha256) == len(data)
        with pytest.raises(NotFound, match="El centro no tiene"):
            station.pieces.get(late.sha256)
        # One that the disk spoils is asked for too.
        path = pieces_path(station.database)
        engine = PieceFile(path, station.key, lambda: False)
        with engine.open().begin() as connection:
            connection.exec_driver_sql("UPDATE part SET content = X'00'")
        engine.close()
        assert station.pieces.get(file.sha256) == data


def test_an_office_the_centre_does_not_know_is_not_made(
    centre: Server, tmp_path: Path, clock: FakeClock
) -> None:
    places = new_computer(tmp_path)
    with pytest.raises(NothingToTake):
        take_over(places, MemoryStore(), centre.address, centre.code(), clock=clock)
    assert not places.database.exists()


def test_cut_in_the_middle_nothing_is_left(
    linked: Linked, centre: Server, tmp_path: Path, clock: FakeClock
) -> None:
    issue(linked, count=3)
    linked.loop().once()
    places = new_computer(tmp_path)

    class Cut(Exception):
        pass

    def cut(so_far: int) -> None:
        if so_far > 5:
            raise Cut

    with pytest.raises(Cut):
        take_over(
            places, MemoryStore(), centre.address, code_for(centre, linked), clock=clock,
            progress=cut,
        )  # fmt: skip
    assert not places.database.exists()
    station, _, new = take_over(
        places, MemoryStore(), centre.address, code_for(centre, linked), clock=clock
    )
    station.close()
    assert new.remembered
    engine = open_engine(places.database, MemoryStore().load(new.database_id) or new.key)
    with SqlUnits(engine, "PC").read() as unit:
        verify(unit.log.all())
    engine.dispose()


def test_the_first_start_brings_it(
    linked: Linked, centre: Server, tmp_path: Path, clock: FakeClock
) -> None:
    issue(linked, count=2)
    linked.loop().once()
    door = Door(new_computer(tmp_path), MemoryStore(), clock)
    steps = _Steps(door)
    said: list[int] = []
    try:
        with pytest.raises(InvalidInput):
            steps.bring(Asked("https://c", "ABCD", str(tmp_path / "ninguno.pem")), said.append)
        asked = Asked(centre.address, code_for(centre, linked))
        made = steps.bring(asked, said.append)
        assert made.remembered
        assert said
        assert len(made.groups) == 7
        assert not door.open().code_is_held()
        steps.confirm()
        assert door.open().code_is_held()
        assert door.open().office() == linked.office.office
    finally:
        door.close()


def test_an_operation_that_the_centre_put_aside_keeps_no_office_from_a_new_computer(
    linked: Linked, centre: Server, tmp_path: Path, clock: FakeClock
) -> None:
    """Of one that cannot be read the centre tells an outline, which is no link of a chain."""
    issue(linked, count=3)
    send_all(linked)
    with linked.desk.units.read() as unit:
        theirs = list(unit.log.all())
    spoilt = theirs[-2]
    centre.run(
        "UPDATE operation SET state = 'quarantined', reason = 'malformed', workstation = ''"
        " WHERE office_id = %s AND id = %s",
        linked.office.office.id, spoilt.id,
    )  # fmt: skip
    station, taken, _ = take_over(
        new_computer(tmp_path), MemoryStore(), centre.address, code_for(centre, linked), clock=clock
    )
    try:
        with station.desk.units.read() as unit:
            assert list(unit.log.all())[: len(theirs) - 2] == theirs[:-2]
            verify(unit.log.all())
            assert [one.id for one in unit.exchange.branch(9)] == [one.id for one in theirs[-2:]]
        assert taken.operations == len(theirs)
        issued = reception.issue(
            station.desk, linked.office.actor("recepcion-1"), reception.NewTicket((6,))
        )
        assert issued.ticket.code == "A-004"
    finally:
        station.close()


def test_what_the_old_computer_had_not_sent_is_handed_in(
    linked: Linked, centre: Server, tmp_path: Path, clock: FakeClock
) -> None:
    issue(linked)
    linked.loop().once()
    issue(linked, count=2)  # not sent when it was replaced
    store = MemoryStore()
    station, _, _ = take_over(
        new_computer(tmp_path), store, centre.address, code_for(centre, linked), clock=clock
    )
    try:
        new = replace(linked, desk=station.desk)
        assert issue(new) == ["A-002"]
        loop = loop_of(station, store, lambda _: None)
        loop.once()
        with pytest.raises(Revoked):
            linked.loop().once()
        clock.go(minutes=1)
        pair_again(linked, centre)
        linked.loop().hand_in()
        for _ in range(3):
            loop.once()
        assert codes(new) == ["A-001", "A-002", "A-003"]
        with station.desk.units.read() as unit:
            words = [one.words for one in unit.exchange.tasks(9) if one.kind == "recovered_apart"]
        assert ["A-002" in one for one in words] == [True]
        assert issue(new) == ["A-004"]
        loop.once()
        everywhere_once(new, centre)
        same_rows(new, centre)
    finally:
        station.close()
