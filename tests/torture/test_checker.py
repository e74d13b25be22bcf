"""The checker flags a planted fault of each kind, and nothing where all is well."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from tests.torture.book import Fault
from tests.torture.checker import check
from tests.torture.lines import SHOWN, Deed, Told, read_folder
from tests.torture.office import Ground

ROOT = Path(__file__).parents[2]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Planted:
    """A copy of an office that worked, to be spoiled.

    Args:
        ground: the office.
        database: the copy.
    """

    def __init__(self, ground: Ground, database: Path) -> None:
        self.key = ground.key()
        self.database = database
        self.told = read_folder(ground.shown)
        self._connection: Any = sqlcipher.connect(str(database), isolation_level=None)
        self._connection.set_key(f"x'{self.key.hex()}'")
        for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            self.do(f"DROP TRIGGER {name}")

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._connection.execute(statement, values).fetchall()
        return found

    def one(self, statement: str, *values: object) -> Any:
        return self.rows(statement, *values)[0][0]

    def do(self, statement: str, *values: object) -> None:
        self._connection.execute(statement, values)

    def close(self) -> None:
        self._connection.close()

    def faults(self) -> tuple[Fault, ...]:
        self.close()
        return check(self.database, self.key, self.told).faults

    def kinds(self) -> set[str]:
        return {fault.kind for fault in self.faults()}

    def append(self, aggregate: str, of: str, type_: str, **payload: Any) -> None:
        """Append an entry as the program would, by a workstation of its own."""
        version = self.one(
            "SELECT max(aggregate_version) FROM operation WHERE aggregate_id = ?", of
        )
        self.do(
            "INSERT INTO operation SELECT sequence + 1, ?, office_id, 'otra', ?, ?, ?, ?,"
            " schema_version, actor_id, at + 1000, ?, '', '', '' FROM operation"
            " ORDER BY sequence DESC LIMIT 1",
            uuid4().hex,
            aggregate,
            of,
            (version or 0) + 1,
            type_,
            json.dumps(payload),
        )
        self.seal()

    def change(self, sequence: int, **payload: object) -> None:
        """Change what an entry tells, and seal the log anew, as a clever thief would."""
        told = json.loads(self.one("SELECT payload FROM operation WHERE sequence = ?", sequence))
        text = json.dumps(told | payload)
        self.do("UPDATE operation SET payload = ? WHERE sequence = ?", text, sequence)
        self.seal()

    def seal(self) -> None:
        before = "0" * 64
        for row in self.rows(
            "SELECT sequence, id, office_id, workstation, aggregate, aggregate_id,"
            " aggregate_version, type, schema_version, actor_id, at, payload FROM operation"
            " ORDER BY sequence"
        ):
            sequence, *ids, at, payload = row
            key, office, station, aggregate, of, version, type_, schema, actor = ids
            payload_hash = hashlib.sha256(payload.encode()).hexdigest()
            header = [
                _dashed(key), _dashed(office), station, sequence, aggregate, _dashed(of), version,
                type_, schema, actor if actor is None else _dashed(actor),
                (_EPOCH + timedelta(microseconds=at)).isoformat(), payload_hash, before,
            ]  # fmt: skip
            text = json.dumps(header, separators=(",", ":"), ensure_ascii=False)
            digest = hashlib.sha256(text.encode()).hexdigest()
            self.do(
                "UPDATE operation SET payload_hash = ?, previous_hash = ?, hash = ?"
                " WHERE sequence = ?",
                payload_hash, before, digest, sequence,
            )  # fmt: skip
            before = digest

    def last(self, type_: str) -> int:
        """Return the place of the last entry of a type."""
        place: int = self.one("SELECT max(sequence) FROM operation WHERE type = ?", type_)
        return place


def _dashed(key: str) -> str:
    return str(UUID(key))


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """An office in which people worked a while, with nothing but a kill or two."""
    ground = Ground(tmp_path_factory.mktemp("tortura").resolve())
    subprocess.run(
        [sys.executable, "-m", "tests.torture.run", str(ground.root), "plants", "600", "2"],
        cwd=ROOT,
        env=os.environ,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return ground


@pytest.fixture
def office(worked: Ground, tmp_path: Path) -> Iterator[Planted]:
    database = tmp_path / "oficina.db"
    for end in ("", "-wal"):
        source = worked.database.with_name(worked.database.name + end)
        if source.exists():
            shutil.copyfile(source, database.with_name(database.name + end))
    with closing(Planted(worked, database)) as planted:
        yield planted


def test_where_all_is_well_nothing_is_flagged(office: Planted) -> None:
    assert office.told.acknowledged >= 500
    assert office.kinds() == set()


# ------------------------------------------------------------------ the database spoiled


def the_last_action_is_lost(office: Planted) -> None:
    """As a cut would that comes before the disk has what was shown."""
    place = office.last("ticket_issued")
    key = office.one("SELECT aggregate_id FROM operation WHERE sequence = ?", place)
    office.do("DELETE FROM ticket_call WHERE ticket_id = ?", key)
    office.do("DELETE FROM ticket WHERE id = ?", key)
    office.do("DELETE FROM operation WHERE aggregate_id = ?", key)
    rows = office.rows("SELECT sequence FROM operation ORDER BY sequence")
    for number, (sequence,) in enumerate(rows, 1):
        office.do("UPDATE operation SET sequence = ? WHERE sequence = ?", number, sequence)
    office.seal()


def a_number_is_issued_twice(office: Planted) -> None:
    office.change(office.last("ticket_issued"), number=1)


def a_number_is_left_out(office: Planted) -> None:
    place = office.last("ticket_issued")
    number = json.loads(office.one("SELECT payload FROM operation WHERE sequence = ?", place))
    office.change(place, number=number["number"] + 1)


def a_case_number_is_given_twice(office: Planted) -> None:
    office.change(office.last("case_opened"), number="QUITO-26-00001-0")


def a_turno_is_called_while_it_is_served(office: Planted) -> None:
    rows = office.rows(
        "SELECT id, counter_id FROM ticket WHERE state = 'served' AND counter_id IS NOT NULL"
    )
    office.append("ticket", rows[0][0], "ticket_called", counter=_dashed(rows[0][1]))


def a_turno_has_two_open_calls(office: Planted) -> None:
    office.do("DROP INDEX uq_ticket_call_open")
    turno = office.one("SELECT ticket_id FROM ticket_call LIMIT 1")
    office.do(
        "UPDATE ticket_call SET outcome = '' WHERE ticket_id = ?",
        turno,
    )
    office.do(
        "INSERT INTO ticket_call SELECT ?, office_id, day, ticket_id, counter_id, staff_id,"
        " queued_at, called_at, last_called_at, announced, recalls, out_of_turn, '', NULL"
        " FROM ticket_call WHERE ticket_id = ? LIMIT 1",
        uuid4().hex,
        turno,
    )


def a_counter_has_two_turnos(office: Planted) -> None:
    office.do("DROP INDEX uq_ticket_at_counter")
    counter = office.one("SELECT id FROM counter LIMIT 1")
    office.do(
        "UPDATE ticket SET state = 'called', counter_id = ? WHERE id IN"
        " (SELECT id FROM ticket LIMIT 2)",
        counter,
    )


def a_counter_is_opened_twice(office: Planted) -> None:
    counter = _dashed(office.one("SELECT counter_id FROM counter_session WHERE state <> 'closed'"))
    office.append("counter_session", uuid4().hex, "counter_opened", counter=counter, services=[6])


def two_wait_at_a_counter_of_their_own(office: Planted) -> tuple[str, str]:
    """Let two come one after the other; return the second and the counter that is open."""
    counter = office.one("SELECT id FROM counter WHERE number = 3")
    at = office.one("SELECT max(at) FROM operation")
    day = (_EPOCH + timedelta(microseconds=at, hours=-9)).date().isoformat()
    office.append("queue_day", uuid4().hex, "day_opened", day=day)
    told = {"counter": _dashed(counter), "services": [6]}
    office.append("counter_session", uuid4().hex, "counter_opened", **told)
    second = ""
    for number in (1, 2):
        second = uuid4().hex
        new = {"day": day, "series": "Z", "number": number, "services": [6], "priority": False}
        office.append("ticket", second, "ticket_issued", **new)
    return second, _dashed(counter)


def somebody_is_called_before_who_came_first(office: Planted) -> None:
    second, counter = two_wait_at_a_counter_of_their_own(office)
    office.append("ticket", second, "ticket_called", counter=counter)


def an_entry_is_changed(office: Planted) -> None:
    office.do("UPDATE operation SET payload = '{}' WHERE sequence = ?", office.last("staff_added"))


def the_time_of_an_entry_is_changed(office: Planted) -> None:
    place = office.last("ticket_arrived")
    office.do("UPDATE operation SET at = at + 1 WHERE sequence = ?", place)


def an_entry_is_removed(office: Planted) -> None:
    office.do("DELETE FROM operation WHERE sequence = ?", office.last("day_opened"))


def the_beginning_of_a_turno_is_removed(office: Planted) -> None:
    key = office.one("SELECT ticket_id FROM ticket_call ORDER BY announced LIMIT 1")
    office.do("DELETE FROM operation WHERE aggregate_id = ? AND type = 'ticket_issued'", key)


def a_table_changed_without_an_entry(office: Planted) -> None:
    office.do("UPDATE ticket SET state = 'cancelled' WHERE state = 'served'")


def an_entry_tells_what_no_table_holds(office: Planted) -> None:
    second, _ = two_wait_at_a_counter_of_their_own(office)
    office.append("ticket", second, "ticket_cancelled", code="", reason="")


def a_mark_is_gone(office: Planted) -> None:
    office.do("DELETE FROM case_finding")


def a_person_changed_without_an_entry(office: Planted) -> None:
    office.do("UPDATE person SET version = version + 1")


def a_turno_of_a_closed_day_is_changed(office: Planted) -> None:
    office.do(
        "UPDATE ticket SET finished_at = finished_at + 60000000 WHERE state = 'served'"
        " AND day = (SELECT min(day) FROM queue_day WHERE closed_at IS NOT NULL)"
    )


def a_closed_day_is_counted_otherwise(office: Planted) -> None:
    office.do("UPDATE closed_day SET served = served + 1")


def a_return_is_gone(office: Planted) -> None:
    office.do("DELETE FROM case_return")


def an_event_of_a_case_is_gone(office: Planted) -> None:
    office.do("DELETE FROM case_event WHERE place = 1")


def a_day_that_nobody_counted_has_figures(office: Planted) -> None:
    columns = office.rows("SELECT name, type FROM pragma_table_info('figure_day')")
    row = {name: 1 if kind == "INTEGER" else "" for name, kind in columns}
    row["day"] = "2020-01-06"
    marks = ", ".join("?" * len(row))
    office.do(f"INSERT INTO figure_day ({', '.join(row)}) VALUES ({marks})", *row.values())


def a_notice_was_never_sent(office: Planted) -> None:
    office.do("DELETE FROM notice")


def a_worker_did_what_nobody_asked_for(office: Planted) -> None:
    office.append("person", uuid4().hex, "person_registered", document="X")
    office.do("UPDATE operation SET workstation = 'recepcion' WHERE workstation = 'otra'")
    office.seal()


PLANTS: dict[Callable[[Planted], None], str] = {
    the_last_action_is_lost: "lost",
    a_number_is_issued_twice: "doubled",
    a_number_is_left_out: "gap",
    a_case_number_is_given_twice: "doubled",
    a_turno_is_called_while_it_is_served: "twice",
    a_turno_has_two_open_calls: "twice",
    a_counter_has_two_turnos: "counter",
    a_counter_is_opened_twice: "counter",
    somebody_is_called_before_who_came_first: "order",
    an_entry_is_changed: "chain",
    the_time_of_an_entry_is_changed: "chain",
    an_entry_is_removed: "chain",
    the_beginning_of_a_turno_is_removed: "chain",
    a_table_changed_without_an_entry: "half",
    an_entry_tells_what_no_table_holds: "half",
    a_mark_is_gone: "half",
    a_person_changed_without_an_entry: "half",
    a_turno_of_a_closed_day_is_changed: "chain",
    a_closed_day_is_counted_otherwise: "half",
    a_return_is_gone: "half",
    an_event_of_a_case_is_gone: "half",
    a_day_that_nobody_counted_has_figures: "half",
    a_notice_was_never_sent: "half",
    a_worker_did_what_nobody_asked_for: "doubled",
}


def test_who_came_first_is_called_first(office: Planted) -> None:
    """What the planted call out of turn stands beside: the same, in order, is none."""
    two_wait_at_a_counter_of_their_own(office)
    assert "order" not in office.kinds()


def test_the_cases_of_another_year_begin_again(office: Planted) -> None:
    last = json.loads(
        office.one("SELECT payload FROM operation WHERE sequence = ?", office.last("case_opened"))
    )
    for year in (27, 26, 27):
        number = f"QUITO-{year}-00001-0" if year == 27 else last["number"]
        office.append("case", uuid4().hex, "case_opened", number=number)
    found = [fault.words for fault in office.faults() if fault.kind == "doubled"]
    assert len(found) == 2, "the last of this year, and the first of the next, given once more"


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_flagged(office: Planted, plant: Callable[[Planted], None]) -> None:
    plant(office)
    assert PLANTS[plant] in office.kinds()


# ------------------------------------------------------------------ what was shown spoiled


def shown(told: Told, kind: str) -> list[Deed]:
    """Return the actions of a kind that were shown as done."""
    return [
        deed
        for deeds in told.deeds.values()
        for deed in deeds
        if deed.kind == kind and deed.outcome == SHOWN
    ]


def test_what_was_shown_and_is_not_kept_is_lost(office: Planted) -> None:
    for deed in shown(office.told, "issue")[-1:]:
        deed.shown = (("ticket_issued", "2026-12-04", "Z-999"),)
    assert "lost" in office.kinds()


def test_half_of_what_was_shown_is_lost(office: Planted) -> None:
    deed = next(one for one in shown(office.told, "finish_next") if len(one.shown) == 2)
    deed.shown = (deed.shown[0], (*deed.shown[1][:-1], 99))
    assert "lost" in office.kinds()


def test_a_number_shown_to_two_people_is_doubled(office: Planted) -> None:
    first = shown(office.told, "issue")[0]
    office.told.deeds["otra"] = [replace(first, worker="otra")]
    assert "doubled" in office.kinds()


def test_what_was_done_first_stands_first(office: Planted) -> None:
    deed = shown(office.told, "issue")[3]
    deed.begun += 10**15
    deed.ended += 10**15
    assert "order" in office.kinds()


def test_a_board_that_shows_what_never_was_is_seen(office: Planted) -> None:
    board = next(look["board"] for look in office.told.looks if "board" in look)
    assert isinstance(board, dict)
    board["served"] += 1
    assert "seen" in office.kinds()


def test_a_call_that_the_hall_read_and_nobody_made_is_seen(office: Planted) -> None:
    office.told.looks.append({"display": {"day": "2026-12-04", "calls": [["A-999", 1]]}})
    assert "seen" in office.kinds()


def test_a_printed_head_that_is_not_in_the_log_is_lost(office: Planted) -> None:
    report = next(look["report"] for look in office.told.looks if "report" in look)
    assert isinstance(report, dict)
    report["hash"] = "0" * 64
    assert "lost" in office.kinds()


def test_a_database_that_cannot_be_read_is_told(office: Planted) -> None:
    office.close()
    office.database.write_bytes(bytes(8192))
    office.database.with_name("oficina.db-wal").unlink(missing_ok=True)
    assert office.kinds() == {"unreadable"}
