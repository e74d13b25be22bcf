"""An office restored from a backup: what it had is taken back, nothing lost, nothing twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db.engine import connect, open_engine
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import calling, counters, reception
from desktop.usecases.desk import Desk
from domain.operations import verify
from domain.tickets import TicketState
from tests.central.server import Centre as Server
from tests.office import CHEAP, KEY, FakeClock
from tests.sync.linked import Linked

ALL = list(TicketState)


def issue(linked: Linked, desk: Desk | None = None, count: int = 1) -> list[str]:
    """Issue turnos and return their codes."""
    return [
        reception.issue(
            desk or linked.desk, linked.office.actor("recepcion-1"), reception.NewTicket((6,))
        ).ticket.code
        for _ in range(count)
    ]


def copy(folder: Path, name: str) -> Path:
    """Copy the office's database as a backup does, and return where it is."""
    target = folder / name
    source, made = connect(folder / "ventanilla.db", KEY), connect(target, KEY)
    with source, made:
        source.backup(made)
    source.close()
    made.close()
    return target


@contextmanager
def restored(linked: Linked, archive: Path, clock: FakeClock) -> Iterator[Linked]:
    """Give the same office on an earlier copy of its database."""
    engine = open_engine(archive, KEY)
    desk = Desk(SqlUnits(engine, "PC-PRUEBA"), catalogues(), clock, CHEAP)
    yield Linked(
        desk,
        linked.office,
        linked.credentials,
        linked.spool,
        linked.address,
        linked.folder,
        linked.waiter,
        linked.reports,
    )
    engine.dispose()


def codes(linked: Linked) -> list[str]:
    """Return the turnos of the day in the office's database."""
    with linked.desk.units.read() as unit:
        today = unit.offices.office().day_of(linked.desk.clock.now())
        return sorted(ticket.code for ticket in unit.tickets.in_states(today, ALL))


def same_rows(linked: Linked, centre: Server) -> None:
    """Insist that every row of the office is at the centre as it is here, and no other."""
    from db.images import IMAGES

    kept = {
        (row["table_name"], row["key"]): row["row"]
        for row in centre.rows(
            "SELECT table_name, key, row FROM row_image WHERE office_id = %s AND row IS NOT NULL",
            linked.office.office.id,
        )
    }
    here = {}
    with linked.desk.units.write() as unit:
        link = unit.exchange.link()
        assert link is not None
        unit.exchange.offer_again()
        for image in unit.exchange.marked(10_000):
            here[image.table, image.key] = image.row
        unit.exchange.forget(unit.exchange.marked(10_000))
        unit.exchange.acknowledge_through(unit.log.head().sequence)
    assert set(IMAGES) >= {table for table, _ in here}
    assert here == kept


def test_what_was_done_since_the_backup_is_taken_back(
    linked: Linked, centre: Server, tmp_path: Path, clock: FakeClock
) -> None:
    issue(linked, count=2)
    linked.loop().once()
    archive = copy(tmp_path, "copia.db")
    counters.open_counter(linked.desk, linked.office.actor("asesor-1"), linked.office.counter_id(1))
    calling.call_next(linked.desk, linked.office.actor("asesor-1"))
    calling.arrived(linked.desk, linked.office.actor("asesor-1"))
    issue(linked, count=3)
    linked.loop().once()
    before = codes(linked)
    with linked.desk.units.read() as unit:
        head = unit.log.head()
    with restored(linked, archive, clock) as office:
        assert len(codes(office)) == 2
        office.loop().once()
        assert codes(office) == before
        with office.desk.units.read() as unit:
            there = unit.log.at(head.sequence)
            assert there is not None
            assert there.hash == head.hash
            verify(unit.log.all())
            assert unit.exchange.count_unsent() == 0
        # and work goes on: numbers after the highest that was given
        assert issue(office) == ["A-006"]
        office.loop().once()
        same_rows(office, centre)
        with office.desk.units.read() as unit:
            assert not unit.exchange.branch(1)
            assert verify(unit.log.all()) == unit.log.head()


def test_who_worked_on_after_a_restore_keeps_both(
    linked: Linked, centre: Server, tmp_path: Path, clock: FakeClock
) -> None:
    issue(linked, count=2)
    linked.loop().once()
    archive = copy(tmp_path, "copia.db")
    lost = issue(linked, count=3)
    linked.loop().once()
    clock.go(minutes=1)
    with restored(linked, archive, clock) as office:
        again = issue(office, count=1)  # A-003 once more: there was no link to know better
        assert again == lost[:1]
        office.loop().once()
        assert codes(office) == ["A-001", "A-002", "A-003", "A-004", "A-005"]
        with office.desk.units.read() as unit:
            verify(unit.log.all())
            apart = [task for task in unit.exchange.tasks(50) if task.kind == "recovered_apart"]
            assert len(apart) == 1
            assert "A-003" in apart[0].words
            assert len(unit.exchange.branch(50)) == 3
        assert issue(office) == ["A-006"]
        office.loop().once()
        office.loop().once()
        same_rows(office, centre)
        ids = centre.rows("SELECT id FROM operation WHERE office_id = %s", linked.office.office.id)
        with office.desk.units.read() as unit:
            mine = {operation.id for operation in unit.log.all()}
            others = {entry.id for entry in unit.exchange.branch(50)}
        assert {row["id"] for row in ids} == mine | others
        assert not mine & others


def test_nothing_to_take_back_is_one_small_question(linked: Linked) -> None:
    linked.loop().once()
    done = linked.loop().once()
    assert done is not None
    with linked.desk.units.read() as unit:
        assert not any(operation.type == "log_recovered" for operation in unit.log.all())


@pytest.mark.parametrize("times", [2, 3])
def test_restored_again_and_again(
    linked: Linked, centre: Server, tmp_path: Path, clock: FakeClock, times: int
) -> None:
    issue(linked)
    linked.loop().once()
    archive = copy(tmp_path, "copia.db")
    given = {"A-001"}
    for turn in range(times):
        other = tmp_path / f"otra-{turn}.db"
        other.write_bytes(archive.read_bytes())
        clock.go(minutes=1)
        with restored(linked, other, clock) as office:
            office.loop().once()
            assert set(codes(office)) == given
            given |= set(issue(office, count=2))
            office.loop().once()
            same_rows(office, centre)
    assert len(given) == 1 + 2 * times
