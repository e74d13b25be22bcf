"""Linking an office with a real centre: by the command line, by the program, and what is refused."""

import getpass
import os
import signal
import subprocess
import sys
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing
from itertools import takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from desktop.app.demo import first_start
from desktop.app.link_teller import LinkTeller
from desktop.app.linked import Linking
from desktop.app.linking import OtherOffice, credentials_of, link_station, spool_of
from desktop.app.station import Station, begin_station
from desktop.cli import FAILED, LEFT, OK, main
from desktop.keys import slots
from desktop.keys.stores import DemoKeyFile, SystemKeyring
from desktop.paths import places
from desktop.sync.credentials import Credentials
from desktop.sync.pairing import parse_address, parse_code
from desktop.sync.state import LinkPhase, LinkReport
from desktop.sync.troubles import CodeRefused, HalfOpen, Refused
from desktop.usecases.centre_link import TrainingNotLinked
from domain.errors import InvalidInput
from domain.staff import Actor, NotAllowed, Role
from tests import memory_keyring
from tests.central.server import Centre as Server
from tests.processes import process_of
from tests.sync.certificates import authority
from tests.sync.hostile import forward, hostile, reset
from tests.sync.linked import MemoryStore
from ui.link.sheet import LinkSheet
from ui.shell.window import MainWindow

REQUEST = first_start()


@pytest.fixture
def station() -> Iterator[Station]:
    """A computer's office as after its first start."""
    memory_keyring.forget_all()
    made, _, _ = begin_station(places(), SystemKeyring(), REQUEST)
    with closing(made):
        yield made


@pytest.fixture
def admin(station: Station) -> Actor:
    return who(station, Role.ADMINISTRATOR)


def who(station: Station, role: Role) -> Actor:
    """Return somebody of a role, signed in."""
    with station.desk.units.read() as unit:
        return next(
            one.actor for one in unit.staff.all() if role in {grant.role for grant in one.grants}
        )


def test_by_the_command_line(
    station: Station,
    centre: Server,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with station.desk.units.read() as unit:
        office = unit.offices.office()
        before = unit.log.head().sequence
    station.close()
    assert main(["sync", "--once"]) == FAILED
    assert "no está enlazada" in capsys.readouterr().err
    code = centre.code()
    monkeypatch.setattr(getpass, "getpass", lambda _: f" {code[:4]}-{code[4:].lower()} ")
    assert main(["link", centre.address]) == OK
    assert "Oficina enlazada" in capsys.readouterr().out
    assert main(["sync", "--once"]) == OK
    assert f"Se enviaron {before + 1} operaciones" in capsys.readouterr().out
    assert main(["sync", "--once"]) == OK
    assert "Se enviaron 0 operaciones" in capsys.readouterr().out
    kept = centre.rows("SELECT code, name FROM office WHERE id = %s", office.id)
    assert kept == [{"code": office.code, "name": office.name}]


def test_until_it_is_interrupted(centre: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    # A key that lies open: the keyring of a test ends with its process.
    made, _, _ = begin_station(places(), DemoKeyFile(places().demo_key), REQUEST)
    with closing(made):
        link_station(made, DemoKeyFile(places().demo_key), centre.address, centre.code())
    command = [sys.executable, "-m", "desktop", "sync"]
    # Where the tests themselves run in the background, Ctrl+C is ignored by whom they start.
    heeding = ["env", "--default-signal=INT", *command]
    with process_of(heeding) as process:
        assert process.stdout is not None
        # It says how the link stands whenever that changes: on a busy machine first what waits.
        told = list(takewhile(lambda line: "Todo enviado" not in line, process.stdout))
        assert process.poll() is None, told
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == LEFT


def test_it_ends_when_nobody_reads_it_any_more(centre: Server) -> None:
    made, _, _ = begin_station(places(), DemoKeyFile(places().demo_key), REQUEST)
    with closing(made):
        link_station(made, DemoKeyFile(places().demo_key), centre.address, centre.code())
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "desktop", "sync"]
    with process_of(command, stdout=write, stderr=subprocess.PIPE) as process:
        os.close(write)
        assert process.wait(60) == FAILED
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_code_is_not_taken_twice_and_not_when_it_is_wrong(
    station: Station, centre: Server, admin: Actor
) -> None:
    code = centre.code()
    link_station(station, MemoryStore(), centre.address, code, "", admin)
    for wrong in (code, "ABCDEFGHJKMN"):
        with pytest.raises(CodeRefused):
            link_station(station, MemoryStore(), centre.address, wrong, "", admin)


def test_an_answer_to_the_pairing_that_got_lost_costs_no_code(
    station: Station, centre: Server, admin: Actor
) -> None:
    with hostile(forward(centre.address, drop=True), forward(centre.address)) as way:
        link_station(station, SystemKeyring(), way.address, centre.code(), "", admin)
    with hostile(reset) as way, pytest.raises(HalfOpen):
        link_station(station, SystemKeyring(), way.address, centre.code(), "", admin)


def test_the_code_of_another_office_links_nothing(
    station: Station, centre: Server, admin: Actor
) -> None:
    code = centre.code(centre.known_office("Guayaquil"))
    with pytest.raises(OtherOffice) as raised:
        link_station(station, MemoryStore(), centre.address, code, "", admin)
    assert "Guayaquil" in raised.value.what
    with station.desk.units.read() as unit:
        assert unit.exchange.link() is None


def test_only_an_administrator_uses_a_code_up(station: Station, centre: Server) -> None:
    code = centre.code()
    with pytest.raises(NotAllowed):
        link_station(
            station, MemoryStore(), centre.address, code, "", who(station, Role.SUPERVISOR)
        )
    link_station(station, MemoryStore(), centre.address, code)


def test_training_is_never_linked(station: Station, centre: Server, admin: Actor) -> None:
    station.training = True
    with pytest.raises(TrainingNotLinked):
        link_station(station, MemoryStore(), centre.address, centre.code(), "", admin)
    linking = Linking(station, MemoryStore())
    linking.begin()
    assert linking.report == LinkReport()


def test_the_centre_can_open_the_data_if_the_code_is_lost(
    station: Station, centre: Server, admin: Actor
) -> None:
    link = link_station(station, MemoryStore(), centre.address, centre.code(), "", admin)
    kept = slots.read(station.database)
    if link.sealing_key:
        assert len(b64decode(link.sealing_key)) == 32
        assert kept.has(slots.CENTRE)
    assert kept.has(slots.RECOVERY)


def test_the_windows_are_told_and_the_link_is_taken_away(
    station: Station, centre: Server, admin: Actor
) -> None:
    told: list[LinkPhase] = []
    changed = threading.Condition()

    def listen(report: LinkReport) -> None:
        with changed:
            told.append(report.phase)
            changed.notify_all()

    linking = Linking(station, SystemKeyring())
    linking.begin()
    end = linking.listen(listen)
    assert told == [LinkPhase.UNLINKED]
    linking.link(centre.address, centre.code(), "", admin)
    with changed:
        assert changed.wait_for(lambda: LinkPhase.LINKED in told, 60)
    linking.hurry()
    linking.unlink(admin)
    assert told[-1] is LinkPhase.UNLINKED
    assert not credentials_of(station, SystemKeyring()).exist()
    end()
    end()
    linking.end()


def test_a_certificate_is_read_from_its_file(
    station: Station, centre: Server, admin: Actor, tmp_path: Path
) -> None:
    linking = Linking(station, MemoryStore())
    none = tmp_path / "no.pem"
    for content in (b"nada", b"\xff\xfe", None):
        if content is None:
            none.unlink()
        else:
            none.write_bytes(content)
        with pytest.raises(InvalidInput):
            linking.link(centre.address, centre.code(), str(none), admin)
    none.write_text(authority().pem)
    linking.link(centre.address, centre.code(), str(none), admin)
    linking.end()
    with station.desk.units.read() as unit:
        link = unit.exchange.link()
    assert link is not None
    assert "BEGIN CERTIFICATE" in link.ca


def test_an_account_without_the_identity_says_so(
    station: Station, centre: Server, admin: Actor
) -> None:
    link_station(station, SystemKeyring(), centre.address, centre.code(), "", admin)
    memory_keyring.forget_all()
    assert credentials_of(station, SystemKeyring()).exist()
    assert credentials_of(station, SystemKeyring()).load() is None


def test_nobody_is_there(station: Station, admin: Actor) -> None:
    with pytest.raises(Refused):
        link_station(station, MemoryStore(), "http://127.0.0.1:9", "ABCDEFGHJKMN", "", admin)


def test_reports_wait_beside_the_data(station: Station) -> None:
    name = station.paper.files.offer(b"informe")
    assert [path.name for path in spool_of(station).waiting()] == [name]


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://centro.ec", "https://centro.ec"),
        (" centro.ec/ ", "https://centro.ec"),
        ("https://centro.ec:8443/base/", "https://centro.ec:8443/base"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:1/", "http://localhost:1"),
    ],
)
def test_an_address_is_read(typed: str, address: str) -> None:
    assert parse_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "http://centro.ec", "ftp://centro.ec", "https://", "https://a b", "https://x:0",
        "https://x:99999", "https://x:y", "https://u:p@centro.ec", "https://centro.ec?x=1",
        "https://centro.ec#x", "https://[", "https://ñandú.ec", "x" * 400, "a\x00b", "\ud800",
        "🙂", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        parse_address(typed)


@pytest.mark.parametrize(
    "typed", ["", "ABC", "A" * 21, "ABCD EFGH JKM!", "x" * 10_000, "\x00" * 12]
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        parse_code(typed)
    assert parse_code(" abcd-efgh jkmn ") == "ABCDEFGHJKMN"


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"\x00", b'{"entry": 1}', b'{"entry":"x"}', b"[" * 5000]
)
def test_a_damaged_identity_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "enlace.json").write_bytes(content)
    credentials = Credentials(tmp_path, MemoryStore())
    assert not credentials.exist()
    assert credentials.load() is None
    with credentials.nonce() as nonce:
        assert nonce.value == ""
        nonce.keep("n")
    assert (tmp_path / "enlace.json").read_bytes() == content


def test_the_foot_of_the_rail_follows(
    station: Station, centre: Server, admin: Actor, qtbot: QtBot
) -> None:
    linking = Linking(station, SystemKeyring())
    linking.begin()
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    teller = LinkTeller(window, linking, station.desk.clock, ZoneInfo("America/Guayaquil"))
    line = window.rail.link
    assert line.state.words == "Oficina autónoma"
    linking.link(centre.address, centre.code(), "", admin)
    qtbot.waitUntil(lambda: line.state.words == "Enlazado")
    line.click()
    (sheet,) = window.findChildren(LinkSheet)
    assert sheet.state.text() == "Enlazado"
    line.click()  # behind the sheet
    linking.unlink(admin)
    qtbot.waitUntil(lambda: sheet.state.text() == "Oficina autónoma")
    sheet.close_sheet()
    teller.close()
    linking.end()
    window.close()
