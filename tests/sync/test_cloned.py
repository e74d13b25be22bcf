"""A computer copied by mistake, and a centre restored from a backup: found out, and put right."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from central.__main__ import main
from db.engine import open_engine
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.sync.credentials import Credentials
from desktop.sync.pairing import Pairing
from desktop.sync.troubles import Cloned, Repeated, Revoked
from desktop.sync.wire import Address, Wire
from desktop.usecases.desk import Desk
from domain.operations import LogHead, verify
from tests.central.server import Centre as Server
from tests.central.server import Databases
from tests.office import CHEAP, KEY, FakeClock, SmallOffice
from tests.sync.linked import PATIENT, PROGRAM, Linked, pair
from tests.sync.test_restored import codes, copy, issue, same_rows


def cloned(linked: Linked, folder: Path, clock: FakeClock) -> Linked:
    """Copy a computer whole: its database, who it is, and the nonce it holds."""
    target = folder / "copiado"
    target.mkdir()
    for path in folder.iterdir():
        if path.is_file() and not path.name.startswith("ventanilla.db"):
            shutil.copy2(path, target / path.name)
    archive = copy(folder, "clon.db")
    archive.replace(target / "ventanilla.db")
    desk = Desk(
        SqlUnits(open_engine(target / "ventanilla.db", KEY), "PC-PRUEBA"),
        catalogues(),
        clock,
        CHEAP,
    )
    store = linked.credentials._store
    return replace(
        linked, desk=desk, credentials=Credentials(target, store), folder=target, reports=[]
    )


def pair_again(linked: Linked, centre: Server) -> None:
    """Link an office anew, with a code of its own, as Administración does."""
    from desktop.usecases.centre_link import keep_link

    pairing = Pairing(centre.code(linked.office.office.id), "PC-PRUEBA", PROGRAM)
    wire = Wire(Address(centre.address), PROGRAM, PATIENT)
    paired = pairing.pair(wire)
    wire.reset()
    pairing.keep(linked.credentials, paired)
    link = replace(
        linked.link(), feed_place=0, linked_at=linked.desk.clock.now(), last_push_at=None
    )
    head = None if paired.head is None else LogHead(paired.head.sequence, paired.head.hash)
    with linked.desk.units.write() as unit:
        keep_link(linked.desk, unit, link, head)


def everywhere_once(office: Linked, centre: Server) -> None:
    """Insist that each operation of the office is at the centre once, and none besides."""
    there = centre.rows("SELECT id FROM operation WHERE office_id = %s", office.office.office.id)
    with office.desk.units.read() as unit:
        verify(unit.log.all())
        here = [one.id for one in unit.log.all()] + [one.id for one in unit.exchange.branch(999)]
        assert unit.exchange.count_unsent() == 0
    assert len(here) == len(set(here))
    assert {row["id"] for row in there} == set(here)


def test_a_copied_computer_is_found_out_and_what_both_did_is_kept(
    linked: Linked, centre: Server, tmp_path: Path, clock: FakeClock
) -> None:
    issue(linked)
    linked.loop().once()
    clone = cloned(linked, tmp_path, clock)
    issue(linked)  # A-002 at both
    issue(clone, count=2)
    linked.loop().once()
    with pytest.raises(Repeated):  # it may be a late copy of a request: asked once more
        clone.loop().once()
    with pytest.raises(Cloned):
        clone.loop().once()
    with pytest.raises(Cloned):
        linked.loop().once()
    clock.go(minutes=1)
    pair_again(linked, centre)
    linked.loop().once()
    # The copy hands in what it did, and is not used any more.
    pair_again(clone, centre)
    clone.loop().hand_in()
    goes_on = linked.loop()  # told of it while it runs
    for _ in range(3):
        goes_on.once()
    assert codes(linked) == ["A-001", "A-002", "A-003"]
    with linked.desk.units.read() as unit:
        apart = [task for task in unit.exchange.tasks(50) if task.kind == "recovered_apart"]
        assert not [task for task in unit.exchange.tasks(50) if task.kind == "log_forked"]
    assert ["A-002" in task.words for task in apart] == [True]
    forks = "SELECT resolved_at FROM task WHERE office_id = %s AND kind = 'log_forked'"
    assert all(row["resolved_at"] for row in centre.rows(forks, linked.office.office.id))
    assert issue(linked) == ["A-004"]
    linked.loop().once()
    everywhere_once(linked, centre)
    same_rows(linked, centre)


@pytest.fixture
def lone_centre(databases: Databases) -> Iterator[Server]:
    """A centre of this test's own: what becomes of it is no matter of the others."""
    with databases.centre() as made:
        yield made


def test_a_centre_restored_gets_everything_again(
    lone_centre: Server, desk: Desk, office: SmallOffice, tmp_path: Path
) -> None:
    centre, linked = lone_centre, pair(lone_centre, desk, office, tmp_path)
    office_id = linked.office.office.id
    issue(linked, count=2)
    linked.loop().once()
    # What a restore from a backup is to the centre: it forgot the last hours of this office.
    with linked.desk.units.read() as unit:
        kept = unit.log.head().sequence
    issue(linked, count=2)
    linked.loop().once()
    for statement in (
        "DELETE FROM operation WHERE office_id = %s AND sequence > %s",
        "DELETE FROM row_image WHERE office_id = %s AND as_of > %s",
    ):
        centre.run(statement, office_id, kept)
    centre.run(
        "UPDATE office SET head_sequence = %s, head_hash = (SELECT hash FROM operation"
        " WHERE office_id = %s AND sequence = %s) WHERE id = %s",
        kept, office_id, kept, office_id,
    )  # fmt: skip
    assert main(["--database", centre.connected, "restore-epoch"]) == 0
    issue(linked)
    for _ in range(2):
        linked.loop().once()
    everywhere_once(linked, centre)
    same_rows(linked, centre)
    assert codes(linked) == [f"A-{number:03}" for number in range(1, 6)]


def test_a_workstation_that_the_restored_centre_never_met_is_paired_anew(
    lone_centre: Server, desk: Desk, office: SmallOffice, tmp_path: Path, clock: FakeClock
) -> None:
    centre, linked = lone_centre, pair(lone_centre, desk, office, tmp_path)
    issue(linked, count=2)
    linked.loop().once()
    for table in ("operation", "row_image", "workstation"):
        centre.run(f"DELETE FROM {table} WHERE office_id = %s", office.office.id)
    centre.run(
        "UPDATE office SET head_sequence = 0, head_hash = '' WHERE id = %s", office.office.id
    )
    assert main(["--database", centre.connected, "restore-epoch"]) == 0
    with pytest.raises(Revoked) as told:
        linked.loop().once()
    assert told.value.todo
    issue(linked)
    clock.go(minutes=1)
    pair_again(linked, centre)
    for _ in range(2):
        linked.loop().once()
    everywhere_once(linked, centre)
    same_rows(linked, centre)
