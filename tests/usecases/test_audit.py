"""Whoever changes what is kept, with the key and without the program, is found out.

Each test does to the database what somebody with its key and SQL could do.
"""

import hashlib
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db.engine import open_engine
from db.unit_of_work import SqlUnits
from desktop.usecases import calling, counters, day, serving
from desktop.usecases.audit import Audit, Match, audit
from desktop.usecases.day_report import day_report
from desktop.usecases.desk import Desk
from domain.operations import LogHead, Operation
from tests.office import KEY, FakeClock, SmallOffice
from tests.usecases.hall import issue, opened

TODAY = date(2026, 12, 4)


@pytest.fixture
def printed(desk: Desk, office: SmallOffice, clock: FakeClock) -> LogHead:
    """A day was closed, its report printed, and the next one has begun."""
    ana, sara = opened(desk, office, "asesor-1", 1), office.actor("supervisor-1")
    for _ in range(3):
        issue(desk, office)
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    clock.at("08:20")
    serving.finish(desk, ana, "Volverá otro día")
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    clock.at("17:15")
    day.close_day(desk, sara, "Fin de la jornada")
    report = day_report(desk, sara)
    serving.finish(desk, ana, "Terminó después del cierre")
    counters.close_counter(desk, ana)
    clock.at("08:00")
    clock.go(days=3)
    issue(desk, office)
    assert report.closed is not None
    return report.closed.head


@pytest.fixture
def tamper(tmp_path: Path) -> Callable[..., None]:
    """Run statements on the database as somebody with its key would, the triggers taken away."""

    def run(*statements: str, **values: Any) -> None:
        engine = open_engine(tmp_path / "ventanilla.db", KEY)
        with engine.begin() as connection:
            for trigger in ("operation_is_never_removed", "operation_is_never_rewritten"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
            for statement in statements:
                connection.exec_driver_sql(statement, values)
        engine.dispose()

    return run


def found(desk: Desk, printed: LogHead | None = None) -> Audit:
    with desk.units.read() as unit:
        return audit(unit, printed)


def test_what_nobody_touched_is_whole(desk: Desk, printed: LogHead) -> None:
    seen = found(desk, printed)
    assert (seen.broken, seen.altered, seen.match) == (None, (), Match.SAME)
    assert seen.is_whole
    assert seen.head.sequence > printed.sequence
    assert found(desk).match is None
    assert found(desk).is_whole


@pytest.mark.parametrize(
    "change",
    [
        "state = 'no_show'",
        "finished_at = finished_at + 60000000",
        "arrived_at = arrived_at - 60000000",
        "counter_id = NULL",
        "services = '5'",
        "priority = 1",
        "number = 77",
        "state = 'otro'",
        "arrived_at = 'ayer'",
    ],
)
def test_a_turno_changed_is_told_by_its_day(
    change: str, desk: Desk, printed: LogHead, tamper: Callable[..., None]
) -> None:
    tamper(f"UPDATE ticket SET {change} WHERE series = 'A' AND number = 1 AND day = '2026-12-04'")
    seen = found(desk, printed)
    assert (seen.broken, seen.altered, seen.match) == (None, (TODAY,), Match.SAME)
    assert not seen.is_whole


def test_a_turno_removed_is_told(desk: Desk, printed: LogHead, tamper: Callable[..., None]) -> None:
    tamper("DELETE FROM ticket WHERE series = 'A' AND number = 3 AND day = '2026-12-04'")
    assert found(desk).altered == (TODAY,)


def test_an_operation_rewritten_is_told(
    desk: Desk, printed: LogHead, tamper: Callable[..., None]
) -> None:
    tamper(
        "UPDATE operation SET payload = replace(payload, 'Fin de la jornada', 'Otro motivo')"
        " WHERE type = 'day_closed'"
    )
    seen = found(desk, printed)
    assert seen.broken is not None
    assert seen.broken.sequence == printed.sequence
    assert seen.match is Match.SAME  # its hash was left; what it stands for was not
    assert not seen.is_whole


@pytest.mark.parametrize("change", ["at = 'ayer'", "id = 'x'", "actor_id = 'nadie'"])
def test_an_operation_that_cannot_be_read_is_told(
    change: str, desk: Desk, printed: LogHead, tamper: Callable[..., None]
) -> None:
    tamper(f"UPDATE operation SET {change} WHERE sequence = {printed.sequence}")
    seen = found(desk, printed)
    assert seen.broken is not None
    assert seen.broken.sequence == printed.sequence
    assert "no se puede leer" in seen.broken.words
    assert (seen.altered, seen.match) == ((), Match.OTHER)
    tamper(f"DELETE FROM operation WHERE sequence > {printed.sequence}")  # it is the last one
    assert found(desk, printed).match is Match.OTHER


def _forged(desk: Desk, forge: Callable[[Operation], str]) -> list[str]:
    """Return the statements that give the operations other payloads and chain them anew."""
    from domain.operations import _sealed_of, seal_of  # what a forger would have to write again

    with desk.units.read() as unit:
        operations = list(unit.log.all())
    head, statements = operations[0].previous_hash, []
    for one in operations:
        payload = forge(one)
        forged = replace(
            one,
            payload=payload,
            payload_hash=hashlib.sha256(payload.encode()).hexdigest(),
            previous_hash=head,
        )
        head = seal_of(_sealed_of(forged))
        statements.append(
            f"UPDATE operation SET payload = '{payload}',"
            f" payload_hash = '{forged.payload_hash}', previous_hash = '{forged.previous_hash}',"
            f" hash = '{head}' WHERE sequence = {one.sequence}"
        )
    return statements


@pytest.mark.parametrize(
    "payload",
    ["{}", "[]", "null", '{"day": "ayer"}', '{"day": "2026-12-04", "seal": "x"}', "no es JSON"],
)
def test_a_closing_that_says_nothing_is_not_taken_for_a_day_unchanged(
    payload: str, desk: Desk, printed: LogHead, tamper: Callable[..., None]
) -> None:
    tamper(
        *_forged(
            desk, lambda one: payload if one.sequence == printed.sequence else one.payload or ""
        ),
        "UPDATE ticket SET services = '5' WHERE number = 1 AND day = '2026-12-04'",
    )
    seen = found(desk)
    assert seen.broken is not None  # the chain itself holds
    assert seen.broken.sequence == printed.sequence
    assert "no se puede leer" in seen.broken.words
    assert not seen.is_whole


def test_the_end_of_the_log_cut_off_is_told_only_by_the_report(
    desk: Desk, printed: LogHead, tamper: Callable[..., None]
) -> None:
    tamper(f"DELETE FROM operation WHERE sequence >= {printed.sequence}")
    seen = found(desk, printed)
    assert seen.broken is None  # what is left holds together
    assert seen.match is Match.SHORTER
    assert not seen.is_whole


def test_an_operation_taken_out_of_the_middle_is_told(
    desk: Desk, printed: LogHead, tamper: Callable[..., None]
) -> None:
    tamper(f"DELETE FROM operation WHERE sequence = {printed.sequence}")
    seen = found(desk, printed)
    assert seen.broken is not None
    assert seen.match is Match.OTHER


def test_an_older_copy_put_back_is_told_also_once_work_went_on(
    desk: Desk, office: SmallOffice, clock: FakeClock, tmp_path: Path
) -> None:
    sara, folder = office.actor("supervisor-1"), tmp_path / "copia"
    folder.mkdir()
    issue(desk, office)
    engine = open_engine(tmp_path / "ventanilla.db", KEY)
    with closing(engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    older = folder / "ventanilla.db"
    shutil.copy(tmp_path / "ventanilla.db", older)
    clock.at("17:15")
    day.close_day(desk, sara, "Fin de la jornada")
    report = day_report(desk, sara).closed
    assert report is not None

    put_back = open_engine(older, KEY)
    restored = replace(desk, units=SqlUnits(put_back, "PC-PRUEBA"))
    assert found(restored, report.head).match is Match.SHORTER
    clock.at("09:00")
    for _ in range(3):
        issue(restored, office)
    seen = found(restored, report.head)
    assert (seen.broken, seen.match) == (None, Match.OTHER)
    put_back.dispose()


def test_a_log_written_anew_with_its_hashes_is_told_only_by_the_report(
    desk: Desk, printed: LogHead, tamper: Callable[..., None]
) -> None:
    tamper(
        *_forged(
            desk,
            lambda one: (one.payload or "").replace("Volverá otro día", "Atendido por completo"),
        )
    )
    assert found(desk).is_whole  # by itself it holds: this is what the paper is for
    assert found(desk, printed).match is Match.OTHER
