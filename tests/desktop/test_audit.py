"""``ventanilla audit verify``: the log, the closed days, and the mark printed on a report."""

from dataclasses import replace

import pytest

from desktop.app.demo import COUNTERS, PASSWORD, first_start
from desktop.app.station import begin_station, open_station
from desktop.cli import FAILED, OK, main
from desktop.keys.stores import SystemKeyring
from desktop.paths import places
from desktop.usecases import access, day, reception
from desktop.usecases.day_report import day_report
from domain.head_code import head_qr, head_text
from domain.operations import LogHead
from tests import memory_keyring
from tests.office import FakeClock

REQUEST = replace(first_start(), counters=COUNTERS[:1])


@pytest.fixture
def head() -> LogHead:
    """An office closed its first day; what its report bears."""
    memory_keyring.forget_all()
    clock = FakeClock()
    station, _, _ = begin_station(places(), SystemKeyring(), REQUEST, clock)
    desk = station.desk
    rosa, sara = (access.sign_in(desk, name, PASSWORD) for name in ("recepcion", "supervisora"))
    reception.issue(desk, rosa, reception.NewTicket((6,)))
    clock.at("17:15")
    day.close_day(desk, sara, "Fin de la jornada")
    closed = day_report(desk, sara).closed
    station.close()
    assert closed is not None
    return closed.head


def tamper(statement: str) -> None:
    """Do to the database what somebody with its key and SQL could."""
    station = open_station(places(), SystemKeyring())
    with station.engine.begin() as connection:
        for trigger in ("operation_is_never_removed", "operation_is_never_rewritten"):
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        connection.exec_driver_sql(statement)
    station.close()


def verified(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    """Run the command; return its exit code and what it said."""
    capsys.readouterr()
    code = main(["audit", "verify", *more])
    told = capsys.readouterr()
    return code, told.out + told.err


def test_a_report_that_agrees(head: LogHead, capsys: pytest.CaptureFixture[str]) -> None:
    for copied in (head_text(head), head_qr(head), head_text(head).replace(" ", "")):
        code, said = verified(capsys, "--report", copied)
        assert code == OK
        assert "El registro está íntegro" in said
        assert "Los turnos de las jornadas cerradas son los que se cerraron." in said
        assert f"El informe coincide: hasta la operación {head.sequence}" in said
    assert "informe" not in verified(capsys)[1]
    assert f"Última huella: {head.sequence} " in verified(capsys)[1]


def test_a_report_miscopied_is_not_taken_for_a_changed_log(
    head: LogHead, capsys: pytest.CaptureFixture[str]
) -> None:
    for copied in (head_text(head)[:-6], "1234 abcd ef01", ""):
        code, said = verified(capsys, "--report", copied)
        assert code == FAILED
        assert "error al copiarla" in said
        assert "no coincide" not in said


def test_a_turno_changed_is_told_by_its_day(
    head: LogHead, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper("UPDATE ticket SET state = 'served'")
    code, said = verified(capsys)
    assert code == FAILED
    assert "El registro está íntegro" in said
    assert "Los turnos de estas jornadas no son los que se cerraron: 04/12/2026." in said


def test_an_operation_rewritten_is_told(head: LogHead, capsys: pytest.CaptureFixture[str]) -> None:
    tamper("UPDATE operation SET payload = '{}' WHERE type = 'ticket_issued'")
    code, said = verified(capsys, "--report", head_text(head))
    assert code == FAILED
    assert "no es íntegro desde la operación" in said
    assert "lo registrado antes del cierre fue cambiado" in said
    assert "Traceback" not in said


def test_the_end_cut_off_is_told_by_the_report_alone(
    head: LogHead, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(f"DELETE FROM operation WHERE sequence >= {head.sequence}")
    assert verified(capsys)[0] == OK
    code, said = verified(capsys, "--report", head_text(head))
    assert code == FAILED
    assert f"El registro es más corto: termina en la operación {head.sequence - 1}" in said


def test_another_log_does_not_agree(head: LogHead, capsys: pytest.CaptureFixture[str]) -> None:
    other = LogHead(head.sequence, "0" * 64)
    code, said = verified(capsys, "--report", head_text(other))
    assert code == FAILED
    assert f"El informe no coincide: la operación {head.sequence} es otra." in said
